import { setText } from '../dom/dom.js';
import { Engine, METHODS, SHOWN_METHODS } from '../engine/client/engine.js';
import { messageOf } from '../errors.js';
import { recipes, valuesOf } from '../settings/recipes.js';
import { changeSettings } from './change-settings.js';
import { commandsOf } from './commands.js';
import { TrainingHistory } from './controls/training-history.js';
import { describeRun } from './description.js';
import { followEngine } from './engine-listeners.js';
import { runSettings, samplingOf } from './engine-settings.js';
import { Extras } from './on-demand.js';
import { makeParts } from './parts.js';
import { Readings } from './run-metrics.js';
import { Trained } from './trained-networks.js';
import { Training } from './training-controller.js';

/** @import {Host} from '../engine/client/browser-host.js' */
/** @import {Method} from '../engine/types.js' */
/** @import {Values} from '../settings/settings.js' */

/** Passes commands to the engine, and what the engine tells to everything on show. */
export class Playground {
  /**
   * @param {object} options
   * @param {readonly Method[]} options.methods  on show, in this order
   * @param {Values} options.values              a value for every setting
   * @param {boolean} options.exact              whether the exact flow is on show
   * @param {boolean} options.trained            whether to open with trained networks, where there are such
   * @param {Host} options.host                  where the engine's workers come from
   */
  constructor({ methods, values, exact, trained, host }) {
    /** On show from the beginning. */
    this.first = methods;
    /** On the page that shows what is shown by default, the other methods wait for their check boxes. */
    const isDefault = SHOWN_METHODS.every((method) => methods.includes(method));
    this.offered = isDefault ? METHODS : methods;
    this.values = values;
    /** Told of every change. @type {(values: Values) => void} */
    this.onSettings = () => {};
    this.extras = new Extras(this);
    this.readings = new Readings(this);
    const { traces } = this.readings;
    this.parts = makeParts({ offered: this.offered, shown: methods }, traces, commandsOf(this));
    this.parts.choice.exact.checked = exact;
    this.parts.stage.showExact(exact);
    this.parts.lossFigure.describeRun = () => describeRun(this);
    this.showMethods(methods);
    this.engine = new Engine({ host });
    this.training = new Training(this.engine, {
      onTurn: () => this.readings.showProgress(),
      guard: (command) => this.guard(command),
    });
    this.trained = new Trained(this, trained);
    this.history = new TrainingHistory(this.engine, (at) => this.showPast(at));
    this.parts.flowBar.element.append(this.history.element);
    this.extras.awaitProbe();
    followEngine(this);
    this.prepare();
    if (!this.trained.coming) this.begin();
  }

  /** Shows the settings, and tells the engine everything there is to tell before the first run. */
  prepare() {
    this.showSettings(this.values);
    this.engine.setHidden(true);
    this.engine.setMethods([...this.methods]);
    this.guard(this.engine.ready);
    this.guard(this.engine.setSampling(this.sampling()));
    this.readings.showProgress();
  }

  /** Begins a run at iteration 0. @returns {Promise<void>} */
  begin() {
    return this.guard(this.engine.configure(runSettings(this.values)));
  }

  /**
   * Somebody looks, for the first time.
   * @param {boolean} trains  whether to train by itself, when there are no trained networks to show
   */
  async open(trains) {
    if (this.trained.coming && (await this.trained.open())) return;
    if (trains) this.train({ patient: true });
  }

  // Commands.

  /** @param {{patient?: boolean}} [options]  patient: waits while another element trains */
  train({ patient = false } = {}) {
    const anew = this.trained.leave() !== null;
    if (this.engine.state.done && !anew) {
      this.announce('This run is complete. Reset or New seed starts another.');
      return;
    }
    if (!patient) this.training.pushIn();
    this.want(true);
  }

  pause() {
    this.want(false);
  }

  /** @returns {Promise<void>} */
  step() {
    this.want(false);
    this.trained.leave();
    return this.guard(this.engine.step());
  }

  /** @returns {Promise<void>} */
  reset() {
    this.want(false);
    this.training.setGoal(null);
    this.history.awaited = null;
    return this.trained.leave() ?? this.guard(this.engine.reset());
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
    this.readings.showProgress();
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
    const { method } = recipe;
    const isExtra = !SHOWN_METHODS.includes(method);
    if (isExtra && this.offered.includes(method) && !chosen.includes(method)) {
      this.chooseMethods([...chosen, method]);
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
    this.readings.showProgress();
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
  setAll(changes) {
    return changeSettings(this, changes);
  }

  /** @param {boolean} seen  off screen and in hidden tabs nothing trains, samples or moves */
  setSeen(seen) {
    this.parts.stage.setSeen(seen);
    this.engine.setHidden(!seen);
    this.training.setSeen(seen);
  }

  /** The style sheet's colours changed. */
  repaint() {
    this.parts.stage.repaint();
    this.parts.lossFigure.repaint();
    this.extras.repaint();
  }

  dispose() {
    this.trained.cancel();
    this.training.dispose();
    this.readings.dispose();
    this.extras.dispose();
    this.parts.stage.stop();
    this.parts.lossFigure.destroy();
    this.engine.dispose();
  }

  /** @param {boolean} wanted */
  want(wanted) {
    if (!this.training.want(wanted)) return;
    this.announce(wanted ? 'Training.' : `Paused at iteration ${this.iteration}.`);
    this.readings.showProgress();
  }

  /** Something trains or moves. */
  get active() {
    return this.trains || this.parts.stage.clock.playing;
  }

  /** Wanted, and not waiting for another element. */
  get trains() {
    return this.training.active;
  }

  /** Iterations done by all methods that train. */
  get iteration() {
    return this.readings.iteration;
  }

  /** @param {import('./panels/layers.js').View} view  of panels, beside dots and target */
  showView(view) {
    this.extras.change(view);
  }

  /** @param {number | null} at  iteration of the networks to show; null for the latest */
  async showPast(at) {
    if (at !== null && this.trained.lacks(at)) await this.bring(at);
    if (at !== this.history.at) return; // It was moved on meanwhile.
    this.guard(this.engine.setHistory(at));
    if (at === null) for (const method of this.methods) this.readings.showLoss(method);
  }

  /** @param {number} at  iteration of networks that came with the page */
  async bring(at) {
    try {
      await this.guard(this.trained.bring(at));
    } catch {
      if (at === this.history.at) this.history.move(null); // The banner tells.
    }
  }

  /** Has the controls show settings as they are. @param {Values} which  to be shown even if it is no news */
  showSettings(which) {
    const { fields, drawn, recipe, stage, flowBar } = this.parts;
    for (const name of Object.keys(which)) fields.get(name)?.show(this.values[name]);
    drawn.show(this.values);
    recipe.showRecipeOf(this.values);
    stage.dataTime = this.values.direction === 'reverse' ? 0 : 1;
    flowBar.setDataTime(stage.dataTime);
    for (const panel of stage.panels) panel.expectSteps(Number(this.values.steps));
    stage.requestDraw();
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
      setText(this.parts.banner, messageOf(error));
    });
    return command;
  }

  /** @returns {import('../engine/types.js').Sampling} of particles on show */
  sampling() {
    return samplingOf(this.values);
  }
}
