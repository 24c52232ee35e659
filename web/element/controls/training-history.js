import { h, setText } from '../../dom/dom.js';
import { labelled } from '../../dom/labelled.js';

/** @import {Engine} from '../../engine/client/engine.js' */

/** Checkpoints of a run, about: enough to see it learn. */
const wanted = 20;

/** Bytes that the checkpoints of one method may take, unless a few of them take more. */
const budget = 48e6;
const fewest = 4;

/**
 * How often a run should keep its parameters.
 *
 * @param {{iterations: number, width: number, depth: number}} run
 * @returns {number} iterations from one checkpoint to the next
 */
export function checkpointEvery({ iterations, width, depth }) {
  // Inputs x, y, t, r; a velocity as output; 4 bytes a parameter.
  const parameters = 5 * width + (depth - 1) * width * (width + 1) + 2 * (width + 1);
  const fit = Math.floor(budget / (4 * parameters));
  return Math.max(1, Math.round(iterations / Math.min(wanted, Math.max(fewest, fit))));
}

/** A slider through the checkpoints of a run; at its right end is what trains, as it trains. */
export class TrainingHistory {
  /**
   * @param {Engine} engine
   * @param {(at: number | null) => void} onMove  told which iteration is wanted; null for the latest
   */
  constructor(engine, onMove) {
    this.engine = engine;
    this.onMove = onMove;
    /** Iterations of checkpoints. @type {number[]} */
    this.kept = [];
    /** Iterations of networks that can be had, though the engine need not know them yet. @type {number[]} */
    this.offered = [];
    /** The iteration on show; null for the latest. @type {number | null} */
    this.at = null;
    /** An iteration to be shown as soon as the run has been there. @type {number | null} */
    this.awaited = null;
    engine.on('run', () => {
      this.kept = [];
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
      this.move(this.kept[Number(this.slider.value)] ?? null);
    });
    this.element = labelled('Training history', this.slider, {
      reading: this.readout,
      scale: { end: h('span', { class: 'end', 'aria-hidden': 'true' }, 'latest') },
      revealed: 'training-history',
    });
    this.draw();
  }

  /** Training went on: there may be more checkpoints. */
  async refresh() {
    const { run, methods } = this.engine.state;
    // Fails when the engine ends, and then there is nothing to show.
    const asked = methods.map(({ method }) => this.engine.checkpoints(method).catch(() => []));
    const kept = await Promise.all(asked);
    if (run !== this.engine.state.run) return;
    this.kept = [...new Set([...kept.flat(), ...this.offered])].sort((a, b) => a - b);
    this.#showAwaited();
    this.draw();
  }

  /**
   * Shows an iteration as soon as the run has been there: its checkpoint, or the one before it.
   *
   * @param {number | null} at  null: the latest
   */
  show(at) {
    this.awaited = at;
    if (at === null) this.move(null);
    else this.refresh();
  }

  #showAwaited() {
    const { awaited, kept, engine } = this;
    const isPast = engine.state.methods.some(({ iteration }) => iteration >= (awaited ?? Infinity));
    const at = kept.findLast((iteration) => iteration <= Number(awaited));
    if (!isPast || at === undefined) return;
    this.awaited = null;
    this.move(at);
  }

  /** @param {number[]} iterations  of networks that can be had */
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
    const { kept, at, slider } = this;
    const index = at === null ? kept.length : kept.indexOf(at);
    slider.max = String(kept.length);
    slider.value = String(index);
    const text = at === null ? 'latest' : `iteration ${at}`;
    setText(this.readout, at === null ? '' : text); // The slider's right end has its name beside it.
    slider.setAttribute('aria-valuetext', text);
  }
}
