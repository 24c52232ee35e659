import { Engine, SHOWN_METHODS } from '../engine/engine.js';
import { browserHost } from '../engine/host.js';
import { recipes, valuesOf } from '../recipes.js';
import { defaultValues, findSetting, settings } from '../settings.js';
import { LossTrace, meanBefore } from '../view/loss-trace.js';
import { looks } from '../view/methods.js';
import { setText } from './dom.js';
import { Extras } from './extras.js';
import { makeParts } from './parts.js';
import { QualityLog } from './quality-log.js';
import { RunProgress } from './run-progress.js';
import { checkpointEvery, TrainingHistory } from './training-history.js';
import { Turn } from './turn.js';

/** @import {Host} from '../engine/host.js' */
/** @import {EngineState, Method, Progress} from '../engine/types.js' */
/** @import {Values} from '../settings.js' */

/** Milliseconds between two updates of what is read rather than watched: chart and descriptions. */
const refreshInterval = 200;

/** Said while the browser has taken the memory of some picture away, as it may when it runs short. */
const lostPictures = 'The browser has lost the pictures and restores them. Training goes on.';

/** Seed of the particles' noise: the same for every run, so that runs can be compared. */
const noiseSeed = 1;

/** Passes commands to the engine, and what the engine tells to everything on show. */
export class Playground {
  /**
   * @param {readonly Method[]} methods  on show, in this order
   * @param {Values} values              a value for every setting
   * @param {boolean} [exact]            whether the exact flow is on show
   * @param {Host} [host]                where the engine's workers come from
   */
  constructor(methods, values = defaultValues(), exact = true, host = browserHost) {
    /** On show from the beginning. */
    this.first = methods;
    /** LSD, on the page that shows what is shown by default, waits for its check box. */
    const waits = methods.length === SHOWN_METHODS.length && !methods.includes('lsd');
    this.offered = waits ? [...methods, /** @type {Method} */ ('lsd')] : methods;
    this.values = values;
    /** Whether training is wanted; it only happens while seen, and in turn. */
    this.training = false;
    this.turn = new Turn(() => this.onTurn());
    this.seen = false;
    /** Iterations at which training rests on its way, by method. @type {Partial<Record<Method, number>> | null} */
    this.goal = null;
    /** Told when training rests at its goal. */
    this.onGoal = () => {};
    /** Told of every change. @type {(values: Values) => void} */
    this.onSettings = () => {};
    this.refreshTimer = 0;
    this.extras = new Extras(this);
    this.progress = new RunProgress();
    this.qualities = new QualityLog();
    /** @type {Partial<Record<Method, LossTrace>>} */
    this.traces = Object.fromEntries(this.offered.map((method) => [method, new LossTrace()]));
    this.parts = makeParts({ offered: this.offered, shown: methods }, this.traces, {
      toggleTraining: () => (this.trains ? this.pause() : this.train()),
      step: () => this.step(),
      reset: () => this.reset(),
      newSeed: () => this.newSeed(),
      setMethods: (chosen) => this.chooseMethods(chosen),
      showExact: (shown) => this.parts.stage.showExact(shown),
      set: (name, value) =>
        name === 'density' ? this.parts.drawn.choose(String(value)) : this.set(name, value),
      studio: {
        setAll: (changes) => this.setAll(changes),
        say: (text) => this.announce(text),
        makeEditor: (host, outcomes) => this.extras.makeEditor(host, outcomes),
      },
      applyRecipe: (name) => this.applyRecipe(name),
      setWorkers: (count) => this.setWorkers(count),
      toggleAll: () => this.toggleAll(),
      toggleFlow: () => this.playFlow(!this.parts.stage.clock.playing),
      seekFlow: (share) => {
        this.playFlow(false);
        this.parts.stage.seek(share);
      },
      openView: (host) => this.extras.openView(host),
      openShare: (host) => this.extras.openShare(host),
      openQuality: (host) => this.extras.openQuality(host),
    });
    this.parts.choice.exact.checked = exact;
    this.parts.stage.showExact(exact);
    this.parts.lossFigure.describeRun = () => this.describeRun();
    this.showMethods(methods);
    this.engine = new Engine({ host });
    this.history = new TrainingHistory(this.engine, (at) => this.showPast(at));
    this.parts.flowBar.element.append(this.history.element);
    this.extras.awaitProbe();
    this.listen();
    this.begin();
  }

  /** Tells the engine everything there is to tell before the first command of a person. */
  begin() {
    for (const [name, field] of this.parts.fields) field.show(this.values[name]);
    this.parts.drawn.show(this.values);
    this.parts.recipe.showRecipeOf(this.values);
    this.showDirection();
    this.expectSteps();
    this.engine.setHidden(true);
    this.engine.setMethods([...this.methods]);
    this.guard(this.engine.ready);
    this.guard(this.engine.configure(this.runSettings()));
    this.guard(this.engine.setSampling(this.sampling()));
  }

