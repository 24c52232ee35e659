// Training in one worker, all of it: no messages.

import { browserHost } from '../../../web/engine/client/browser-host.js';
import { instantiate } from '../../../web/engine/wasm.js';
import { answer, rateOf } from './answer.js';

const meanflow = browserHost.compile().then(instantiate);

/** @type {Map<string, import('#meanflow').Trainer>} */
const trainers = new Map();

answer(async ({ method, seconds }) => {
  const { Trainer } = await meanflow;
  const trainer = trainers.get(method) ?? new Trainer(JSON.stringify({ method, iterations: 1e6 }));
  trainers.set(method, trainer);
  return rateOf(() => trainer.step(), seconds);
});
