import { h, setText } from '../../dom/dom.js';
import { lineSample } from '../../plot/line-sample.js';
import { methodStyles } from '../../plot/method-styles.js';
import { pointText } from '../../plot/point-text.js';

/** @import {Probe, Subject} from '../../engine/types.js' */

/** @typedef {{subject: Subject, path: Probe | undefined}} Row */

/** A probe's numbers: the end of its path by every method, and the distance from the exact end. */
export class ProbeTable {
  /** @param {() => void} onRemove */
  constructor(onRemove) {
    this.caption = h('caption');
    this.body = h('tbody');
    const remove = h('button', { type: 'button' }, 'Remove probe');
    remove.addEventListener('click', onRemove);
    const head = ['Method', 'Steps', 'End', 'Exact end', 'Distance'];
    this.element = h(
      'div',
      { class: 'probe', 'data-part': 'view', hidden: true },
      h(
        'table',
        {},
        this.caption,
        h('thead', {}, h('tr', {}, ...head.map((text) => h('th', { scope: 'col' }, text)))),
        this.body,
      ),
      remove,
    );
    this.element.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      onRemove();
    });
  }

  /**
   * @param {[number, number] | null} point
   * @param {Row[]} rows
   * @param {Probe | undefined} exact
   */
  show(point, rows, exact) {
    this.element.hidden = point === null;
    if (!point) return;
    setText(this.caption, `Probe: where the point ${pointText(point)} of the noise goes`);
    this.body.replaceChildren(
      ...rows.map(({ subject, path }) => {
        const steps = subject === 'exact' ? 'any' : String(path?.steps ?? '–');
        const end = path && endOf(path);
        const exactEnd = exact && endOf(exact);
        const distance = end && exactEnd && Math.hypot(end[0] - exactEnd[0], end[1] - exactEnd[1]);
        const cells = [steps, pointText(end), pointText(exactEnd), distance?.toFixed(3) ?? '–'];
        return h(
          'tr',
          { 'data-subject': subject },
          h(
            'th',
            { scope: 'row' },
            lineSample(methodStyles[subject]),
            ` ${methodStyles[subject].label}`,
          ),
          ...cells.map((text) => h('td', {}, text)),
        );
      }),
    );
  }
}

/** @param {Probe} probe */
const endOf = ({ path }) => path.subarray(path.length - 2);
