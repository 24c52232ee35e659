import { h, setText } from '../../dom/dom.js';
import { lineSample } from '../../dom/line-sample.js';
import { looks } from '../../plot/method-styles.js';

/** @import {Probe, Subject} from '../../engine/types.js' */

/** @typedef {{subject: Subject, way: Probe | undefined}} Row */

/** A probe's numbers: where its point starts and ends by every method, and how far that is from the truth. */
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
      if (event.key === 'Escape') onRemove();
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
      ...rows.map(({ subject, way }) => {
        const steps = subject === 'exact' ? 'any' : String(way?.steps ?? '–');
        const end = way && endOf(way);
        const truth = exact && endOf(exact);
        const distance = end && truth && Math.hypot(end[0] - truth[0], end[1] - truth[1]);
        const cells = [steps, pointText(end), pointText(truth), distance?.toFixed(3) ?? '–'];
        return h(
          'tr',
          { 'data-subject': subject },
          h('th', { scope: 'row' }, lineSample(looks[subject]), ` ${looks[subject].label}`),
          ...cells.map((text) => h('td', {}, text)),
        );
      }),
    );
  }
}

/** @param {Probe} way */
const endOf = ({ path }) => path.subarray(path.length - 2);

/** @param {ArrayLike<number> | undefined} point @returns {string} "(0.30, −0.70)", or "–" when it is not known */
export function pointText(point) {
  if (!point) return '–';
  // Zero has no sign, also where it was rounded to.
  const rounded = (/** @type {number} */ x) => Number(x.toFixed(2)) + 0;
  const text = (/** @type {number} */ x) => rounded(x).toFixed(2).replace('-', '−');
  return `(${text(point[0])}, ${text(point[1])})`;
}
