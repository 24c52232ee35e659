// What figures that explain an idea show of one place: pairs that lead there, a path through it, the terms of networks.

/** @import {ExactFlow, InspectedNetwork, MeanFlowModule, PosteriorSampler} from '../meanflow.d.ts' */
/** @import {Method, Settings} from '../types.js' */

/**
 * @typedef {[x: number, y: number]} Vector
 *
 * A network, of the tutorial's run of a method in reverse.
 * @typedef {{method: Method, iteration: number}} NetworkName
 *
 * u(x, t, r) is a function of a place x = (x, y), an anchor time and another end, 0..1.
 * @typedef {{x: number, y: number, t: number, r: number}} FlowPoint
 *
 * u, du/dt along (v, 1, 0), and v.
 * @typedef {{u: Vector, dudt: Vector, v: Vector}} IdentityTerms
 */

/** The exact flow's integrator: error per step. */
const TOLERANCE = 1e-9;

/** Times of a path, beside t and r. */
const PATH_STEPS = 80;

/** Step sizes of central differences, 10^-6 .. 1. */
const DIFFERENCE_STEPS = Float32Array.from({ length: 37 }, (_, i) => 10 ** (-6 + i / 6));

/** Computations of one module, by name. @param {MeanFlowModule} module */
export function makeInspections(module) {
  /** @type {Map<string, InspectedNetwork>} */
  const networks = new Map();
  const exact = new ExactParts(module);
  /** @param {NetworkName} name */
  const networkOf = (name) => {
    const network = networks.get(keyOf(name));
    if (!network) throw new Error(`The network ${keyOf(name)} has not been loaded`);
    return network;
  };
  return {
    /** @param {Settings} problem */
    density: (problem) => module.makeDensity(JSON.stringify(problem)),

    /** Loads a network; weights: null for the initial one, as the seed has it. @param {NetworkName & {weights: Uint8Array | null}} request */
    network({ method, iteration, weights }) {
      const network = new module.InspectedNetwork(configOf({ method }));
      try {
        if (weights) network.load(weights);
        else network.initialise();
      } catch (error) {
        network.delete();
        throw error;
      }
      networks.get(keyOf({ method, iteration }))?.delete();
      networks.set(keyOf({ method, iteration }), network);
    },

    /** Pairs whose lines go through a place at t. @param {{problem: Settings, at: FlowPoint, count: number, seed: number}} request */
    pairs({ problem, at: { x, y, t }, count, seed }) {
      return exact.of(problem).sampler.draw(x, y, t, count, seed);
    },

    /** v(x, t) of FM's network. @param {{network: NetworkName, at: FlowPoint}} request @returns {Vector} */
    velocity({ network, at: { x, y, t, r } }) {
      return vector(networkOf(network).velocity(x, y, t, r));
    },

    /** The exact path of a point of noise, x at t = 1. @param {{problem: Settings, at: FlowPoint}} request */
    path({ problem, at: { x, y, t, r } }) {
      const { flow } = exact.of(problem);
      const even = Array.from({ length: PATH_STEPS + 1 }, (_, i) => 1 - i / PATH_STEPS);
      // The flow takes them in their order.
      const times = Float32Array.from([...new Set([...even, t, r])].sort((a, b) => b - a));
      const states = flow.path(Float32Array.of(x, y), times, TOLERANCE);
      const stateAt = (/** @type {number} */ time) => {
        const i = times.indexOf(Math.fround(time));
        return states.subarray(2 * i, 2 * i + 2);
      };
      const start = stateAt(t);
      return {
        times,
        path: states,
        start: vector(start),
        end: vector(stateAt(r)),
        v: vector(flow.velocity(start, t)),
        u: vector(flow.averageVelocity(start, t, r, TOLERANCE)),
      };
    },

    /** @param {{problem: Settings, at: FlowPoint}} request @returns {IdentityTerms} */
    exactIdentity({ problem, at: { x, y, t, r } }) {
      return terms(exact.of(problem).flow.identity(x, y, t, r, TOLERANCE));
    },

    /** Of a network, with its own v = u(x, t, t). @param {{network: NetworkName, at: FlowPoint}} request @returns {IdentityTerms} */
    identity({ network, at: { x, y, t, r } }) {
      return terms(networkOf(network).identity(x, y, t, r));
    },

    /** The JVP layer by layer, and its errors beside central differences'. @param {{network: NetworkName, at: FlowPoint}} request */
    jvp({ network, at: { x, y, t, r } }) {
      const inspected = networkOf(network);
      return {
        terms: terms(inspected.identity(x, y, t, r)),
        layers: inspected.layers(x, y, t, r),
        steps: DIFFERENCE_STEPS,
        errors: inspected.differenceErrors(x, y, t, r, DIFFERENCE_STEPS),
      };
    },

    /** Regression targets of pairs that lead to a place. @param {{problem: Settings, network: NetworkName, at: FlowPoint, count: number, seed: number}} request */
    targets({ problem, network, at: { x, y, t, r }, count, seed }) {
      const { x0, x1, spread, velocity } = exact.of(problem).sampler.draw(x, y, t, count, seed);
      const inspected = networkOf(network);
      const targetsOf = (/** @type {Float32Array} */ v) => inspected.targets(x, y, t, r, v);
      // Targets are linear in the pair's velocity: their mean is that of the mean.
      const mean = targetsOf(Float32Array.from(velocity));
      return {
        spread,
        terms: terms(inspected.identity(x, y, t, r)),
        ...targetsOf(Float32Array.from(x1, (value, i) => value - x0[i])),
        means: { mf: vector(mean.mf), imf: vector(mean.imf) },
      };
    },
  };
}

/** @typedef {ReturnType<typeof makeInspections>} Inspections */

/** The exact flow and posterior of the latest density. */
class ExactParts {
  #key = '';
  /** @type {{flow: ExactFlow, sampler: PosteriorSampler} | null} */
  #parts = null;

  /** @param {MeanFlowModule} module */
  constructor(module) {
    this.module = module;
  }

  /** @param {Settings} problem */
  of(problem) {
    const key = configOf(problem);
    if (this.#parts && key === this.#key) return this.#parts;
    this.#parts?.flow.delete();
    this.#parts?.sampler.delete();
    this.#parts = null;
    this.#parts = {
      flow: new this.module.ExactFlow(key),
      sampler: new this.module.PosteriorSampler(key),
    };
    this.#key = key;
    return this.#parts;
  }
}

/** @param {Settings & {method?: Method}} settings */
const configOf = (settings) => JSON.stringify({ ...settings, direction: 'reverse', seed: 0 });

/** @param {NetworkName} name */
const keyOf = ({ method, iteration }) => `${method} ${iteration}`;

/** @param {ArrayLike<number>} values @returns {Vector} */
const vector = (values) => [values[0], values[1]];

/** @param {{u: ArrayLike<number>, dudt: ArrayLike<number>, v: ArrayLike<number>}} all @returns {IdentityTerms} */
const terms = ({ u, dudt, v }) => ({ u: vector(u), dudt: vector(dudt), v: vector(v) });
