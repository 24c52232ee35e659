// Requested fields on a grid, and paths of one noise point, of the displayed networks and of the exact flow.

import { METHODS } from '../methods.js';
/** @import {ExactFlow, MeanFlowModule} from '../meanflow.d.ts' */
/** @import {BackgroundTask} from './animator.js' */
/** @import {NetworkSnapshot} from '../training/parameter-server.js' */
/** @import {EngineEvents, FieldRequest, Sampling, Subject} from '../types.js' */
import { ExactFieldJob } from './exact-field.js';

/** Points along a side of the preview of a field that takes long. */
const PREVIEW_SIZE = 24;

/** Time steps of the exact path of a point, and the integrator's tolerance. */
const EXACT_STEPS = 40;
const TOLERANCE = 1e-5;

/** Most points along a side of a field. */
const MAX_POINTS = 128;

/**
 * @typedef {object} FieldsListener
 * @property {(field: EngineEvents['field']) => void} onField
 * @property {(probe: EngineEvents['probe']) => void} onProbe
 */

/** Computes fields and probes of the current run, again when their inputs change. @implements {BackgroundTask} */
export class FieldsAndProbes {
  lowPriority = false;
  #run = -1;
  /** @type {Record<string, string>} */
  #configs = {};
  #steps = 0;
  /** The displayed networks. @type {Map<Subject, NetworkSnapshot>} */
  #networks = new Map();
  /** @type {ExactFlow | null} */
  #flow = null;
  /** @type {Map<string, FieldRequest>} */
  #requests = new Map();
  /** @type {[number, number] | null} */
  #point = null;
  /** Keys of requests. @type {Set<string>} */
  #dueFields = new Set();
  /** @type {Set<Subject>} */
  #dueProbes = new Set();
  /** @type {ExactFieldJob[]} */
  #jobs = [];

  /** @param {MeanFlowModule} module @param {FieldsListener} listener */
  constructor(module, listener) {
    this.module = module;
    this.listener = listener;
  }

  /** @param {number} run @param {Record<string, string>} configs JSON, by method. */
  setRun(run, configs) {
    this.#run = run;
    this.#configs = configs;
    this.#flow?.delete();
    this.#flow = null;
    this.#networks.clear();
    this.#restart();
  }

  /** @param {Pick<Sampling, 'steps'>} sampling Valid. */
  setSampling({ steps }) {
    this.#steps = steps;
    this.#dueProbes = new Set([...METHODS, 'exact']);
  }

  /** @param {FieldRequest[]} requests At most one for each subject and kind. Throws an Error when one is invalid. */
  setFields(requests) {
    const reason = requests.map(invalidReason).find((message) => message !== '');
    if (reason) throw new Error(reason);
    this.#requests = new Map(requests.map((request) => [keyOf(request), request]));
    this.#dueFields = new Set(this.#requests.keys());
    this.#jobs = [];
  }

  /** @param {[number, number] | null} point Noise. Throws an Error when it is not finite. */
  setProbe(point) {
    if (point && !point.every(Number.isFinite)) throw new Error('probe: is not a point');
    this.#point = point;
    this.#dueProbes = new Set([...METHODS, 'exact']);
  }

  /** A network is now displayed. @param {NetworkSnapshot} network */
  setNetwork(network) {
    this.#networks.set(network.method, network);
    for (const [key, { subject }] of this.#requests) {
      if (subject === network.method) this.#dueFields.add(key);
    }
    this.#dueProbes.add(network.method);
  }

  /** Computes the next piece. @returns {boolean} Whether there was one. */
  advance() {
    if (this.#run < 0) return false;
    for (const subject of this.#dueProbes) {
      this.#dueProbes.delete(subject);
      if (this.#point && this.#isKnown(subject)) return this.#sendProbe(subject, this.#point);
    }
    for (const key of this.#dueFields) {
      this.#dueFields.delete(key);
      const request = this.#requests.get(key);
      if (request && this.#isKnown(request.subject)) return this.#beginField(request);
    }
    return this.#advanceJob();
  }

  #restart() {
    this.#dueFields = new Set(this.#requests.keys());
    this.#dueProbes = new Set([...METHODS, 'exact']);
    this.#jobs = [];
  }

  /** @param {Subject} subject */
  #isKnown(subject) {
    return subject === 'exact' || this.#networks.has(subject);
  }

  /** Created on demand, as it holds a whole density. */
  get #exactFlow() {
    this.#flow ??= new this.module.ExactFlow(this.#configs[METHODS[0]]);
    return this.#flow;
  }

