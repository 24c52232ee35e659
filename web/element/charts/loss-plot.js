// The parts of the loss figure that load when it is first visible.

import { h, setText } from '../../dom/dom.js';
import { labelled, select } from '../../dom/labelled.js';
import { LossChart } from '../../plot/loss-chart.js';
import { ChartTable } from './chart-table.js';
import { pinsOf } from './pins.js';

/** @import {Against} from '../../plot/pinned-runs.js' */
/** @import {LossFigure} from './loss-figure.js' */
/** @import {Pin, Pins} from './pins.js' */

/** Adds the chart, its table and the controls that pin runs. @param {LossFigure} figure */
export function makeLossPlot(figure) {
  const { host, footer, shownTraces, palette, floors, columns, metrics } = figure;
  const chart = new LossChart(host, shownTraces, palette);
  chart.setFloors(floors);
  chart.resize();
  const show = () => table.show(chart.rows());
  const place = footer.appendChild(h('span'));
  const table = new ChartTable(place, 'Table of mean losses', columns, show);
  if (metrics) new PinControls(place, chart, pinsOf(metrics));
  return { chart, table };
}

/** Under the loss chart: pins the run, so that later ones can be compared with it. */
class PinControls {
  #list = h('ul', { class: 'pins' });
  #message = h('p', { class: 'note', 'aria-live': 'polite' });

  /**
   * @param {HTMLElement} after  the element to insert it after
   * @param {LossChart} chart
   * @param {Pins} pins
   */
  constructor(after, chart, pins) {
    this.chart = chart;
    this.pins = pins;
    const button = h('button', { type: 'button' }, 'Pin this run');
    button.addEventListener('click', () => setText(this.#message, pins.add()));
    this.against = select('loss-against', [
      ['iteration', 'Iterations'],
      ['seconds', 'Seconds of training'],
    ]);
    this.against.addEventListener('change', () => this.#show());
    pins.onChange(() => this.#show());
    const field = labelled('Against', this.against);
    const controls = h('div', { class: 'pin-controls' }, field, button);
    after.after(controls, this.#list, this.#message);
  }

  /** @param {Pin} run */
  #unpin(run) {
    setText(this.#message, this.pins.remove(run));
    this.against.focus();
  }

  #show() {
    const { runs } = this.pins;
    this.chart.compare(runs, /** @type {Against} */ (this.against.value));
    this.#list.replaceChildren(
      ...runs.map((run) => {
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
