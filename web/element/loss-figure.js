import { lossText } from '../view/loss-text.js';
import { looks } from '../view/methods.js';
import { h, setText } from './dom.js';

/** @import {Method} from '../engine/types.js' */
/** @import {Floors, LossChart, Traces} from '../view/loss-chart.js' */
/** @import {Palette} from '../view/palette.js' */

/** The chart of losses with its caption, its note and what it shows in words. */
export class LossFigure {
  /**
   * @param {Traces} traces  read at every `update`
   * @param {() => Palette} palette
   */
  constructor(traces, palette) {
    this.traces = traces;
    this.palette = palette;
    /** @type {Floors} */
    this.floors = [];
    /** What is set, for people. */
    this.describeRun = () => '';
    /** @type {LossChart | undefined} Loaded when its place comes into sight. */
    this.chart = undefined;
    /** @type {import('./chart-table.js').ChartTable | undefined} Likewise. */
    this.table = undefined;
    this.host = h('div', {
      class: 'chart',
      role: 'img',
      'aria-label': 'Loss against iteration',
      'aria-describedby': 'summary-loss',
    });
    this.summary = h('p', { id: 'summary-loss', class: 'unseen' });
    this.extraNote = h('p', { class: 'note', hidden: !traces.lsd }, lsdNote);
    this.element = h(
      'figure',
      { class: 'loss', 'data-field': 'loss', 'data-part': 'chart' },
      h(
        'figcaption',
        {},
        h('b', {}, 'Loss'),
        ' of every iteration, faint, and its mean over the last 100',
      ),
      this.host,
      note(),
      this.extraNote,
      this.summary,
    );
    this.resizeObserver = new ResizeObserver(() => this.chart?.resize());
    this.resizeObserver.observe(this.host);
    this.sightObserver = new IntersectionObserver(
      (entries) => entries.some((entry) => entry.isIntersecting) && this.load(),
    );
    this.sightObserver.observe(this.host);
  }

  /** What there is to say of a method that comes and goes. @param {Method} method @param {boolean} shown */
  showNote(method, shown) {
    if (method === 'lsd') this.extraNote.hidden = !shown;
  }

  async load() {
    this.sightObserver.disconnect();
    try {
      const { ChartTable, LossChart, Pins } = await import('./loss-parts.js');
      if (!this.host.isConnected) return;
      const chart = new LossChart(this.host, this.traces, this.palette);
      chart.setFloors(this.floors);
      chart.resize();
      const names = Object.keys(this.traces).map((method) => labelOf(method));
      const show = () => this.table?.show(chart.rows());
      this.table = new ChartTable(this.host, 'Table of mean losses', ['iteration', ...names], show);
      new Pins(this.host, chart, this.traces, () => this.describeRun());
      this.chart = chart;
    } catch (error) {
      setText(this.host, `The chart could not be loaded: ${error}`);
    }
  }

  /** Shows what the traces hold now. @param {number} iteration  the latest */
  update(iteration) {
    this.chart?.update();
    if (this.chart && this.table?.element.open) this.table.show(this.chart.rows());
    const shown = Object.entries(this.traces).filter(([method, trace]) => {
      return method !== 'lsd' || trace.length > 0;
    });
    const losses = shown.map(([method, trace]) => {
      return `${labelOf(method)} ${lossText(trace.movingAverage())}`;
    });
    const floors = this.floors.map(({ method, floor }) => {
      return `${looks[method].label} ${lossText(floor)}`;
    });
    const lowest = floors.length > 0 ? ` Floors: ${floors.join(', ')}.` : '';
    setText(this.summary, `At iteration ${iteration}: ${losses.join(', ')}.${lowest}`);
  }

  /**
   * @param {Partial<Record<Method, number | null>>} floors  of the methods shown and others, null for one without;
   *   none for a run that has yet to tell
   */
  setFloors(floors) {
    const methods = /** @type {Method[]} */ (Object.keys(this.traces));
    this.floors = methods.flatMap((method) => {
      const floor = floors[method];
      return typeof floor === 'number' ? [{ method, floor }] : [];
    });
    this.chart?.setFloors(this.floors);
  }

  /** Takes on a changed palette. */
  repaint() {
    this.chart?.repaint();
  }

  destroy() {
    this.resizeObserver.disconnect();
    this.sightObserver.disconnect();
    this.chart?.destroy();
  }
}

/** @param {string} method */
const labelOf = (method) => looks[/** @type {Method} */ (method)].label;

const lsdNote =
  'LSD’s loss cannot be compared with the others: half of its samples ask the model’s own flow to agree with ' +
  'itself, which costs an exact one nothing, so its floor is that of FM times the share with r = t. Nor can losses ' +
  'under other recipes.';

/** Why losses stay above zero. */
function note() {
  return h(
    'p',
    { class: 'note' },
    'Many training pairs meet at one place with different velocities, and a network can only answer ' +
      'with their mean: even the best leaves their spread, the dashed floor of FM and iMF. MF has no ' +
      'finite floor: at the exact ',
    h('var', {}, 'u'),
    ' what is left is ',
    h('var', {}, 'J'),
    ' (',
    h('var', {}, 'v', h('sub', {}, 's')),
    ' − ',
    h('var', {}, 'v'),
    '), with ',
    h('var', {}, 'J'),
    ' the Jacobian of the flow map, which grows as the map sharpens; so its loss may ' +
      'rise while its dots get better.',
  );
}
