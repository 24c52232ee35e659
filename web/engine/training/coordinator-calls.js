// The coordinator's handlers of messages from the engine: see Engine for what each does.

/** @import {Coordinator} from './coordinator.js' */
/** @import {Handler} from '../rpc.js' */
import { transferred } from '../rpc.js';
import { readParameters } from './parameter-server.js';

/** Runs commands one after another: creating a run is asynchronous. */
class CommandQueue {
  /** @type {Promise<unknown>} */
  #last = Promise.resolve();

  /**
   * @template T
   * @param {() => T | Promise<T>} command
   * @returns {Promise<T>}
   */
  add(command) {
    const result = this.#last.then(command);
    this.#last = result.catch(() => {});
    return result;
  }
}

/** @param {Coordinator} coordinator @returns {Record<string, Handler>} */
export function coordinatorHandlers(coordinator) {
  const { currentRun } = coordinator;
  const queue = new CommandQueue();
  /** @param {() => unknown} command @returns {Promise<void>} Resolves when nothing is in flight. */
  const settled = (command) => queue.add(command).then(() => coordinator.whenSettled());
  return {
    ping: () => {},
    ready: () => currentRun.ready(),
    configure: (settings) => queue.add(() => coordinator.begin(settings)),
    reset: () => queue.add(() => coordinator.reset()),
    train: () => queue.add(() => coordinator.train()),
    trainTo: (limits) => settled(() => coordinator.train(limits)),
    pause: () => settled(() => coordinator.pause()),
    step: () => settled(() => coordinator.step()),
    setMethods: (methods) => queue.add(() => coordinator.setMethods(methods)),
    addLaneWorker: ({ id, port }) => coordinator.addLaneWorker(id, port),
    removeLaneWorker: ({ id }) => coordinator.removeLaneWorker(id),
    laneWorkerFailed: ({ id, reason }) => coordinator.laneWorkers.remove(id, reason),
    connectSampler: ({ port }) => coordinator.connectSampler(port),
    parameters: (request) => readParameters(currentRun.run, request),
    checkpoints: (method) => currentRun.methodRun(method).checkpoints.iterations,
    exportWeights: (method) => {
      const bytes = currentRun.methodRun(method).trainer.exportWeights();
      return transferred(bytes, bytes);
    },
    importWeights: ({ method, weights }) =>
      queue.add(() => coordinator.importWeights(method, weights)),
    receipts: () => currentRun.receipts(),
    keepRun: () => currentRun.keepWithCheckpoints(),
    resume: (kept) => queue.add(() => coordinator.resumeRun(kept)),
    addCheckpoint: ({ method, weights }) => {
      currentRun.methodRun(method); // Throws when there is no run.
      currentRun.run?.addCheckpoint(method, weights);
    },
    goOn: (changes) => queue.add(() => coordinator.goOn(changes)),
    keep: (placed) => coordinator.keepAt(placed), // Not queued: loading the autosave may hang.
  };
}
