import { LossTrace, meanBefore } from '../view/loss-trace.js';
import { QualityLog } from './quality-log.js';
import { RunProgress } from './run-progress.js';

/** @import {Method, Progress, Quality} from '../engine/types.js' */
/** @import {Playground} from './playground.js' */

/** Milliseconds between two updates of what is read rather than watched: chart and descriptions. */
const interval = 200;

/** @param {number} iteration */
const cameAlong = (iteration) =>
  `These networks come with the page, trained for ${iteration} iterations with the settings below. ` +
  'Train begins a run of your own, from iteration 0.';

/** What is known of the run, and shown as numbers, curves and words. */
export class Readings {
  #progress = new RunProgress();
  #timer = 0;
  #chartTimer = 0;

  /** @param {Playground} playground  whose parts are made from this one's traces */
  constructor(playground) {
    this.playground = playground;
    this.qualities = new QualityLog();
    /** @type {Partial<Record<Method, LossTrace>>} */
    this.traces = Object.fromEntries(playground.offered.map((name) => [name, new LossTrace()]));
  }

  /** Iterations done by all methods that train. */
  get iteration() {
    return this.#progress.iteration(this.playground.parts.choice.chosen());
  }

  /** A new run began: nothing is known of it. */
  clear() {
    this.#progress.clear();
    this.qualities.clear();
    for (const trace of Object.values(this.traces)) trace.clear();
    this.setFloors({});
    for (const panel of this.playground.parts.stage.panels) panel.clear();
  }

  /** @param {Progress} progress */
  take(progress) {
    this.#progress.take(progress);
    this.traces[progress.method]?.push(progress.losses, progress.seconds);
    if (this.playground.history.at === null) this.showLoss(progress.method);
    this.showProgress();
    this.refreshSoon();
  }

  /** @param {Quality} quality */
  takeQuality(quality) {
    this.playground.parts.stage.panel(quality.subject)?.setQuality(quality);
    this.qualities.add(quality);
  }

  /** @param {Partial<Record<Method, number | null>>} floors  null for a method without one */
  setFloors(floors) {
    this.playground.parts.lossFigure.setFloors(floors);
    this.refreshSoon();
  }

  showProgress() {
    const { parts, values, trains, active, engine, trained } = this.playground;
    const iterations = Number(values.iterations);
    const { iteration } = this;
    const rate = this.#progress.rate(parts.choice.chosen());
    const note = trains ? '' : this.#resting(iteration, iterations);
    parts.miniBar.setActive(active);
    parts.runBar.setTraining(trains, engine.state.done && !trained.shown);
    parts.runBar.setOrigin(trained.shown ? cameAlong(iteration) : '');
    parts.runBar.setProgress({ iteration, iterations, rate, note });
  }

  /** Why nothing trains. @param {number} iteration @param {number} iterations */
  #resting(iteration, iterations) {
    const { engine, training, trained } = this.playground;
    const { methods } = engine.state;
    if (trained.shown) return 'came with the page';
    if (trained.coming) return 'trained networks are loading …';
    if (methods.some(({ enabled, failure }) => enabled && failure !== '')) return 'stopped';
    if (training.waiting) return 'waiting: another figure trains';
    if (iteration >= iterations) return 'complete';
    return iteration > 0 ? 'paused' : 'ready';
  }

  /** The latest, or that of the past on show. @param {Method} method @param {number} [iteration] */
  showLoss(method, iteration = 0) {
    const { parts, history, engine } = this.playground;
    const latest = this.traces[method]?.movingAverage() ?? Number.NaN;
    const loss = history.at === null ? latest : meanBefore(engine.losses(method), iteration);
    parts.stage.panel(method)?.setLoss(loss);
  }

  refreshSoon() {
    if (this.#timer !== 0) return;
    this.#timer = window.setTimeout(() => this.#refresh(), interval);
  }

  #refresh() {
    const { parts, values } = this.playground;
    this.#timer = 0;
    for (const panel of parts.stage.panels) panel.describe(String(values.density));
    // In a task of its own: nothing else on the page takes as long as drawing a chart.
    clearTimeout(this.#chartTimer);
    this.#chartTimer = window.setTimeout(() => parts.lossFigure.update(this.iteration));
  }

  dispose() {
    clearTimeout(this.#timer);
    clearTimeout(this.#chartTimer);
  }
}
