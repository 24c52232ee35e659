import { adoptStyle, h, setText } from '../../dom/dom.js';
import { labelled, select } from '../../dom/labelled.js';
import { messageOf } from '../../errors.js';
import { measures } from '../../plot/measures.js';
import { methodStyles } from '../../plot/method-styles.js';
import { QualityChart } from '../../plot/quality-chart.js';
import { watchPixels } from '../../plot/screen.js';
import { ChartTable } from './chart-table.js';
import { pinsOf, placesOf } from './pins.js';
import { axes } from './quality-axes.js';
import style from './quality-charts.css?inline';
import { curvesByIteration, curvesBySteps, tableOf } from './quality-curves.js';

/** @import {Engine} from '../../engine/client/engine.js' */
/** @import {Quality, Subject} from '../../engine/types.js' */
/** @import {Along, Curves} from '../../plot/quality-chart.js' */
/** @import {RunMetrics} from '../run-metrics.js' */
/** @import {QualityAxis} from './quality-axes.js' */
/** @import {PlacedLine} from './quality-curves.js' */
/** @import {Stage} from '../panels/stage.js' */

/** Numbers of steps to compare. */
const compared = [1, 2, 4, 10, 100, 500];

/** Milliseconds between two updates. */
const interval = 300;

/** Quality measures against iterations, seconds or work, live, and against the number of steps, on demand. */
export class QualityCharts {
  /**
   * @param {HTMLElement} host
   * @param {Stage} stage
   * @param {Engine} engine
   * @param {RunMetrics} metrics
   */
  constructor(host, stage, engine, metrics) {
    adoptStyle(host, style);
    this.stage = stage;
    this.engine = engine;
    this.metrics = metrics;
    this.pins = pinsOf(metrics);
    /** @type {Subject[]} */
    this.subjects = stage.shown.map(({ method }) => method);
    /** Measured by steps so far. @type {Quality[]} */
    this.results = [];
    this.expected = 0;
    /** Why no more results will come, or "". */
    this.ending = '';
    this.timer = 0;
    this.stepsTimer = 0;
    this.choice = select(
      'quality',
      measures.map(({ id, name }) => [id, name]),
      'map-error',
    );
    this.against = select(
      'quality-against',
      Object.entries(axes).map(([id, { option }]) => [id, option]),
    );
    this.measure = h('button', { type: 'button' }, 'Measure by steps');
    this.progress = h('span', { class: 'note', 'aria-live': 'polite' });
    const charts = h(
      'div',
      { class: 'quality-charts' },
      h(
        'div',
        { class: 'quality-choices' },
        labelled('Quality', this.choice, { name: 'quality' }),
        labelled('Quality against', this.against),
      ),
      h('div', { class: 'survey' }, this.measure, this.progress),
    );
    host.append(charts);
    this.iterations = this.makeFigure(charts, 'by-iteration', 'against iteration', axes.iteration);
    this.steps = this.makeFigure(charts, 'by-steps', 'against number of steps', {
      label: 'steps',
      ticks: compared,
    });
    const places = this.figures.map(({ place }) => place);
    this.stopWatching = watchPixels(places, () => {
      for (const { chart } of this.figures) chart.resize();
    });
    this.choice.addEventListener('change', () => this.update());
    this.against.addEventListener('change', () => this.chooseAxis());
    this.measure.addEventListener('click', () => this.measureBySteps());
    this.stop = [
      engine.on('quality', () => this.updateSoon()),
      engine.on('survey', (result) => this.receiveResult(result)),
      engine.on('run', () => this.clear()),
      engine.on('error', ({ unsurveyed, ended }) => (unsurveyed || ended) && this.endMeasuring()),
      engine.on('state', () => this.updateSoon()),
      this.pins.onChange(() => this.updateSoon()),
    ];
    this.update();
  }

  get figures() {
    return [this.iterations, this.steps];
  }

  /** @param {HTMLElement} host @param {string} id @param {string} caption @param {Along} along */
  makeFigure(host, id, caption, along) {
    const summary = h('p', { id: `summary-${id}`, class: 'unseen' });
    const title = h('figcaption');
    const place = h('div', {
      class: 'chart',
      role: 'img',
      'aria-label': `Quality ${caption}`,
      'aria-describedby': summary.id,
    });
    const note = h('p', { class: 'note', hidden: true });
    const element = h('figure', { class: id }, title, place, note, summary);
    host.append(element);
    const chart = new QualityChart(place, this.subjects, () => this.stage.palette, along);
    const name = `Table of quality ${caption}`;
    const columns = this.columnsOf(along.label);
    const table = new ChartTable(place, name, columns, () => this.update());
    return { title, place, chart, table, note, summary, along };
  }

  /** @param {string} first */
  columnsOf(first) {
    return [first, ...this.subjects.map((subject) => methodStyles[subject].label)];
  }

  /** Panels were shown or hidden. */
  updateSubjects() {
    const subjects = this.stage.shown.map(({ method }) => method);
    if (subjects.join() === this.subjects.join()) return;
    this.subjects = subjects;
    for (const { chart, table, along } of this.figures) {
      chart.setSubjects(subjects);
      table.setColumns(this.columnsOf(along.label));
    }
  }

