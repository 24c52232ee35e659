// A closer look at the networks on show and at the exact flow: fields on a grid, and the way of one
// point. Of nothing that nobody asked for.

import { METHODS } from '../methods.js';
/** @import {ExactFlow, MeanFlowModule} from '../meanflow.d.ts' */
/** @import {Aside} from './animator.js' */
/** @import {Newest} from '../training/parameter-server.js' */
/** @import {EngineEvents, FieldRequest, Sampling, Subject} from '../types.js' */
import { ExactFieldJob } from './exact-field.js';

/** A first, coarse look at what takes long: points along a side. */
const COARSE = 24;

/** Times at which the exact way of a point is told, and the integrator's tolerance. */
const EXACT_STEPS = 40;
const TOLERANCE = 1e-5;

/** Points along a side of a field: the finest that a panel shows. */
const MOST_POINTS = 128;

/**
 * Who is told.
 * @typedef {object} Viewer
 * @property {(field: EngineEvents['field']) => void} field
 * @property {(probe: EngineEvents['probe']) => void} probe
 */

/** Fields and probes of the current run, told anew when what they depend on changes. @implements {Aside} */
export class Lens {
  patient = false;
  #run = -1;
  /** @type {Record<string, string>} */
  #configs = {};
  #steps = 0;
  /** Networks on show. @type {Map<Subject, Newest>} */
  #sources = new Map();
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

  /** @param {MeanFlowModule} module @param {Viewer} viewer */
  constructor(module, viewer) {
    this.module = module;
    this.viewer = viewer;
  }

  /** @param {number} run @param {Record<string, string>} configs JSON, by method. */
  setRun(run, configs) {
    this.#run = run;
    this.#configs = configs;
    this.#flow?.delete();
    this.#flow = null;
    this.#sources.clear();
    this.#startOver();
  }

  /** @param {Pick<Sampling, 'steps'>} sampling Valid. */
  setSampling({ steps }) {
    this.#steps = steps;
    this.#dueProbes = new Set([...METHODS, 'exact']);
  }

  /** @param {FieldRequest[]} requests At most one a subject and kind. Throws an Error when one is refused. */
  setFields(requests) {
    const refusal = requests.map(refusalOf).find((message) => message !== '');
    if (refusal) throw new Error(refusal);
    this.#requests = new Map(requests.map((request) => [keyOf(request), request]));
    this.#dueFields = new Set(this.#requests.keys());
    this.#jobs = [];
  }

  /** @param {[number, number] | null} point Of noise. Throws an Error when it is no point. */
  setProbe(point) {
    if (point && !point.every(Number.isFinite)) throw new Error('probe: is not a point');
    this.#point = point;
    this.#dueProbes = new Set([...METHODS, 'exact']);
  }

  /** A network is on show. @param {Newest} source */
  note(source) {
    this.#sources.set(source.method, source);
    for (const [key, { subject }] of this.#requests) {
      if (subject === source.method) this.#dueFields.add(key);
    }
    this.#dueProbes.add(source.method);
  }

  /** Computes the next piece of what is wanted. @returns {boolean} Whether there was any. */
  advance() {
    if (this.#run < 0) return false;
    for (const subject of this.#dueProbes) {
      this.#dueProbes.delete(subject);
      if (this.#point && this.#isKnown(subject)) return this.#tellProbe(subject, this.#point);
    }
    for (const key of this.#dueFields) {
      this.#dueFields.delete(key);
      const request = this.#requests.get(key);
      if (request && this.#isKnown(request.subject)) return this.#beginField(request);
    }
    return this.#advanceJob();
  }

  #startOver() {
    this.#dueFields = new Set(this.#requests.keys());
    this.#dueProbes = new Set([...METHODS, 'exact']);
    this.#jobs = [];
  }

  /** @param {Subject} subject */
  #isKnown(subject) {
    return subject === 'exact' || this.#sources.has(subject);
  }

  /** Made when first wanted: it holds a whole density. */
  get #exactFlow() {
    this.#flow ??= new this.module.ExactFlow(this.#configs[METHODS[0]]);
    return this.#flow;
  }

  /**
   * @template T
   * @param {Newest} source
   * @param {(sampler: import('../meanflow.d.ts').Sampler) => T} look
   */
  #through({ method, parameters }, look) {
    const sampler = new this.module.Sampler(this.#configs[method]);
    try {
      sampler.setParameters(parameters);
      return look(sampler);
    } finally {
      sampler.delete();
    }
  }

  /** @param {FieldRequest} request @returns {true} */
  #beginField(request) {
    const { subject, kind, t, r, size, extent } = request;
    const source = this.#sources.get(subject);
    if (!source) {
      // What is slow is shown coarsely first.
      const sizes = kind === 'jacobian' && size > COARSE ? [COARSE, size] : [size];
      for (const size of sizes) {
        this.#jobs.push(new ExactFieldJob(this.#exactFlow, { ...request, size }));
      }
      return true;
    }
    const end = kind === 'velocity' ? t : r;
    const values = this.#through(source, (sampler) => sampler.velocityField(t, end, size, extent));
    this.viewer.field({ ...request, run: this.#run, iteration: source.iteration, values });
    return true;
  }

  #advanceJob() {
    const [job] = this.#jobs;
    if (!job) return false;
    job.advance();
    if (!job.finished) return true;
    this.#jobs.shift();
    const { request, values } = job;
    this.viewer.field({ ...request, subject: 'exact', run: this.#run, iteration: 0, values });
    return true;
  }

  /** @param {Subject} subject @param {[number, number]} point @returns {true} */
  #tellProbe(subject, point) {
    const start = Float32Array.from(point);
    const source = this.#sources.get(subject);
    const steps = source ? this.#steps : EXACT_STEPS;
    const times = this.module.solverTimes(this.#configs[METHODS[0]], steps);
    const path = source
      ? this.#through(source, (sampler) => follow(sampler, start, steps))
      : this.#exactFlow.path(start, times, TOLERANCE);
    const iteration = source?.iteration ?? 0;
    this.viewer.probe({ run: this.#run, subject, iteration, steps, count: 1, times, path });
    return true;
  }
}

/**
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

/** @param {FieldRequest} request @returns {string} "" or what is wrong with it */
function refusalOf({ subject, kind, t, r, size, extent }) {
  if (![...METHODS, 'exact'].includes(subject)) return `field: "${subject}" is no method`;
  if (kind === 'jacobian' && subject !== 'exact')
    return 'field: only the exact flow has a Jacobian';
  for (const time of [t, r]) if (!(time >= 0 && time <= 1)) return `time: ${time} is not 0 to 1`;
  if (!(Number.isInteger(size) && size >= 1 && size <= MOST_POINTS)) {
    return `size: ${size} is not 1 to ${MOST_POINTS}`;
  }
  return extent > 0 && Number.isFinite(extent) ? '' : `extent: ${extent} is not above 0`;
}