  /**
   * @template T
   * @param {NetworkSnapshot} network
   * @param {(sampler: import('../meanflow.d.ts').Sampler) => T} use
   */
  #withSampler({ method, parameters }, use) {
    const sampler = new this.module.Sampler(this.#configs[method]);
    try {
      sampler.setParameters(parameters);
      return use(sampler);
    } finally {
      sampler.delete();
    }
  }

  /** @param {FieldRequest} request @returns {true} */
  #beginField(request) {
    const { subject, kind, t, r, size, extent } = request;
    const network = this.#networks.get(subject);
    if (!network) {
      // Jacobians take long: a coarse preview comes first.
      const isSlow = kind === 'jacobian' && size > PREVIEW_SIZE;
      const sizes = isSlow ? [PREVIEW_SIZE, size] : [size];
      for (const size of sizes) {
        this.#jobs.push(new ExactFieldJob(this.#exactFlow, { ...request, size }));
      }
      return true;
    }
    const end = kind === 'velocity' ? t : r;
    const values = this.#withSampler(network, (sampler) =>
      sampler.velocityField(t, end, size, extent),
    );
    this.listener.onField({ ...request, run: this.#run, iteration: network.iteration, values });
    return true;
  }

  #advanceJob() {
    const [job] = this.#jobs;
    if (!job) return false;
    job.advance();
    if (!job.finished) return true;
    this.#jobs.shift();
    const { request, values } = job;
    this.listener.onField({ ...request, subject: 'exact', run: this.#run, iteration: 0, values });
    return true;
  }

  /** @param {Subject} subject @param {[number, number]} point @returns {true} */
  #sendProbe(subject, point) {
    const start = Float32Array.from(point);
    const network = this.#networks.get(subject);
    const steps = network ? this.#steps : EXACT_STEPS;
    const times = this.module.solverTimes(this.#configs[METHODS[0]], steps);
    const path = network
      ? this.#withSampler(network, (sampler) => follow(sampler, start, steps))
      : this.#exactFlow.path(start, times, TOLERANCE);
    const iteration = network?.iteration ?? 0;
    this.listener.onProbe({ run: this.#run, subject, iteration, steps, count: 1, times, path });
    return true;
  }
}

/**
 * The path of one point.
 * @param {import('../meanflow.d.ts').Sampler} sampler
 * @param {Float32Array} start
 * @param {number} steps
 */
function follow(sampler, start, steps) {
  const path = new Float32Array(2 * (steps + 1));
  path.set(start);
  let position = start;
  for (let i = 0; i < steps; i++) {
    position = sampler.step(i, steps, position);
    path.set(position, 2 * (i + 1));
  }
  return path;
}

/** @param {FieldRequest} request */
const keyOf = ({ subject, kind }) => `${subject} ${kind}`;

/** @param {FieldRequest} request @returns {string} "" if valid, or why not. */
function invalidReason({ subject, kind, t, r, size, extent }) {
  if (![...METHODS, 'exact'].includes(subject)) return `field: "${subject}" is no method`;
  if (kind === 'jacobian' && subject !== 'exact')
    return 'field: only the exact flow has a Jacobian';
  for (const time of [t, r]) if (!(time >= 0 && time <= 1)) return `time: ${time} is not 0 to 1`;
  if (!(Number.isInteger(size) && size >= 1 && size <= MAX_POINTS)) {
    return `size: ${size} is not 1 to ${MAX_POINTS}`;
  }
  return extent > 0 && Number.isFinite(extent) ? '' : `extent: ${extent} is not above 0`;
}
