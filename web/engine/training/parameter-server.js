// The coordinator's connection to the sampler: sends it the training status, and parameters on request.

/** @import {Method} from '../types.js' */
/** @import {Port} from '../rpc.js' */
/** @import {Run} from './run.js' */
import { Rpc, transferred } from '../rpc.js';

/**
 * The latest iteration of a method that the sampler has; -1 for none.
 * @typedef {{method: Method, iteration: number}} KnownIteration
 */

/** Methods to sample. @typedef {{training: boolean, methods: Method[]}} TrainingStatus */

/**
 * Parameters of a method after `iteration` iterations.
 * @typedef {object} NetworkSnapshot
 * @property {number} run
 * @property {Method} method
 * @property {number} iteration
 * @property {Float32Array<ArrayBuffer>} parameters
 */

/** See `readParameters`. @typedef {{method: Method, checkpoint?: number, at?: number}} ParametersRequest */

/** Serves one sampler. The sampler requests parameters when it is idle, so requests never queue up. */
export class ParameterServer {
  /** @type {{known: KnownIteration[], resolve: (snapshot: NetworkSnapshot | null) => void} | null} */
  #pending = null;

  /**
   * @param {Port} port
   * @param {() => Run | null} currentRun
   * @param {(error: unknown) => void} onFault
   */
  constructor(port, currentRun, onFault) {
    this.currentRun = currentRun;
    const handlers = {
      waitForNewer: (/** @type {KnownIteration[]} */ known) => this.#waitForNewer(known),
      cancelWait: () => this.#answer(null),
      parameters: (/** @type {ParametersRequest} */ request) =>
        readParameters(currentRun(), request),
    };
    this.rpc = new Rpc(port, handlers, onFault);
  }

  /** To be called when a run begins. @param {Run} run */
  sendRun(run) {
    this.#answer(null);
    this.rpc.notify('run', { run: run.id, configs: run.configs });
  }

  /** @param {TrainingStatus} status */
  sendStatus(status) {
    this.rpc.notify('status', status);
  }

  /** Answers a pending request if a method now has newer parameters. */
  answerIfNewer() {
    const run = this.currentRun();
    if (!this.#pending || !run) return;
    const newer = this.#pending.known.find(({ method, iteration }) => {
      return run.methodRun(method).iteration > iteration;
    });
    if (!newer) return;
    const { method, iteration, trainer } = run.methodRun(newer.method);
    const parameters = trainer.parameters();
    this.#answer(transferred({ run: run.id, method, iteration, parameters }, parameters));
  }

  close() {
    this.#answer(null);
    this.rpc.close('The sampler was replaced');
  }

  /**
   * The first method in the list with newer parameters than known; waits until there is one.
   * @param {KnownIteration[]} known
   * @returns {Promise<NetworkSnapshot | null>} Null if cancelled.
   */
  #waitForNewer(known) {
    this.#answer(null);
    /** @type {Promise<NetworkSnapshot | null>} */
    const promise = new Promise((resolve) => {
      this.#pending = { known, resolve };
    });
    this.answerIfNewer();
    return promise;
  }

  /** @param {NetworkSnapshot | null} snapshot */
  #answer(snapshot) {
    this.#pending?.resolve(snapshot);
    this.#pending = null;
  }
}

/**
 * Parameters of the latest network; of a checkpoint, by its index; or of the newest checkpoint at or
 * before an iteration (the oldest one, if there is none).
 * @param {Run | null} run
 * @param {ParametersRequest} request
 * @returns {NetworkSnapshot}
 */
export function readParameters(run, { method, checkpoint, at }) {
  if (!run) throw new Error('There is no run yet');
  const { trainer, checkpoints, iteration: latest } = run.methodRun(method);
  const { iterations } = checkpoints;
  const index =
    at === undefined
      ? checkpoint
      : Math.max(
          0,
          iterations.findLastIndex((iteration) => iteration <= at),
        );
  const iteration = index === undefined ? latest : iterations[index];
  if (iteration === undefined) throw new Error(`${method} has no checkpoint ${index}`);
  const parameters = index === undefined ? trainer.parameters() : checkpoints.parameters(index);
  return transferred({ run: run.id, method, iteration, parameters }, parameters);
}
