import { h, setText } from '../../dom/dom.js';
import { labelled, select } from '../../dom/labelled.js';
import { pin } from '../../plot/pinned-runs.js';

/** @import {LossChart, Traces} from '../../plot/loss-chart.js' */
/** @import {Against, PinnedRun} from '../../plot/pinned-runs.js' */

/** More lines than these nobody can tell apart. */
const most = 3;

/** Under the chart of losses: pins the run, so that the next can be compared with it. */
export class Pins {
  #count = 0;
  /** @type {PinnedRun[]} */
  #runs = [];
  #list = h('ul', { class: 'pins' });
  #message = h('p', { class: 'note', 'aria-live': 'polite' });

  /**
   * @param {HTMLElement} after  stands before it
   * @param {LossChart} chart
   * @param {Traces} traces
   * @param {() => string} describe  what is set, for people
   */
  constructor(after, chart, traces, describe) {
    this.chart = chart;
    this.traces = traces;
    this.describe = describe;
    const button = h('button', { type: 'button' }, 'Pin this run');
    button.addEventListener('click', () => this.#pin());
    this.against = select('loss-against', [
      ['iteration', 'Iterations'],
      ['seconds', 'Seconds of training'],
    ]);
    this.against.addEventListener('change', () => this.#show());
    const field = labelled('Against', this.against);
    const controls = h('div', { class: 'pin-controls' }, field, button);
    after.after(controls, this.#list, this.#message);
  }

  #pin() {
    if (this.#runs.length === most) {
      setText(this.#message, `At most ${most} runs can be pinned: unpin one of them first.`);
      return;
    }
    const run = pin(this.traces, this.#count + 1, this.describe());
    if (run.lines.length === 0) {
      setText(this.#message, 'There is nothing to pin before the first iteration.');
      return;
    }
    this.#count += 1;
    this.#runs.push(run);
    this.#show();
    setText(this.#message, `Run ${run.number} stays in the chart, dotted.`);
  }

  /** @param {PinnedRun} run */
  #unpin(run) {
    this.#runs = this.#runs.filter((other) => other !== run);
    this.#show();
    setText(this.#message, `Run ${run.number} is gone from the chart.`);
    this.against.focus();
  }

  #show() {
    this.chart.compare(this.#runs, /** @type {Against} */ (this.against.value));
    this.#list.replaceChildren(
      ...this.#runs.map((run) => {
        const unpin = h(
          'button',
          { type: 'button', 'aria-label': `Unpin run ${run.number}` },
          'Unpin',
        );
        unpin.addEventListener('click', () => this.#unpin(run));
        return h('li', {}, h('span', {}, h('b', {}, String(run.number)), ` ${run.label}`), unpin);
      }),
    );
  }
}
