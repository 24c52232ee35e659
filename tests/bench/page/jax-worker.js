// FM and MF with jax-js on its WebAssembly backend: valueAndGrad under jit, MF by its own jvp, Adam
// by hand. The batch is drawn beforehand. jax-js has every use of an array but its last say `.ref`.

/** @import {Array as Value} from '@jax-js/jax' */
import {
  defaultDevice,
  init,
  jit,
  jvp,
  lax,
  nn,
  numpy as np,
  tree,
  valueAndGrad,
} from '@jax-js/jax';
import { answer, rateOf } from './answer.js';

const BATCH = 4096;
const RATE = 3e-3;
const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-8;

/** @typedef {{weight: Value, bias: Value}[]} Layers */

/** @param {number} rows @param {number} columns @param {() => number} draw */
const filled = (rows, columns, draw) =>
  np.array(Float32Array.from({ length: rows * columns }, draw)).reshape([rows, columns]);
/** @param {number} bound */
const uniform = (bound) => () => bound * (2 * Math.random() - 1);

/** @param {number} inputs @returns {Layers} */
function makeLayers(inputs) {
  const sizes = [inputs, 128, 128, 128, 128, 2];
  return sizes.slice(1).map((outputs, i) => {
    const draw = uniform(1 / Math.sqrt(sizes[i]));
    return { weight: filled(sizes[i], outputs, draw), bias: filled(1, outputs, draw) };
  });
}

/** @param {Layers} layers @param {Value} inputs */
function network(layers, inputs) {
  let h = inputs;
  for (const [i, { weight, bias }] of layers.entries()) {
    const z = np.matmul(h, weight).add(bias);
    h = i + 1 < layers.length ? nn.gelu(z, { approximate: false }) : z;
  }
  return h;
}

/** @type {Record<string, (layers: Layers, batch: Record<string, Value>) => Value>} */
const losses = {
  fm: (layers, { inputs, velocity }) => {
    return np.mean(np.square(network(layers, inputs).sub(velocity)));
  },
  mf: (layers, { inputs, tangent, interval, velocity }) => {
    const u = (/** @type {Value} */ z) => network(layers, z);
    const [prediction, dudt] = jvp(u, [inputs], [tangent]);
    const target = lax.stopGradient(velocity.sub(interval.mul(dudt)));
    return np.mean(np.square(prediction.sub(target)));
  },
};

/** @param {string} method @returns {Record<string, Value>} */
function makeBatch(method) {
  const velocity = filled(BATCH, 2, uniform(3));
  if (method === 'fm') return { inputs: filled(BATCH, 3, Math.random), velocity };
  const inputs = filled(BATCH, 4, Math.random);
  const rest = np.array(Array.from({ length: BATCH }, () => [1, 0]));
  const tangent = np.concatenate([velocity.ref, rest], 1);
  return { inputs, tangent, interval: filled(BATCH, 1, Math.random), velocity };
}

/** @param {string} method @returns {Promise<() => Promise<void>>} */
async function start(method) {
  await init('wasm');
  defaultDevice('wasm');
  const batch = makeBatch(method);
  const gradient = valueAndGrad(losses[method]);
  const layers = makeLayers(method === 'fm' ? 3 : 4);
  const zeros = () => tree.map((/** @type {Value} */ p) => np.zerosLike(p.ref), layers);
  let state = { layers, m: zeros(), v: zeros(), decay1: np.array(1), decay2: np.array(1) };

  const step = jit(
    (/** @type {any} */ { layers, m, v, decay1, decay2 }, /** @type {any} */ batch) => {
      const [loss, g] = gradient(tree.ref(layers), batch);
      const power1 = decay1.mul(BETA1);
      const power2 = decay2.mul(BETA2);
      const scale1 = np.reciprocal(np.array(1).sub(power1.ref));
      const scale2 = np.reciprocal(np.array(1).sub(power2.ref));
      const m1 = tree.map((...[m, g]) => m.mul(BETA1).add(g.mul(1 - BETA1)), m, tree.ref(g));
      const v1 = tree.map((...[v, g]) => v.mul(BETA2).add(np.square(g).mul(1 - BETA2)), v, g);
      const updated = tree.map(
        (/** @type {Value} */ p, /** @type {Value} */ m, /** @type {Value} */ v) =>
          p.sub(
            m
              .mul(scale1.ref)
              .mul(RATE)
              .div(np.sqrt(v.mul(scale2.ref)).add(EPSILON)),
          ),
        layers,
        tree.ref(m1),
        tree.ref(v1),
      );
      scale1.dispose();
      scale2.dispose();
      return [loss, { layers: updated, m: m1, v: v1, decay1: power1, decay2: power2 }];
    },
  );

  return async () => {
    const [loss, next] = /** @type {any} */ (step(state, tree.ref(batch)));
    state = next;
    const value = (await loss.data())[0];
    if (!Number.isFinite(value)) throw new Error(`the loss became ${value}`);
  };
}

/** @type {Map<string, ReturnType<typeof start>>} */
const steps = new Map();
answer(async ({ method, seconds }) => {
  const step = steps.get(method) ?? start(method);
  steps.set(method, step);
  return rateOf(await step, seconds);
});
