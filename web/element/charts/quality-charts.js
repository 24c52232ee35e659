import { adoptStyle, h, setText } from '../../dom/dom.js';
import { labelled, select } from '../../dom/labelled.js';
import { messageOf } from '../../errors.js';
import { measures } from '../../plot/measures.js';
import { methodStyles } from '../../plot/method-styles.js';
import { QualityChart } from '../../plot/quality-chart.js';
import { watchPixels } from '../../plot/screen.js';
import { ChartTable } from './chart-table.js';
import style from './quality-charts.css?inline';
import { curvesByIteration, curvesBySteps, tableOf } from './quality-curves.js';

/** @import {Engine} from '../../engine/client/engine.js' */
/** @import {Quality, Subject} from '../../engine/types.js' */
/** @import {Curves} from '../../plot/quality-chart.js' */
/** @import {QualityLog} from './quality-log.js' */
/** @import {Stage} from '../panels/stage.js' */

/** Numbers of steps to compare. */
const compared = [1, 2, 4, 10, 100, 500];

/** Milliseconds between two updates. */
const interval = 300;

/** Quality measures against iterations, live, and against the number of steps, on demand. */
export class QualityCharts {
  /**
   * @param {HTMLElement} host
   * @param {Stage} stage
   * @param {Engine} engine
   * @param {QualityLog} log
   */
  constructor(host, stage, engine, log) {
    adoptStyle(host, style);
    this.stage = stage;
    this.engine = engine;
    this.log = log;
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
    this.measure = h('button', { type: 'button' }, 'Measure by steps');
    this.progress = h('span', { class: 'note', 'aria-live': 'polite' });
    const charts = h(
      'div',
      { class: 'quality-charts' },
      labelled('Quality', this.choice, { name: 'quality' }),
      h('div', { class: 'survey' }, this.measure, this.progress),
    );
    host.append(charts);
    this.iterations = this.makeFigure(charts, 'by-iteration', 'against iteration', {
      label: 'iteration',
    });
    this.steps = this.makeFigure(charts, 'by-steps', 'against number of steps', {
      label: 'steps',
      ticks: compared,
    });
    const places = this.figures.map(({ place }) => place);
    this.stopWatching = watchPixels(places, () => {
      for (const { chart } of this.figures) chart.resize();
    });
    this.choice.addEventListener('change', () => this.update());
    this.measure.addEventListener('click', () => this.measureBySteps());
    this.stop = [
      engine.on('quality', () => this.updateSoon()),
      engine.on('survey', (result) => this.receiveResult(result)),
      engine.on('run', () => this.clear()),
      engine.on('error', ({ unsurveyed, ended }) => (unsurveyed || ended) && this.endMeasuring()),
      engine.on('state', () => this.updateSoon()),
    ];
    this.update();
  }

  get figures() {
    return [this.iterations, this.steps];
  }

  /** @param {HTMLElement} host @param {string} id @param {string} caption @param {{label: string, ticks?: number[]}} along */
  makeFigure(host, id, caption, along) {
    const summary = h('p', { id: `summary-${id}`, class: 'unseen' });
    const title = h('figcaption');
    const place = h('div', {
      class: 'chart',
      role: 'img',
      'aria-label': `Quality ${caption}`,
      'aria-describedby': summary.id,
    });
    const element = h('figure', { class: id }, title, place, summary);
    host.append(element);
    const chart = new QualityChart(place, this.subjects, () => this.stage.palette, along);
    const name = `Table of quality ${caption}`;
    const columns = this.columnsOf(along.label);
    const table = new ChartTable(place, name, columns, () => this.update());
    return { title, place, chart, table, summary, along: along.label };
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
      table.setColumns(this.columnsOf(along));
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

  showByIteration() {
    const { log, subjects, chosenMeasure: measure } = this;
    const { steps } = this.stage.panels[0];
    const byIteration = curvesByIteration(measure, log, subjects, steps);
    const inSteps = `${measure.name} against iteration, in ${steps} ${steps === 1 ? 'step' : 'steps'}`;
    this.show(this.iterations, inSteps, byIteration);
  }

  showBySteps() {
    const { log, subjects, results, chosenMeasure: measure } = this;
    const bySteps = curvesBySteps(measure, results, log.of('exact'), subjects);
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

  /** @param {QualityCharts['iterations']} figure @param {string} title @param {Curves} curves */
  show({ title: place, chart, table, summary }, title, curves) {
    setText(place, title);
    chart.setCurves(curves);
    const rows = tableOf(curves, this.subjects);
    table.show(rows);
    const last = rows.at(-1);
    const values = this.subjects.map(
      (subject, i) => `${methodStyles[subject].label} ${last?.[i + 1]}`,
    );
    setText(summary, last ? `At ${last[0]}: ${values.join(', ')}.` : 'Nothing was measured yet.');
  }
}
