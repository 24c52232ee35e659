// One run: the trainers of the methods.

import * as tables from '#tables';
import { namingNetwork } from '../../errors.js';
import { METHODS, SHOWN_METHODS } from '../methods.js';
/** @import {MeanFlowModule, Trainer} from '../meanflow.d.ts' */
/** @import {Method, Settings} from '../types.js' */
import { Checkpoints } from './checkpoints.js';
import { Member } from './method-run.js';
import { goingOn } from './rate-phases.js';

/** The trainers of all methods under one setting, in one instance of the module. */
export class Run {
  /**
   * @param {number} id
   * @param {MeanFlowModule} module Used by this run alone: its memory goes with the run.
   * @param {Settings} settings Throws an Error when one is refused.
   * @param {readonly Method[]} [methods] Those that are wanted already; others come when they are.
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
    /** @type {Map<Method, Member>} */
    this.members = new Map();
    for (const method of METHODS) {
      if (methods.includes(method)) this.#add(method, makeTrainer(method, this.configs[method]));
    }
  }

  /** @param {Method} method @param {Trainer} trainer @returns {Member} */
  #add(method, trainer) {
    const config = this.configs[method];
    const checkpoints = new Checkpoints(trainer, this.checkpointEvery, this.iterations);
    const member = new Member(method, config, trainer, this.iterations, this.batch, checkpoints);
    this.members.set(method, member);
    return member;
  }

  /**
   * This run under another number, save that one method begins anew with the weights of a file.
   * Throws an Error when they do not fit; this run is as it was then, and is to be left otherwise.
   *
   * @param {number} id
   * @param {Method} imported
   * @param {Uint8Array} weights A safetensors file.
   * @returns {{run: Run, trained: number}} `trained`: iterations behind the weights, 0 if unknown.
   */
  withWeights(id, imported, weights) {
    const { trainer: replaced, config } = this.member(imported);
    const trainer = newTrainer(this.module, config);
    let trained = 0;
    try {
      trained = trainer.importWeights(weights);
    } catch (error) {
      trainer.delete();
      throw error;
    }
    const run = new Run(id, this.module, this.settings, [...this.members.keys()], (method) => {
      return method === imported ? trainer : this.member(method).trainer;
    });
    for (const [method, member] of this.members) {
      run.member(method).imported = member.imported;
      run.member(method).phases = member.phases;
      run.member(method).finished = member.finished;
      run.member(method).failure = member.failure;
      run.member(method).seconds = member.seconds;
      run.member(method).good = member.good;
      if (method !== imported) run.member(method).checkpoints = member.checkpoints;
    }
    const member = run.member(imported);
    Object.assign(member, { imported: true, phases: [], finished: false, failure: '' });
    member.good = member.keep();
    replaced.delete();
    return { run, trained };
  }

  /**
   * Has the methods of a new run go on from where they are here, and those that cannot from where they were good.
   * Another learning rate is told by their phases; after any other change, settings alone do not lead there.
   * @param {Run} run At iteration 0, of the same network.
   */
  handOver(run) {
    const isOther = sansRate(this.settings) !== sansRate(run.settings);
    for (const [method, member] of this.members) {
      const kept = member.failure ? member.good : member.keep();
      // The beginning is that of the new run: settings alone lead there.
      if (!kept || (kept.iteration === 0 && !kept.imported)) continue;
      const checkpoints = member.checkpoints.all();
      const phases = goingOn(kept.phases ?? [], kept.iteration, this.lr, run.lr);
      const imported = kept.imported || isOther;
      run.member(method).restore({ ...kept, checkpoints, imported, phases });
    }
  }

  /**
   * See `Engine#addCheckpoint`. Throws an Error when they do not fit.
   * @param {Method} method
   * @param {Uint8Array | null} weights
   */
  addCheckpoint(method, weights) {
    const { checkpoints, config } = this.member(method);
    const trainer = newTrainer(this.module, config);
    try {
      const iteration = weights ? trainer.importWeights(weights) : 0;
      checkpoints.add({ iteration, parameters: trainer.parameters() });
    } finally {
      trainer.delete();
    }
  }

  /**
   * Checkpoints to keep; where they would take more than so much by the end of the run, only every second, third, ...
   * @param {number} mostBytes
   * @returns {import('../../storage/autosave.js').CheckpointSource[]}
   */
  checkpoints(mostBytes) {
    const members = [...this.members.values()];
    const perMethod = this.iterations / this.checkpointEvery;
    const bytes = members.reduce((sum, { trainer }) => sum + 4 * trainer.parameterCount(), 0);
    const stride = Math.max(1, Math.ceil((perMethod * bytes) / mostBytes));
    return members.flatMap(({ method, checkpoints }) => {
      const all = checkpoints.iterations.map((iteration, i) => ({
        id: `${this.id} ${method} ${iteration}`,
        read: () => ({ method, iteration, parameters: checkpoints.parameters(i) }),
      }));
      return all.filter((_, i) => i % stride === 0);
    });
  }

  /** Made when it is first asked for. @param {Method} method @returns {Member} */
  member(method) {
    const member = this.members.get(method);
    if (member) return member;
    const config = this.configs[method];
    if (!config) throw new Error(`"${method}" is no method; these are: ${METHODS.join(', ')}`);
    return this.#add(method, newTrainer(this.module, config));
  }
}

/** All settings but the learning rate, to be compared. @param {Settings} settings */
const sansRate = ({ lr: _, ...others }) => JSON.stringify(others);

/** @param {MeanFlowModule} module @param {string} config */
function newTrainer(module, config) {
  try {
    return new module.Trainer(config);
  } catch (error) {
    throw namingNetwork(error);
  }
}
