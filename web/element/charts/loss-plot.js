// The parts of the loss figure that load when it is first visible.

import { h, setText } from '../../dom/dom.js';
import { labelled, select } from '../../dom/labelled.js';
import { LossChart } from '../../plot/loss-chart.js';
import { pin } from '../../plot/pinned-runs.js';
import { ChartTable } from './chart-table.js';

/** @import {Traces} from '../../plot/loss-chart.js' */
/** @import {Against, PinnedRun} from '../../plot/pinned-runs.js' */
/** @import {LossFigure} from './loss-figure.js' */

/** Adds the chart, its table and the controls that pin runs. @param {LossFigure} figure */
export function makeLossPlot(figure) {
  const { host, extras, shownTraces, palette, floors, columns, traces } = figure;
  const chart = new LossChart(host, shownTraces, palette);
  chart.setFloors(floors);
  chart.resize();
  const show = () => table.show(chart.rows());
  const place = extras.appendChild(h('span'));
  const table = new ChartTable(place, 'Table of mean losses', columns, show);
  new PinnedRuns(place, chart, traces, () => figure.describeRun());
  return { chart, table };
}

/** The lines of more runs are hard to tell apart. */
const most = 3;

/** Under the loss chart: pins the run, so that later ones can be compared with it. */
class PinnedRuns {
  #count = 0;
  /** @type {PinnedRun[]} */
  #runs = [];
  #list = h('ul', { class: 'pins' });
  #message = h('p', { class: 'note', 'aria-live': 'polite' });

  /**
   * @param {HTMLElement} after  the element to insert it after
   * @param {LossChart} chart
   * @param {Traces} traces
   * @param {() => string} describe  the settings, for the reader
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
