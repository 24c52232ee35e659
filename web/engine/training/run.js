// One run: training of several methods under one setting.

import * as tables from '#tables';
import { explainNetworkOutOfMemory } from '../../errors.js';
import { METHODS, SHOWN_METHODS } from '../methods.js';
/** @import {MeanFlowModule, Trainer} from '../meanflow.d.ts' */
/** @import {Method, Phase, Settings} from '../types.js' */
import { Checkpoints } from './checkpoints.js';
import { MethodRun } from './method-run.js';

/** The methods of a run, with their trainers in one instance of the module. */
export class Run {
  /**
   * @param {number} id
   * @param {MeanFlowModule} module Used by this run alone, so that its memory is freed with the run.
   * @param {Settings} settings Throws an Error when one is invalid.
   * @param {readonly Method[]} [methods] Those to create at once; others are created on demand.
   * @param {(method: Method, config: string) => Trainer} [makeTrainer]
   */
  constructor(
    id,
    module,
    settings,
    methods = SHOWN_METHODS,
    makeTrainer = (_, config) => newTrainer(module, config),
  ) {
    this.id = id;
    this.module = module;
    this.settings = settings;
    this.iterations = settings.iterations ?? Number(tables.iterations.default);
    this.batch = settings.batch ?? Number(tables.batch.default);
    this.checkpointEvery = settings.checkpoint_every ?? Number(tables.checkpoint_every.default);
    this.lr = settings.lr ?? Number(tables.lr.default);
    /** JSON, of every method. @type {Record<string, string>} */
    this.configs = {};
    for (const method of METHODS) {
      const config = JSON.stringify({ ...settings, method });
      const refusal = module.validate(config);
      if (refusal) throw new Error(refusal);
      this.configs[method] = config;
    }
    /** @type {Map<Method, MethodRun>} */
    this.methodRuns = new Map();
    for (const method of METHODS) {
      if (methods.includes(method)) this.#add(method, makeTrainer(method, this.configs[method]));
    }
  }

