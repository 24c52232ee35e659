import { LossTrace, meanBefore } from '../plot/loss-trace.js';
import { settings } from '../settings/settings.js';
import { QualityLog } from './charts/quality-log.js';

/** @import {Method, Progress, Quality} from '../engine/types.js' */
/** @import {Playground} from './playground.js' */

/** Milliseconds between two updates of the loss chart and of descriptions. */
const interval = 200;

const waitingNote = 'waiting: another figure trains';

/** @param {number} iteration */
const trainedNote = (iteration) =>
  `These networks come with the page, trained for ${iteration} iterations with the settings below. ` +
  'Train begins a run of your own, from iteration 0.';

/** How far the methods of a run are. */
export class RunProgress {
  /** @type {Map<Method, Progress>} the latest of each */
  #latest = new Map();

  /** Forgets everything: a new run. */
  clear() {
    this.#latest.clear();
  }

  /** @param {Progress} progress */
  receive(progress) {
    this.#latest.set(progress.method, progress);
  }

  /** @param {Method[]} methods @returns {number} iterations that all of them have done */
  iteration(methods) {
    return Math.min(...methods.map((method) => this.#latest.get(method)?.iteration ?? 0));
  }

  /** @param {Method[]} methods @returns {number} iterations a second of the slowest unfinished one; 0 if unknown */
  rate(methods) {
    const rates = methods.flatMap((method) => {
      const progress = this.#latest.get(method);
      const unfinished = progress && progress.iteration < progress.iterations && progress.rate > 0;
      return unfinished ? [progress.rate] : [];
    });
    return rates.length > 0 ? Math.min(...rates) : 0;
  }
}

/** Progress, losses and quality of the current run, and the controls and charts that display them. */
export class RunMetrics {
  #progress = new RunProgress();
  #timer = 0;
  #chartTimer = 0;

  /** @param {Playground} playground  which makes its parts from these traces */
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

  /** A new run began. */
  clear() {
    this.#progress.clear();
    this.qualities.clear();
    for (const trace of Object.values(this.traces)) trace.clear();
    this.setFloors({});
    for (const panel of this.playground.parts.stage.panels) panel.clear();
  }

  /** @param {Progress} progress */
  receiveProgress(progress) {
    this.#progress.receive(progress);
    this.traces[progress.method]?.push(progress.losses, progress.seconds);
    if (this.playground.history.at === null) this.showLoss(progress.method);
    this.showProgress();
    this.refreshSoon();
  }

  /** @param {Quality} quality */
  receiveQuality(quality) {
    this.playground.parts.stage.panel(quality.subject)?.setQuality(quality);
    this.qualities.add(quality);
  }

  /** @param {Partial<Record<Method, number | null>>} floors  null for a method without one */
  setFloors(floors) {
    this.playground.parts.lossFigure.setFloors(floors);
    this.refreshSoon();
  }

  showProgress() {
    const { parts, values, trains, active, engine, training, trained } = this.playground;
    const iterations = Number(values.iterations);
    const { iteration } = this;
    const rate = this.#progress.rate(parts.choice.chosen());
    const note = trains ? '' : this.#idleReason(iteration, iterations);
    parts.miniBar.setActive(active, training.waiting ? waitingNote : '');
    parts.runBar.setTraining(trains, engine.state.done && !trained.shown);
    // While they load, too, so that nothing moves.
    parts.runBar.setOrigin(trained.wanted ? trainedNote(iteration || iterations) : '');
    parts.runBar.setProgress({ iteration, iterations, rate, note });
    parts.recipe.showTimes(values, rate);
  }

  /** Why nothing trains. @param {number} iteration @param {number} iterations */
  #idleReason(iteration, iterations) {
    const { engine, training, trained } = this.playground;
    const { methods } = engine.state;
    if (trained.shown) return 'came with the page';
    if (trained.loading) return 'trained networks are loading …';
    if (methods.some(({ enabled, failure }) => enabled && failure !== '')) return 'stopped';
    if (training.waiting) return waitingNote;
    if (iteration >= iterations) return 'complete';
    return iteration > 0 ? 'paused' : 'ready';
  }

  /** Shows the latest loss, or the loss at the displayed checkpoint. @param {Method} method @param {number} [iteration] */
  showLoss(method, iteration = 0) {
    const { parts, history, engine } = this.playground;
    const latest = this.traces[method]?.movingAverage() ?? Number.NaN;
    const loss = history.at === null ? latest : meanBefore(engine.losses(method), iteration);
    parts.stage.panel(method)?.setLoss(loss);
  }

  /** The settings that differ from their defaults, and the iteration, in words. */
  describeRun() {
    const { values } = this.playground;
    const changed = settings.filter(({ name, restarts, default: standard }) => {
      return restarts && values[name] !== standard;
    });
    const texts = changed.map(({ name, label }) => `${label} ${values[name]}`);
    return `${texts.join(', ') || 'Defaults'}; iteration ${this.iteration}`;
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
