import { setText } from '../dom/dom.js';
import { Engine, METHODS, SHOWN_METHODS } from '../engine/client/engine.js';
import { messageOf } from '../errors.js';
import { applyRecipe, changeSettings } from './change-settings.js';
import { commandsOf } from './commands.js';
import { TrainingHistory } from './controls/training-history.js';
import { listenToEngine } from './engine-listeners.js';
import { runSettings, samplingOf } from './engine-settings.js';
import { OnDemand } from './on-demand.js';
import { makeParts } from './parts.js';
import { RunMetrics } from './run-metrics.js';
import { TrainedNetworks } from './trained-networks.js';
import { TrainingController } from './training-controller.js';

/** @import {Host} from '../engine/client/browser-host.js' */
/** @import {Method} from '../engine/types.js' */
/** @import {Values} from '../settings/settings.js' */

/** Connects the engine with controls, panels and charts: commands go to it, and its events update them. */
export class Playground {
  /**
   * @param {object} options
   * @param {readonly Method[]} options.methods  displayed, in this order
   * @param {Values} options.values              of every setting
   * @param {boolean} options.exact              whether the exact flow is displayed
   * @param {import('./trained-networks.js').Wanted | null} options.trained  to open with trained networks, if there are some
   * @param {Host} options.host                  makes the engine's workers
   */
  constructor({ methods, values, exact, trained, host }) {
    this.initialMethods = methods;
    // With the default methods, the others are offered too: a panel appears when its check box is ticked.
    const isDefault = SHOWN_METHODS.every((method) => methods.includes(method));
    this.offered = isDefault ? METHODS : methods;
    this.values = values;
    /** Called when settings change. @type {(values: Values) => void} */
    this.onSettings = () => {};
    this.onDemand = new OnDemand(this);
    this.metrics = new RunMetrics(this);
    const { traces } = this.metrics;
    this.parts = makeParts({ offered: this.offered, shown: methods }, traces, commandsOf(this));
    this.parts.choice.exact.checked = exact;
    this.parts.stage.showExact(exact);
    this.parts.lossFigure.metrics = this.metrics;
    this.showMethods(methods);
    this.engine = new Engine({ host });
    this.training = new TrainingController(this.engine, {
      onLockChange: () => this.metrics.showProgress(),
      reportFailure: (command) => this.reportFailure(command),
    });
    this.trained = new TrainedNetworks(this, trained);
    this.history = new TrainingHistory(this.engine, (at) => this.showCheckpoint(at));
    this.parts.flowBar.element.append(this.history.element);
    this.onDemand.prepareProbe();
    listenToEngine(this);
    this.prepare();
    if (!this.trained.loading) this.begin();
  }

  /** Shows the settings, and sets the engine's options before the first run. */
  prepare() {
    this.showSettings(this.values);
    this.engine.setHidden(true);
    this.engine.setMethods([...this.methods]);
    this.reportFailure(this.engine.ready);
    this.reportFailure(this.engine.setSampling(this.sampling()));
    this.metrics.showProgress();
  }

  /** Begins a run at iteration 0. @returns {Promise<void>} */
  begin() {
    return this.reportFailure(this.engine.configure(runSettings(this.values)));
  }

  /**
   * Called when the element is first visible.
   * @param {boolean} trains  whether to train by itself if there are no trained networks
   */
  async open(trains) {
    if (this.trained.loading && (await this.trained.open())) return;
    if (trains) this.train({ patient: true });
  }

  // Commands.

  /** @param {{patient?: boolean}} [options]  patient: waits while another element trains */
  train({ patient = false } = {}) {
    const begun = this.trained.leave() !== null;
    if (this.engine.state.done && !begun) {
      this.announce('This run is complete. Reset or New seed starts another.');
      return;
    }
    if (!patient) this.training.preempt();
    this.setTraining(true);
  }

  pause() {
    this.setTraining(false);
  }

  /** @returns {Promise<void>} */
  step() {
    this.setTraining(false);
    this.trained.leave();
    return this.reportFailure(this.engine.step());
  }

  /** @returns {Promise<void>} */
  reset() {
    this.setTraining(false);
    this.training.setTarget(null);
    this.history.awaited = null;
    return this.trained.leave() ?? this.reportFailure(this.engine.reset());
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
    this.metrics.showProgress();
  }

  /** The displayed methods: the initial ones, and those chosen since. */
  get methods() {
    const displayed = [...this.initialMethods, ...this.parts.choice.chosen()];
    return this.offered.filter((method) => displayed.includes(method));
  }

