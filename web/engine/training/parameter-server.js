// The conductor's side of its line to the sampler: who trains, and parameters on demand.

/** @import {Method} from '../types.js' */
/** @import {Port} from '../rpc.js' */
/** @import {Run} from './run.js' */
import { moved, Rpc } from '../rpc.js';

/**
 * The last iteration that the sampler has of a method; -1 for none.
 * @typedef {{method: Method, iteration: number}} Known
 */

/**
 * Parameters of a method after `iteration` iterations.
 * @typedef {object} Newest
 * @property {number} run
 * @property {Method} method
 * @property {number} iteration
 * @property {Float32Array<ArrayBuffer>} parameters
 */

/** Which network: see `parametersOf`. @typedef {{method: Method, checkpoint?: number, at?: number}} ParametersRequest */

/** Serves one sampler. It asks when it has time to spare, so it never has a backlog. */
export class SamplerLink {
  /** @type {{known: Known[], resolve: (newest: Newest | null) => void} | null} */
  #wish = null;

  /**
   * @param {Port} port
   * @param {() => Run | null} currentRun
   * @param {(error: unknown) => void} onFault
   */
  constructor(port, currentRun, onFault) {
    this.currentRun = currentRun;
    const handlers = {
      newest: (/** @type {Known[]} */ known) => this.#wishFor(known),
      forget: () => this.#grant(null),
      parameters: (/** @type {ParametersRequest} */ request) => parametersOf(currentRun(), request),
    };
    this.rpc = new Rpc(port, handlers, onFault);
  }

  /** A new run began. @param {Run} run */
  tellRun(run) {
    this.#grant(null);
    this.rpc.notify('run', { run: run.id, configs: run.configs });
  }

  /** @param {{training: boolean, methods: Method[]}} situation */
  tellSituation(situation) {
    this.rpc.notify('situation', situation);
  }

  /** Some method has new parameters: hands them over if they are waited for. */
  offer() {
    const run = this.currentRun();
    if (!this.#wish || !run) return;
    const wanted = this.#wish.known.find(({ method, iteration }) => {
      return run.member(method).iteration > iteration;
    });
    if (!wanted) return;
    const { method, iteration, trainer } = run.member(wanted.method);
    const parameters = trainer.parameters();
    this.#grant(moved({ run: run.id, method, iteration, parameters }, parameters));
  }

  close() {
    this.#grant(null);
    this.rpc.close('The sampler was replaced');
  }

  /**
   * The first method in the list with newer parameters than known; waits until there is one.
   * @param {Known[]} known
   * @returns {Promise<Newest | null>} Null when the question became pointless.
   */
  #wishFor(known) {
    this.#grant(null);
    /** @type {Promise<Newest | null>} */
    const promise = new Promise((resolve) => {
      this.#wish = { known, resolve };
    });
    this.offer();
    return promise;
  }

  /** @param {Newest | null} newest */
  #grant(newest) {
    this.#wish?.resolve(newest);
    this.#wish = null;
  }
}

/**
 * Parameters of the latest network; of a checkpoint, by its index; or of the newest checkpoint at or
 * before an iteration (the oldest kept, if there is none).
 * @param {Run | null} run
 * @param {ParametersRequest} request
 * @returns {Newest}
 */
export function parametersOf(run, { method, checkpoint, at }) {
  if (!run) throw new Error('There is no run yet');
  const { trainer, checkpoints, iteration: latest } = run.member(method);
  const kept = checkpoints.iterations;
  const index =
    at === undefined
      ? checkpoint
      : Math.max(
          0,
          kept.findLastIndex((iteration) => iteration <= at),
        );
  const iteration = index === undefined ? latest : kept[index];
  if (iteration === undefined) throw new Error(`${method} has no checkpoint ${index}`);
  const parameters = index === undefined ? trainer.parameters() : checkpoints.parameters(index);
  return moved({ run: run.id, method, iteration, parameters }, parameters);
}
