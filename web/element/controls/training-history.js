import { h, setText } from '../../dom/dom.js';
import { labelled } from '../../dom/labelled.js';

/** @import {Engine} from '../../engine/client/engine.js' */

/** Approximate number of checkpoints of a run: enough to see it learn. */
const wanted = 20;

/** Bytes for the checkpoints of one method, unless the fewest need more. */
const budget = 48e6;
const fewest = 4;

/**
 * The interval between checkpoints of a run.
 *
 * @param {{iterations: number, width: number, depth: number}} run
 * @returns {number} iterations from one checkpoint to the next
 */
export function checkpointEvery({ iterations, width, depth }) {
  // Inputs x, y, t, r; output: a velocity; 4 bytes per parameter.
  const parameters = 5 * width + (depth - 1) * width * (width + 1) + 2 * (width + 1);
  const fit = Math.floor(budget / (4 * parameters));
  return Math.max(1, Math.round(iterations / Math.min(wanted, Math.max(fewest, fit))));
}

/** A slider through the checkpoints of a run. At its right end, panels show the network as it trains. */
export class TrainingHistory {
  /**
   * @param {Engine} engine
   * @param {(at: number | null) => void} onMove  receives the selected iteration; null for the latest
   */
  constructor(engine, onMove) {
    this.engine = engine;
    this.onMove = onMove;
    /** Iterations of checkpoints. @type {number[]} */
    this.checkpoints = [];
    /** Iterations of networks that can be downloaded. @type {number[]} */
    this.offered = [];
    /** The selected iteration; null for the latest. @type {number | null} */
    this.at = null;
    /** An iteration to select as soon as the run has reached it. @type {number | null} */
    this.awaited = null;
    engine.on('run', () => {
      this.checkpoints = [];
      this.offered = [];
      this.move(null);
      this.refresh();
    });
    engine.on('paused', () => this.refresh());
    engine.on('progress', ({ iteration, losses }) => {
      const every = engine.settings.checkpoint_every ?? 1000;
      if (iteration % every < losses.length) this.refresh();
    });
    this.slider = h('input', { id: 'training-history', type: 'range', min: 0, max: 0, step: 1 });
    this.readout = h('span', { 'data-testid': 'training-history' });
    this.slider.addEventListener('input', () => {
      this.awaited = null;
      this.move(this.checkpoints[Number(this.slider.value)] ?? null);
    });
    this.element = labelled('Training history', this.slider, {
      readout: this.readout,
      scale: { end: h('span', { class: 'end', 'aria-hidden': 'true' }, 'latest') },
      name: 'training-history',
    });
    this.draw();
  }

  /** The run has advanced: there may be more checkpoints. */
  async refresh() {
    const { run, methods } = this.engine.state;
    // Rejects when the engine ends, and then there is nothing to show.
    const requests = methods.map(({ method }) => this.engine.checkpoints(method).catch(() => []));
    const checkpoints = await Promise.all(requests);
    if (run !== this.engine.state.run) return;
    this.checkpoints = [...new Set([...checkpoints.flat(), ...this.offered])].sort((a, b) => a - b);
    this.#showAwaited();
    this.draw();
  }

  /**
   * Selects an iteration as soon as the run has reached it: its checkpoint, or the one before it.
   *
   * @param {number | null} at  null: the latest
   */
  show(at) {
    this.awaited = at;
    if (at === null) this.move(null);
    else this.refresh();
  }

  #showAwaited() {
    const { awaited, checkpoints, engine } = this;
    const isPast = engine.state.methods.some(({ iteration }) => iteration >= (awaited ?? Infinity));
    const at = checkpoints.findLast((iteration) => iteration <= Number(awaited));
    if (!isPast || at === undefined) return;
    this.awaited = null;
    this.move(at);
  }

  /** @param {number[]} iterations  of networks that can be downloaded */
  offer(iterations) {
    this.offered = iterations;
    this.refresh();
  }

  /** @param {number | null} at */
  move(at) {
    if (at !== this.at) {
      this.at = at;
      this.onMove(at);
    }
    this.draw();
  }

  draw() {
    const { checkpoints, at, slider } = this;
    const index = at === null ? checkpoints.length : checkpoints.indexOf(at);
    slider.max = String(checkpoints.length);
    slider.value = String(index);
    const text = at === null ? 'latest' : `iteration ${at}`;
    setText(this.readout, at === null ? '' : text); // The label of the slider's right end says it.
    slider.setAttribute('aria-valuetext', text);
  }
}