  listen() {
    const { engine } = this;
    engine.on('run', () => this.onRun());
    engine.on('progress', (progress) => this.onProgress(progress));
    engine.on('state', (state) => this.onState(state));
    engine.on('paused', (state) => this.onState(state));
    engine.on('paths', (paths) => {
      this.parts.stage.panel(paths.method)?.setPaths(paths);
      this.showLoss(paths.method, paths.iteration);
      this.parts.stage.requestDraw();
      this.refreshSoon();
    });
    engine.on('exact', (paths) => {
      this.parts.stage.exact.setExact(paths);
      this.parts.stage.requestDraw();
      this.refreshSoon();
    });
    engine.on('quality', (quality) => {
      this.parts.stage.panel(quality.subject)?.setQuality(quality);
      this.qualities.add(quality);
    });
    engine.on('floors', ({ floors }) => this.showFloors(floors));
    engine.on('density', (density) => {
      for (const panel of this.parts.stage.panels) panel.setDensity(density);
      this.parts.stage.requestDraw();
    });
    engine.on('error', ({ message, method }) => {
      if (!engine.state.running) this.want(false);
      if (!method) setText(this.parts.banner, message);
      else this.onStopped(method, message);
    });
    this.watchPictures();
  }

  /** A picture that was lost comes back blank. */
  watchPictures() {
    const { element, banner } = this.parts;
    // These events do not bubble, but are on their way down.
    element.addEventListener('contextlost', () => setText(banner, lostPictures), true);
    const restored = () => {
      if (banner.textContent === lostPictures) setText(banner, '');
      this.repaint();
    };
    element.addEventListener('contextrestored', restored, true);
  }

  // Commands.

  /** @param {{patient?: boolean}} [options]  patient: waits while another element trains */
  train({ patient = false } = {}) {
    if (this.engine.state.done) {
      this.announce('This run is complete. Reset or New seed starts another.');
      return;
    }
    if (!patient && this.seen) this.turn.take();
    this.want(true);
  }

  pause() {
    this.want(false);
  }

  /** @returns {Promise<void>} */
  step() {
    this.want(false);
    return this.guard(this.engine.step());
  }

  /** @returns {Promise<void>} */
  reset() {
    this.want(false);
    this.goal = null;
    return this.guard(this.engine.reset());
  }

  /** @param {number} count  1..8 */
  setWorkers(count) {
    this.engine.setWorkers(count);
    this.parts.workers.show(count);
  }

  /** @param {Method[]} methods  that train from now on */
  chooseMethods(methods) {
    this.parts.choice.choose(methods);
    this.showMethods(methods);
    this.engine.setMethods(methods);
    this.showProgress();
  }

  /** On show: those from the beginning, and what has been asked for since. */
  get methods() {
    const chosen = this.parts.choice.chosen();
    return this.offered.filter((method) => this.first.includes(method) || chosen.includes(method));
  }

  /** Panels of those that were not there from the beginning come and go with their check boxes. @param {readonly Method[]} chosen */
  showMethods(chosen) {
    for (const method of this.offered) {
      if (this.first.includes(method)) continue;
      this.parts.stage.showMethod(method, chosen.includes(method));
    }
    this.parts.lossFigure.showMethods(this.methods);
  }

  /** @param {string} name @returns {Promise<void>} */
  async applyRecipe(name) {
    const recipe = recipes.find((candidate) => candidate.name === name) ?? recipes[0];
    const chosen = this.parts.choice.chosen();
    if (recipe.method === 'lsd' && this.offered.includes('lsd') && !chosen.includes('lsd')) {
      this.chooseMethods([...chosen, 'lsd']);
    }
    await this.setAll(valuesOf(recipe));
  }

  newSeed() {
    const seed = Math.floor(Math.random() * 1_000_000);
    this.guard(this.set('seed', seed));
  }

  /** @param {boolean} playing */
  playFlow(playing) {
    this.parts.stage.setPlaying(playing);
    this.parts.flowBar.setPlaying(playing);
    this.showProgress();
  }

  /** Stops all that trains and moves, or starts it. */
  toggleAll() {
    const active = this.active;
    if (active) this.pause();
    else if (!this.engine.state.done) this.train();
    this.playFlow(!active);
  }

  /**
   * Changes a setting; most start the run anew, which goes on training when it was.
   *
   * @param {string} name
   * @param {string | number} value
   * @returns {Promise<void>} fails, with everything as it was, when the engine refuses
   */
  set(name, value) {
    return this.setAll({ [name]: value });
  }