  /** @param {Method} method @param {Trainer} trainer @returns {MethodRun} */
  #add(method, trainer) {
    const config = this.configs[method];
    const checkpoints = new Checkpoints(trainer, this.checkpointEvery, this.iterations);
    const methodRun = new MethodRun(
      method,
      config,
      trainer,
      this.iterations,
      this.batch,
      checkpoints,
    );
    this.methodRuns.set(method, methodRun);
    return methodRun;
  }

  /**
   * A run with the state of this one, in which one method restarts with the weights of a file. It takes over this
   * run's trainers, so this run must not be used afterwards. Throws an Error when the weights do not fit; this run is
   * then unchanged.
   *
   * @param {number} id
   * @param {Method} imported
   * @param {Uint8Array} weights A safetensors file.
   * @returns {{run: Run, trained: number}} `trained`: training iterations of the weights, 0 if unknown.
   */
  withWeights(id, imported, weights) {
    const { trainer: replaced, config } = this.methodRun(imported);
    const trainer = newTrainer(this.module, config);
    let trained = 0;
    try {
      trained = trainer.importWeights(weights);
    } catch (error) {
      trainer.delete();
      throw error;
    }
    const run = new Run(id, this.module, this.settings, [...this.methodRuns.keys()], (method) => {
      return method === imported ? trainer : this.methodRun(method).trainer;
    });
    for (const [method, methodRun] of this.methodRuns) {
      run.methodRun(method).imported = methodRun.imported;
      run.methodRun(method).phases = methodRun.phases;
      run.methodRun(method).finished = methodRun.finished;
      run.methodRun(method).failure = methodRun.failure;
      run.methodRun(method).seconds = methodRun.seconds;
      run.methodRun(method).recoveryPoint = methodRun.recoveryPoint;
      if (method !== imported) run.methodRun(method).checkpoints = methodRun.checkpoints;
    }
    const methodRun = run.methodRun(imported);
    Object.assign(methodRun, { imported: true, phases: [], finished: false, failure: '' });
    methodRun.recoveryPoint = methodRun.keep();
    replaced.delete();
    return { run, trained };
  }

  /**
   * Copies the methods' state to a new run; for methods that cannot continue, their recovery point. A change of the
   * learning rate adds a phase. After any other change, the settings alone do not reproduce the run.
   * @param {Run} run At iteration 0, with the same network.
   */
  transferStateTo(run) {
    const isOther = withoutLearningRate(this.settings) !== withoutLearningRate(run.settings);
    for (const [method, methodRun] of this.methodRuns) {
      const kept = methodRun.failure ? methodRun.recoveryPoint : methodRun.keep();
      // The settings alone reproduce this state, and the new run is in it already.
      if (!kept || (kept.iteration === 0 && !kept.imported)) continue;
      const checkpoints = methodRun.checkpoints.all();
      const phases = phasesAfterRateChange(kept.phases ?? [], kept.iteration, this.lr, run.lr);
      const imported = kept.imported || isOther;
      run.methodRun(method).restore({ ...kept, checkpoints, imported, phases });
    }
  }

  /**
   * See `Engine#addCheckpoint`. Throws an Error when the weights do not fit.
   * @param {Method} method
   * @param {Uint8Array | null} weights
   */
  addCheckpoint(method, weights) {
    const { checkpoints, config } = this.methodRun(method);
    const trainer = newTrainer(this.module, config);
    try {
      const iteration = weights ? trainer.importWeights(weights) : 0;
      checkpoints.add({ iteration, parameters: trainer.parameters() });
    } finally {
      trainer.delete();
    }
  }

  /**
   * Checkpoints to save. Only every second, third, ... if all would exceed a size by the end of the run.
   * @param {number} maxBytes
   * @returns {import('../../storage/autosave.js').CheckpointSource[]}
   */
  checkpoints(maxBytes) {
    const methodRuns = [...this.methodRuns.values()];
    const perMethod = this.iterations / this.checkpointEvery;
    const bytes = methodRuns.reduce((sum, { trainer }) => sum + 4 * trainer.parameterCount(), 0);
    const stride = Math.max(1, Math.ceil((perMethod * bytes) / maxBytes));
    return methodRuns.flatMap(({ method, checkpoints }) => {
      const all = checkpoints.iterations.map((iteration, i) => ({
        id: `${this.id} ${method} ${iteration}`,
        read: () => ({ method, iteration, parameters: checkpoints.parameters(i) }),
      }));
      return all.filter((_, i) => i % stride === 0);
    });
  }

  /** Created on demand. @param {Method} method @returns {MethodRun} */
  methodRun(method) {
    const methodRun = this.methodRuns.get(method);
    if (methodRun) return methodRun;
    const config = this.configs[method];
    if (!config) throw new Error(`"${method}" is no method; these are: ${METHODS.join(', ')}`);
    return this.#add(method, newTrainer(this.module, config));
  }
}

/**
 * The completed phases of a method that continues at another learning rate.
 * @param {readonly Phase[]} phases Completed so far.
 * @param {number} iteration Iterations done.
 * @param {number} before Learning rate until now.
 * @param {number} after Learning rate from now on.
 * @returns {Phase[]} Without empty phases; consecutive ones have different rates.
 */
export function phasesAfterRateChange(phases, iteration, before, after) {
  const begun = phases.at(-1)?.until ?? 0;
  const past = iteration > begun ? [...phases, { until: iteration, lr: before }] : [...phases];
  return past.at(-1)?.lr === after ? past.slice(0, -1) : past;
}

/** All settings but the learning rate, for comparison. @param {Settings} settings */
const withoutLearningRate = ({ lr: _, ...others }) => JSON.stringify(others);

/** @param {MeanFlowModule} module @param {string} config */
function newTrainer(module, config) {
  try {
    return new module.Trainer(config);
  } catch (error) {
    throw explainNetworkOutOfMemory(error);
  }
}
