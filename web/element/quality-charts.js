import { messageOf } from '../engine/message-of.js';
import { adoptStyle } from '../view/adopt-style.js';
import { measures } from '../view/measures.js';
import { looks } from '../view/methods.js';
import { QualityChart } from '../view/quality-chart.js';
import { ChartTable } from './chart-table.js';
import { h, setText } from './dom.js';
import { labelled, select } from './labelled.js';
import style from './quality-charts.css?raw';
import { curvesByIteration, curvesBySteps, tableOf } from './quality-curves.js';

/** @import {Engine} from '../engine/engine.js' */
/** @import {Quality, Subject} from '../engine/types.js' */
/** @import {Curves} from '../view/quality-chart.js' */
/** @import {QualityLog} from './quality-log.js' */
/** @import {Stage} from './stage.js' */

/** Numbers of steps that are compared. */
const compared = [1, 2, 4, 10, 100, 500];

/** Milliseconds between two updates. */
const interval = 300;

/** Measures against iterations, live, and against numbers of steps, on demand. */
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
    /** What the survey has found. @type {Quality[]} */
    this.results = [];
    this.expected = 0;
    /** Why there are no more results, or "". */
    this.ending = '';
    this.timer = 0;
    this.surveyTimer = 0;
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
      labelled('Quality', this.choice, { revealed: 'quality' }),
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
    this.observer = new ResizeObserver(() => {
      for (const { chart } of this.figures) chart.resize();
    });
    for (const { place } of this.figures) this.observer.observe(place);
    this.choice.addEventListener('change', () => this.update());
    this.measure.addEventListener('click', () => this.survey());
    this.stop = [
      engine.on('quality', () => this.updateSoon()),
      engine.on('survey', (result) => this.take(result)),
      engine.on('run', () => this.clear()),
      engine.on('error', ({ unsurveyed, ended }) => (unsurveyed || ended) && this.endSurvey()),
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
    return [first, ...this.subjects.map((subject) => looks[subject].label)];
  }

  /** Panels come and go. */
  follow() {
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
    clearTimeout(this.surveyTimer);
    this.observer.disconnect();
    for (const { chart } of this.figures) chart.destroy();
    for (const stop of this.stop) stop();
  }

  repaint() {
    for (const { chart } of this.figures) chart.repaint();
  }

  /** A new run began: nothing is known of it. */
  clear() {
    this.results = [];
    this.expected = 0;
    this.ending = '';
    this.updateSoon();
  }

  async survey() {
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

  /** No more results will come. */
  endSurvey() {
    const { expected, results } = this;
    if (results.length >= expected) return;
    this.expected = 0;
    this.ending = `Only ${results.length} of ${expected} were measured, as that failed.`;
    this.showProgress();
  }

  /** @param {Quality} result */
  take(result) {
    this.results.push(result);
    this.updateSoon();
  }

  updateSoon() {
    if (this.timer !== 0) return;
    this.timer = window.setTimeout(() => {
      this.timer = 0;
      this.follow();
      this.showLive();
      // In a task of its own: nothing else on the page takes as long as drawing a chart.
      clearTimeout(this.surveyTimer);
      this.surveyTimer = window.setTimeout(() => this.showSurvey());
    }, interval);
  }

  /** Shows what is known. */
  update() {
    this.follow();
    this.showLive();
    this.showSurvey();
  }

  get chosen() {
    return measures.find(({ id }) => id === this.choice.value) ?? measures[0];
  }

  showLive() {
    const { log, subjects, chosen: measure } = this;
    const { steps } = this.stage.panels[0];
    const live = curvesByIteration(measure, log, subjects, steps);
    const inSteps = `${measure.name} against iteration, in ${steps} ${steps === 1 ? 'step' : 'steps'}`;
    this.show(this.iterations, inSteps, live);
  }

  showSurvey() {
    const { log, subjects, results, chosen: measure } = this;
    const surveyed = curvesBySteps(measure, results, log.of('exact'), subjects);
    const iterations = [...new Set(results.map(({ iteration }) => iteration))].join(', ');
    const at = iterations ? `, at iteration ${iterations}` : '';
    this.show(this.steps, `${measure.name} against number of steps${at}`, surveyed);
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
    const values = this.subjects.map((subject, i) => `${looks[subject].label} ${last?.[i + 1]}`);
    setText(summary, last ? `At ${last[0]}: ${values.join(', ')}.` : 'Nothing was measured yet.');
  }
}