  /**
   * As `set`, several at once.
   *
   * @param {Values} changes
   * @returns {Promise<void>}
   */
  async setAll(changes) {
    const before = this.values;
    const names = Object.keys(changes).filter((name) => changes[name] !== before[name]);
    const changed = names.map(findSetting);
    const restarts = changed.some((setting) => setting.restarts);
    this.values = { ...before, ...changes };
    try {
      if (restarts) this.goal = null;
      if (restarts) await this.engine.configure(this.runSettings());
      if (changed.some((setting) => !setting.restarts)) {
        await this.engine.setSampling(this.sampling());
      }
    } catch (error) {
      this.values = before;
      throw error;
    }
    for (const name of Object.keys(changes)) this.parts.fields.get(name)?.show(changes[name]);
    this.parts.drawn.show(this.values);
    this.parts.recipe.showRecipeOf(this.values);
    if (names.length === 0) return;
    this.showDirection();
    this.expectSteps();
    this.onSettings(this.values);
    const news = changed.map(({ name, label, kind }) =>
      kind === 'text' ? `New ${label.toLowerCase()}.` : `${label} ${changes[name]}.`,
    );
    this.announce(`${news.join(' ')}${restarts ? ' A new run began.' : ''}`);
  }

  /** @param {boolean} seen  off screen and in hidden tabs nothing trains, samples or moves */
  setSeen(seen) {
    this.seen = seen;
    this.parts.stage.setSeen(seen);
    this.engine.setHidden(!seen);
    this.drive();
  }

  /** The style sheet's colours changed. */
  repaint() {
    this.parts.stage.repaint();
    this.parts.lossFigure.repaint();
    this.extras.repaint();
  }

  dispose() {
    this.turn.want(false);
    clearTimeout(this.refreshTimer);
    this.extras.dispose();
    this.parts.stage.stop();
    this.parts.lossFigure.destroy();
    this.engine.dispose();
  }

  // What follows from the engine's events.

  onRun() {
    this.progress.clear();
    this.qualities.clear();
    for (const trace of Object.values(this.traces)) trace.clear();
    this.showFloors({});
    for (const panel of this.parts.stage.panels) panel.clear();
    setText(this.parts.banner, '');
    this.showProgress();
    this.parts.stage.requestDraw();
    this.refreshSoon();
  }

  /** @param {Progress} progress */
  onProgress(progress) {
    this.progress.take(progress);
    this.traces[progress.method]?.push(progress.losses, progress.seconds);
    if (this.history.at === null) this.showLoss(progress.method);
    this.showProgress();
    this.refreshSoon();
  }

  /** @param {EngineState} state */
  onState(state) {
    for (const method of state.methods) {
      this.parts.stage.panel(method.method)?.setState(method);
    }
    const enabled = state.methods.filter((method) => method.enabled);
    const { goal } = this;
    const over = enabled.every(({ method, iteration, done, failure }) => {
      return done || failure !== '' || (goal && iteration >= (goal[method] ?? 0));
    });
    if (this.training && enabled.length > 0 && over) {
      this.training = false;
      this.turn.want(false);
      this.goal = null;
      if (goal) this.onGoal();
      this.announce(state.done ? 'The run is complete.' : this.whyOver(goal !== null));
    }
    this.showProgress();
  }

  /** A method cannot go on, so all have stopped. @param {Method} method @param {string} message */
  onStopped(method, message) {
    this.announce(message);
    import('./rescue.js').then(
      ({ offerRescue }) => offerRescue(this, method),
      () => {}, // Not to be had just now: Reset and the settings still are.
    );
  }

  /** @param {boolean} there  at its goal */
  whyOver(there) {
    return there
      ? `Iteration ${this.iteration}, as far as the link goes.`
      : 'The run cannot go on.';
  }

  /** @param {boolean} training */
  want(training) {
    if (this.training === training) return;
    this.training = training;
    this.announce(training ? 'Training.' : `Paused at iteration ${this.iteration}.`);
    this.drive();
    this.showProgress();
  }

  /** Something trains or moves. */
  get active() {
    return this.trains || this.parts.stage.clock.playing;
  }

  /** Wanted, and not waiting for another element. */
  get trains() {
    return this.training && !this.turn.waiting;
  }

  onTurn() {
    this.drive();
    this.showProgress();
  }

  /** Trains exactly when it is wanted, seen and in turn. */
  drive() {
    this.turn.want(this.training && this.seen);
    if (this.turn.held && this.goal) this.guard(this.engine.trainTo(this.goal));
    else if (this.turn.held) this.engine.train();
    else this.guard(this.engine.pause());
  }

  // What is on show.

