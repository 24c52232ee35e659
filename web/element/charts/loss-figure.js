import { h, setText } from '../../dom/dom.js';
import { lossText } from '../../plot/loss-trace.js';
import { methodStyles } from '../../plot/method-styles.js';
import { watchPixels } from '../../plot/screen.js';

/** @import {Method} from '../../engine/types.js' */
/** @import {Floors, LossChart, Traces} from '../../plot/loss-chart.js' */
/** @import {Palette} from '../../plot/palette.js' */

/** The loss chart with its caption, notes and description. */
export class LossFigure {
  /**
   * @param {Traces} traces  of all offered methods, read at every `update`
   * @param {() => Palette} palette
   */
  constructor(traces, palette) {
    this.traces = traces;
    /** The displayed methods. */
    this.shown = /** @type {Method[]} */ (Object.keys(traces));
    this.palette = palette;
    /** Of every method, null for one without. @type {Partial<Record<Method, number | null>>} */
    this.knownFloors = {};
    /** @type {import('../run-metrics.js').RunMetrics | undefined} Of the present run; set before the chart loads. */
    this.metrics = undefined;
    /** @type {LossChart | undefined} Loads when its place is first visible. */
    this.chart = undefined;
    /** @type {import('./chart-table.js').ChartTable | undefined} Loads with it. */
    this.table = undefined;
    this.host = h('div', {
      class: 'chart',
      role: 'img',
      'aria-label': 'Loss against iteration',
      'aria-describedby': 'summary-loss',
    });
    /** Holds the table and the controls of pinned runs; its height is reserved. */
    this.footer = h('div', { class: 'chart-footer' });
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
      this.footer,
      note(),
      this.extraNote,
      this.summary,
    );
    this.stopWatching = watchPixels([this.host], () => this.chart?.resize());
    this.visibilityObserver = new IntersectionObserver(
      (entries) => entries.some((entry) => entry.isIntersecting) && this.load(),
    );
    this.visibilityObserver.observe(this.host);
  }

  /** @param {Method[]} methods  to display */
  showMethods(methods) {
    if (methods.join() === this.shown.join()) return;
    this.shown = methods;
    this.extraNote.hidden = !methods.includes('lsd');
    this.chart?.setTraces(this.shownTraces);
    this.chart?.setFloors(this.floors);
    this.table?.setColumns(this.columns);
    this.table?.show(this.chart?.rows() ?? []);
  }

  /** @returns {Traces} */
  get shownTraces() {
    return Object.fromEntries(this.shown.map((method) => [method, this.traces[method]]));
  }

  /** Of the table. */
  get columns() {
    return ['iteration', ...this.shown.map((method) => methodStyles[method].label)];
  }

  async load() {
    this.visibilityObserver.disconnect();
    try {
      const { makeLossPlot } = await import('./loss-plot.js');
      if (!this.host.isConnected) return;
      const { chart, table } = makeLossPlot(this);
      this.chart = chart;
      this.table = table;
    } catch (error) {
      setText(this.host, `The chart could not be loaded: ${error}`);
    }
  }

  /** Shows the current traces. @param {number} iteration  the latest */
  update(iteration) {
    this.chart?.update();
    if (this.chart && this.table?.element.open) this.table.show(this.chart.rows());
    const losses = this.shown.map((method) => {
      const loss = this.traces[method]?.movingAverage() ?? Number.NaN;
      return `${methodStyles[method].label} ${lossText(loss)}`;
    });
    const floors = this.floors.map(({ method, floor }) => {
      return `${methodStyles[method].label} ${lossText(floor)}`;
    });
    const lowest = floors.length > 0 ? ` Floors: ${floors.join(', ')}.` : '';
    setText(this.summary, `At iteration ${iteration}: ${losses.join(', ')}.${lowest}`);
  }

  /**
   * @param {Partial<Record<Method, number | null>>} floors  of all methods, null for one without;
   *   empty until the run has computed them
   */
  setFloors(floors) {
    this.knownFloors = floors;
    this.chart?.setFloors(this.floors);
  }

  /** Of the displayed methods that have one. @returns {Floors} */
  get floors() {
    return this.shown.flatMap((method) => {
      const floor = this.knownFloors[method];
      return typeof floor === 'number' ? [{ method, floor }] : [];
    });
  }

  /** The palette changed. */
  repaint() {
    this.chart?.repaint();
  }

  destroy() {
    this.stopWatching();
    this.visibilityObserver.disconnect();
    this.chart?.destroy();
  }
}

const lsdNote =
  'LSD’s loss cannot be compared with the others: half of its samples ask the model’s own flow to agree with ' +
  'itself, which costs an exact one nothing, so its floor is that of FM times the share with r = t. Nor can losses ' +
  'under other recipes.';

/** Explains why losses stay above zero. */
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