  /** Shows or hides the panels of methods other than the initial ones. @param {readonly Method[]} chosen */
  showMethods(chosen) {
    for (const method of this.offered) {
      if (this.initialMethods.includes(method)) continue;
      this.parts.stage.showMethod(method, chosen.includes(method));
    }
    this.parts.lossFigure.showMethods(this.methods);
  }

  /** @param {string} name @returns {Promise<void>} */
  applyRecipe(name) {
    return applyRecipe(this, name);
  }

  newSeed() {
    const seed = Math.floor(Math.random() * 1_000_000);
    this.reportFailure(this.set('seed', seed));
  }

  /** @param {boolean} playing */
  playFlow(playing) {
    this.parts.stage.setPlaying(playing);
    this.parts.flowBar.setPlaying(playing);
    this.metrics.showProgress();
  }

  /** Pauses training and flow, or starts both. */
  toggleAll() {
    const active = this.active;
    if (active) this.pause();
    else if (!this.engine.state.done) this.train();
    this.playFlow(!active);
  }

  /**
   * Changes a setting. Most settings begin a new run; it trains if the previous one did.
   *
   * @param {string} name
   * @param {string | number} value
   * @returns {Promise<void>} rejects, with nothing changed, when the engine refuses
   */
  set(name, value) {
    return this.setAll({ [name]: value });
  }

  /**
   * The same for several settings at once.
   *
   * @param {Values} changes
   * @returns {Promise<void>}
   */
  setAll(changes) {
    return changeSettings(this, changes);
  }

  /** @param {boolean} visible  otherwise nothing trains, samples or moves */
  setVisible(visible) {
    this.parts.stage.setVisible(visible);
    this.engine.setHidden(!visible);
    this.training.setVisible(visible);
  }

  /** The style sheet's colours changed. */
  repaint() {
    this.parts.stage.repaint();
    this.parts.lossFigure.repaint();
    this.onDemand.repaint();
  }

  dispose() {
    this.trained.cancel();
    this.training.dispose();
    this.metrics.dispose();
    this.onDemand.dispose();
    this.parts.stage.stop();
    this.parts.lossFigure.destroy();
    this.engine.dispose();
  }

  /** @param {boolean} wanted */
  setTraining(wanted) {
    if (!this.training.setWanted(wanted)) return;
    if (wanted) this.announce('Training.');
    else this.engine.pause().then(this.#announceRest, () => {}); // The banner says why it fails.
    this.metrics.showProgress();
  }

  /** Iterations that were under way are done. */
  #announceRest = () => {
    if (!this.training.wanted) this.announce(`Paused at iteration ${this.iteration}.`);
  };

  /** Whether anything trains or moves. */
  get active() {
    return this.trains || this.parts.stage.playback.playing;
  }

  /** Whether training is wanted and does not wait for another element. */
  get trains() {
    return this.training.active;
  }

  /** Iterations done by all methods that train. */
  get iteration() {
    return this.metrics.iteration;
  }

  /** @param {import('./panels/layers.js').View} view  what panels show beside particles and target */
  showView(view) {
    this.onDemand.setView(view);
  }

  /** @param {number | null} at  iteration of the networks to show; null for the latest */
  async showCheckpoint(at) {
    if (at !== null && this.trained.needsLoading(at)) await this.loadCheckpoint(at);
    if (at !== this.history.at) return; // The slider was moved meanwhile.
    this.reportFailure(this.engine.setHistory(at));
    if (at === null) for (const method of this.methods) this.metrics.showLoss(method);
  }

  /** @param {number} at  iteration of networks that come with the page */
  async loadCheckpoint(at) {
    try {
      await this.reportFailure(this.trained.loadCheckpoint(at));
    } catch {
      if (at === this.history.at) this.history.move(null); // The banner says why.
    }
  }

  /** Shows the current settings in the controls. @param {Values} which  whose fields are updated */
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

  /** Announces a change to screen readers. @param {string} message */
  announce(message) {
    setText(this.parts.status, message);
  }

  /**
   * Shows in the banner why a command failed, if it does.
   *
   * @template T
   * @param {Promise<T>} command
   * @returns {Promise<T>} the same
   */
  reportFailure(command) {
    command.catch((error) => {
      setText(this.parts.banner, messageOf(error));
    });
    return command;
  }

  /** @returns {import('../engine/types.js').Sampling} of the displayed particles */
  sampling() {
    return samplingOf(this.values);
  }
}