  /** Iterations done by all methods that train. */
  get iteration() {
    return this.progress.iteration(this.parts.choice.chosen());
  }

  showProgress() {
    const iterations = Number(this.values.iterations);
    const { iteration } = this;
    const rate = this.progress.rate(this.parts.choice.chosen());
    const note = this.trains ? '' : this.resting(iteration, iterations);
    this.parts.miniBar.setActive(this.active);
    this.parts.runBar.setTraining(this.trains, this.engine.state.done);
    this.parts.runBar.setProgress({ iteration, iterations, rate, note });
  }

  /** Why nothing trains. @param {number} iteration @param {number} iterations */
  resting(iteration, iterations) {
    const { methods } = this.engine.state;
    if (methods.some(({ enabled, failure }) => enabled && failure !== '')) return 'stopped';
    if (this.turn.waiting) return 'waiting: another figure trains';
    if (iteration >= iterations) return 'complete';
    return iteration > 0 ? 'paused' : 'ready';
  }

  /** @param {number | null} at  iteration of the networks to show; null for the latest */
  showPast(at) {
    this.guard(this.engine.setHistory(at));
    if (at === null) for (const method of this.methods) this.showLoss(method);
  }

  /** The latest, or that of the past on show. @param {Method} method @param {number} [iteration] */
  showLoss(method, iteration = 0) {
    const latest = this.traces[method]?.movingAverage() ?? Number.NaN;
    const live = this.history.at === null;
    const loss = live ? latest : meanBefore(this.engine.losses(method), iteration);
    this.parts.stage.panel(method)?.setLoss(loss);
  }

  showDirection() {
    const dataTime = this.values.direction === 'reverse' ? 0 : 1;
    this.parts.stage.dataTime = dataTime;
    this.parts.flowBar.setDataTime(dataTime);
    this.parts.stage.requestDraw();
  }

  expectSteps() {
    for (const panel of this.parts.stage.panels) panel.expectSteps(Number(this.values.steps));
  }

  refreshSoon() {
    if (this.refreshTimer !== 0) return;
    this.refreshTimer = window.setTimeout(() => this.refresh(), refreshInterval);
  }

  refresh() {
    this.refreshTimer = 0;
    for (const panel of this.parts.stage.panels) panel.describe(String(this.values.density));
    this.parts.lossFigure.update(this.iteration);
  }

  /** @param {Partial<Record<Method, number | null>>} floors  null for a method without one */
  showFloors(floors) {
    this.parts.lossFigure.setFloors(floors);
    this.refreshSoon();
  }

  /** To people who do not see the change. @param {string} message */
  announce(message) {
    setText(this.parts.status, message);
  }

  /**
   * A command that failed says why.
   *
   * @template T
   * @param {Promise<T>} command
   * @returns {Promise<T>} the same
   */
  guard(command) {
    command.catch((error) => {
      setText(this.parts.banner, error instanceof Error ? error.message : String(error));
    });
    return command;
  }

  /** What an author would write to have the figure as it is now. */
  describe() {
    const methods = this.parts.choice.chosen();
    const exact = this.parts.choice.exact.checked;
    const shown = [...methods, ...(exact ? ['exact'] : [])];
    /** @type {Map<string, string>} */
    const attributes = new Map();
    const standard = exact && methods.join() === SHOWN_METHODS.join();
    if (!standard) attributes.set('method', shown.join(' '));
    for (const { name, default: fallback } of settings) {
      if (this.values[name] !== fallback) attributes.set(name, String(this.values[name]));
    }
    const names = methods.map((method) => looks[method].label).join(', ');
    const title = `${names} learning the density “${this.values.density}”, live`;
    return { attributes, title };
  }

  /** What is set, and how far the run is. */
  describeRun() {
    const other = settings.filter(({ name, restarts, default: standard }) => {
      return restarts && this.values[name] !== standard;
    });
    const said = other.map(({ name, label }) => `${label} ${this.values[name]}`);
    return `${said.join(', ') || 'Defaults'}; iteration ${this.iteration}`;
  }

  // What the engine wants to know.

  /** @returns {import('../engine/types.js').Settings} of a run, shared by all methods */
  runSettings() {
    const names = settings.filter(({ section }) => section !== 'sampling').map(({ name }) => name);
    const values = Object.fromEntries(names.map((name) => [name, this.values[name]]));
    const { iterations, width, depth } = /** @type {Record<string, number>} */ (values);
    return { ...values, checkpoint_every: checkpointEvery({ iterations, width, depth }) };
  }

  /** @returns {import('../engine/types.js').Sampling} */
  sampling() {
    return {
      steps: Number(this.values.steps),
      count: Number(this.values.count),
      seed: noiseSeed,
    };
  }
}