  dispose() {
    clearTimeout(this.timer);
    clearTimeout(this.stepsTimer);
    this.stopWatching();
    for (const { chart } of this.figures) chart.destroy();
    for (const stop of this.stop) stop();
  }

  repaint() {
    for (const { chart } of this.figures) chart.repaint();
  }

  /** A new run began. */
  clear() {
    this.results = [];
    this.expected = 0;
    this.ending = '';
    this.updateSoon();
  }

  async measureBySteps() {
    this.results = [];
    this.ending = '';
    try {
      this.expected = await this.engine.survey(compared);
      this.showProgress();
      this.updateSoon();
    } catch (error) {
      this.ending = messageOf(error);
      this.showProgress();
    }
  }

  /** Whether results are still to come. */
  get busy() {
    return this.results.length < this.expected;
  }

  /** No more results will come. */
  endMeasuring() {
    const { expected, results } = this;
    if (results.length >= expected) return;
    this.expected = 0;
    this.ending = `Only ${results.length} of ${expected} were measured, as that failed.`;
    this.showProgress();
  }

  /** @param {Quality} result */
  receiveResult(result) {
    this.results.push(result);
    this.updateSoon();
  }

  updateSoon() {
    if (this.timer !== 0) return;
    this.timer = window.setTimeout(() => {
      this.timer = 0;
      this.updateSubjects();
      this.showByIteration();
      // In a task of its own: nothing else on the page takes as long as drawing a chart.
      clearTimeout(this.stepsTimer);
      this.stepsTimer = window.setTimeout(() => this.showBySteps());
    }, interval);
  }

  /** Shows all results so far. */
  update() {
    this.updateSubjects();
    this.showByIteration();
    this.showBySteps();
  }

  get chosenMeasure() {
    return measures.find(({ id }) => id === this.choice.value) ?? measures[0];
  }

  get axis() {
    return /** @type {QualityAxis} */ (this.against.value);
  }

  /** Another x axis was chosen. */
  chooseAxis() {
    const along = axes[this.axis];
    const { place, chart, table, note } = this.iterations;
    this.iterations.along = along;
    setText(note, along.note);
    note.hidden = along.note === '';
    place.setAttribute('aria-label', `Quality against ${along.name}`);
    table.setLabel(`Table of quality against ${along.name}`);
    table.setColumns(this.columnsOf(along.label));
    chart.setAlong(along);
    this.showByIteration();
  }

  showByIteration() {
    const { metrics, subjects, chosenMeasure: measure } = this;
    const { steps } = this.stage.panels[0];
    const placeOf = this.placing();
    const curvesBeside = (/** @type {PlacedLine[]} */ pinned) =>
      curvesByIteration(measure, metrics.qualities, subjects, steps, { placeOf, pinned });
    const { name } = axes[this.axis];
    const inSteps = `${measure.name} against ${name}, in ${steps} ${steps === 1 ? 'step' : 'steps'}`;
    this.show(this.iterations, inSteps, curvesBeside([]), curvesBeside(this.pinnedLines()));
  }

  /** Where a network that was measured is on the x axis. @returns {(quality: Quality) => number} */
  placing() {
    const methods = this.subjects.filter((subject) => subject !== 'exact');
    const places = new Map(methods.map((method) => [method, placesOf(this.metrics, method)]));
    return ({ subject, iteration }) => {
      return subject === 'exact' ? 0 : (places.get(subject)?.(iteration)[this.axis] ?? 0);
    };
  }

  /** @returns {PlacedLine[]} */
  pinnedLines() {
    return this.pins.runs.flatMap(({ number, qualities }) =>
      qualities.map(({ method, points }) => ({
        number,
        subject: method,
        points: points.map(({ at, quality }) => [at[this.axis], quality]),
      })),
    );
  }

  showBySteps() {
    const { metrics, subjects, results, chosenMeasure: measure } = this;
    const exact = metrics.qualities.of('exact');
    const bySteps = curvesBySteps(measure, results, exact, subjects);
    const iterations = [...new Set(results.map(({ iteration }) => iteration))].join(', ');
    const at = iterations ? `, at iteration ${iterations}` : '';
    this.show(this.steps, `${measure.name} against number of steps${at}`, bySteps);
    this.showProgress();
  }

  showProgress() {
    const { expected, results } = this;
    const underWay = expected > 0 && results.length < expected;
    setText(this.progress, underWay ? `${results.length} of ${expected} measured …` : this.ending);
  }

  /**
   * @param {QualityCharts['iterations']} figure
   * @param {string} title
   * @param {Curves} curves
   * @param {Curves} [drawn]  the same beside pinned runs, for the chart alone
   */
  show({ title: place, chart, table, summary, along }, title, curves, drawn = curves) {
    setText(place, title);
    chart.setCurves(drawn);
    const rows = tableOf(curves, this.subjects, along.format);
    table.show(rows);
    const last = rows.at(-1);
    const values = this.subjects.map(
      (subject, i) => `${methodStyles[subject].label} ${last?.[i + 1]}`,
    );
    setText(summary, last ? `At ${last[0]}: ${values.join(', ')}.` : 'Nothing was measured yet.');
  }
}
