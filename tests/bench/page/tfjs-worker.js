// FM with TensorFlow.js on its WebAssembly backend, one thread, written as its guide to training
// with the core API has it: variables, a loss, optimizer.minimize. Its batch is drawn beforehand.

// The core alone, whose gradients and chained operations have to be asked for.
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops.js';
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import plain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import threaded from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import * as tf from '@tensorflow/tfjs-core';
import { answer, rateOf } from './answer.js';

const SIZES = [3, 128, 128, 128, 128, 2];
const BATCH = 4096;

async function start() {
  const at = (/** @type {string} */ url) => new URL(url, import.meta.url).href;
  setWasmPaths({
    'tfjs-backend-wasm.wasm': at(plain),
    'tfjs-backend-wasm-simd.wasm': at(simd),
    'tfjs-backend-wasm-threaded-simd.wasm': at(threaded),
  });
  setThreadsCount(1);
  if (!(await tf.setBackend('wasm'))) throw new Error('TensorFlow.js has no WASM backend here');

  const layers = SIZES.slice(1).map((outputs, i) => {
    const bound = 1 / Math.sqrt(SIZES[i]);
    return {
      weight: tf.variable(tf.randomUniform([SIZES[i], outputs], -bound, bound)),
      bias: tf.variable(tf.randomUniform([outputs], -bound, bound)),
    };
  });
  const data = tf.randomUniform([BATCH, 2], -2, 2);
  const noise = tf.randomNormal([BATCH, 2]);
  const time = tf.randomUniform([BATCH, 1]);
  const optimizer = tf.train.adam(3e-3);

  /** @param {tf.Tensor} z */
  const gelu = (z) => z.mul(0.5).mul(z.mul(Math.SQRT1_2).erf().add(1));
  const loss = () => {
    const x = time.mul(noise).add(tf.scalar(1).sub(time).mul(data));
    let h = tf.concat([x, time], 1);
    for (const [i, { weight, bias }] of layers.entries()) {
      const z = h.matMul(weight).add(bias);
      h = i + 1 < layers.length ? gelu(z) : z;
    }
    return /** @type {tf.Scalar} */ (h.sub(noise.sub(data)).square().mean());
  };
  return () => optimizer.minimize(loss);
}

const step = start();
answer(async ({ seconds }) => rateOf(await step, seconds));
