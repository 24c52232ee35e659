// What the engine may ask of the conductor, by name: see Engine for what each is for.

/** @import {Conductor} from './coordinator.js' */
/** @import {Handler} from '../rpc.js' */
import { moved } from '../rpc.js';
import { parametersOf } from './parameter-server.js';

/** Commands that wait for one another: a new run takes a moment. */
class Turns {
  /** @type {Promise<unknown>} */
  #last = Promise.resolve();

  /**
   * @template T
   * @param {() => T | Promise<T>} command
   * @returns {Promise<T>}
   */
  take(command) {
    const result = this.#last.then(command);
    this.#last = result.catch(() => {});
    return result;
  }
}

/** @param {Conductor} conductor @returns {Record<string, Handler>} */
export function callsOf(conductor) {
  const { runs } = conductor;
  const turns = new Turns();
  /** @param {() => unknown} command @returns {Promise<void>} Settles when nothing is in flight. */
  const settled = (command) => turns.take(command).then(() => conductor.whenSettled());
  return {
    alive: () => {}, // That it answers is the answer.
    ready: () => runs.ready(),
    configure: (settings) => turns.take(() => conductor.begin(settings)),
    reset: () => turns.take(() => conductor.reset()),
    train: () => turns.take(() => conductor.train()),
    trainTo: (limits) => settled(() => conductor.train(limits)),
    pause: () => settled(() => conductor.pause()),
    step: () => settled(() => conductor.step()),
    methods: (methods) => turns.take(() => conductor.setMethods(methods)),
    lanes: ({ id, port }) => conductor.addWorker(id, port),
    lost: ({ id, reason }) => conductor.crew.dismiss(id, reason),
    leave: ({ id }) => conductor.dismissWorker(id),
    sampler: ({ port }) => conductor.serveSampler(port),
    parameters: (request) => parametersOf(runs.current, request),
    checkpoints: (method) => runs.member(method).checkpoints.iterations,
    exportWeights: (method) => {
      const bytes = runs.member(method).trainer.exportWeights();
      return moved(bytes, bytes);
    },
    importWeights: ({ method, weights }) =>
      turns.take(() => conductor.importWeights(method, weights)),
    receipts: () => runs.receipts(),
    keepRun: () => runs.keepWithCheckpoints(),
    resume: (kept) => turns.take(() => conductor.resumeRun(kept)),
    addCheckpoint: ({ method, weights }) => {
      runs.member(method); // Fails when there is no run.
      runs.current?.addCheckpoint(method, weights);
    },
    goOn: (changes) => turns.take(() => conductor.goOn(changes)),
    keep: (placed) => conductor.keepAt(placed), // What keeps may take for ever to load.
  };
}
