import { describe, expect, it } from 'vitest';
import { Rpc } from '../../../../web/engine/rpc.js';
import { parametersOf, SamplerLink } from '../../../../web/engine/training/parameter-server.js';
import { Run } from '../../../../web/engine/training/run.js';
import { Clock, fakeChannel, fakeModule, trainSerially } from '../fakes.js';

/** @import {Method} from '../../../../web/engine/types.js' */

/** A sampler's end of the line, and the conductor's. */
function linked() {
  const clock = new Clock();
  const soon = () => 0.1;
  const { port1, port2 } = fakeChannel(clock, soon, soon);
  /** @type {[string, any][]} */
  const told = [];
  const note = (/** @type {string} */ name) => (/** @type {any} */ what) => told.push([name, what]);
  const sampler = new Rpc(port1, { run: note('run'), situation: note('situation') }, () => {});
  /** @type {{run: Run | null}} */
  const now = { run: null };
  const link = new SamplerLink(
    port2,
    () => now.run,
    () => {},
  );
  /** What the sampler is answered by then. @param {string} name @param {any} argument */
  const ask = (name, argument) => {
    const asked = { answer: /** @type {any} */ (undefined) };
    sampler.call(name, argument).then(
      (answer) => {
        asked.answer = answer;
      },
      (error) => {
        asked.answer = error;
      },
    );
    return asked;
  };
  return { clock, told, now, link, ask };
}

/** @param {number} id @param {Method[]} methods */
const runOf = (id, methods) => new Run(id, fakeModule, { seed: 3, checkpoint_every: 1 }, methods);

/** @param {Run} run @param {Method} method @param {number} iterations */
function pretend(run, method, iterations) {
  const { losses, parameters } = trainSerially(
    { seed: 3, checkpoint_every: 1 },
    method,
    iterations,
  );
  const bytes = (/** @type {number[]} */ values) =>
    new Uint8Array(Float32Array.from(values).buffer);
  const kept = { method, iteration: iterations, imported: false, seconds: 0 };
  run.member(method).restore({ ...kept, weights: bytes(parameters), optimizer: bytes(losses) });
  return parameters;
}

describe('the line to the sampler', () => {
  it('hands the first newer network over, once there is one', async () => {
    const { clock, now, link, ask } = linked();
    const run = runOf(1, ['fm', 'imf']);
    now.run = run;
    const asked = ask('newest', [
      { method: 'imf', iteration: 2 },
      { method: 'fm', iteration: 0 },
    ]);
    await clock.pass(100);
    expect(asked.answer).toBeUndefined();
    pretend(run, 'imf', 2);
    link.offer();
    await clock.pass(100);
    expect(asked.answer).toBeUndefined();
    const parameters = pretend(run, 'fm', 1);
    link.offer();
    await clock.pass(100);
    expect(asked.answer).toMatchObject({ run: 1, method: 'fm', iteration: 1 });
    expect([...asked.answer.parameters]).toEqual(parameters);
  });

  it('says that a question is pointless when another comes, it is forgotten, or a run begins', async () => {
    const { clock, told, now, link, ask } = linked();
    now.run = runOf(1, ['fm']);
    const known = [{ method: 'fm', iteration: 0 }];
    const first = ask('newest', known);
    const second = ask('newest', known);
    await clock.pass(1);
    expect([first.answer, second.answer]).toEqual([null, undefined]);
    ask('forget', undefined);
    await clock.pass(1);
    expect(second.answer).toBeNull();
    const third = ask('newest', known);
    await clock.pass(1);
    const run = runOf(2, ['fm']);
    link.tellRun(run);
    await clock.pass(1);
    expect(third.answer).toBeNull();
    expect(told).toEqual([['run', { run: 2, configs: run.configs }]]);
  });
});

describe('parameters', () => {
  it('are of the latest network, of a checkpoint, or of the newest one at or before an iteration', () => {
    const run = runOf(4, ['imf']);
    const all = [0, 2, 5].map((at) => trainSerially({ seed: 3 }, 'imf', at).parameters);
    const kept = [0, 2].map((iteration, i) => ({
      iteration,
      parameters: Float32Array.from(all[i]),
    }));
    pretend(run, 'imf', 5);
    for (const checkpoint of kept) run.member('imf').checkpoints.add(checkpoint);
    const method = /** @type {const} */ ('imf');
    const at = (/** @type {object} */ request) => {
      const { value } = /** @type {any} */ (parametersOf(run, { method, ...request }));
      return [value.run, value.iteration, ...value.parameters];
    };
    expect(at({})).toEqual([4, 5, ...all[2]]);
    expect(at({ checkpoint: 1 })).toEqual([4, 2, ...all[1]]);
    expect(at({ at: 4 })).toEqual([4, 2, ...all[1]]);
    expect(at({ at: 1 })).toEqual([4, 0, ...all[0]]);
    expect(at({ at: 5 })).toEqual([4, 5, ...all[2]]);
    expect(() => at({ checkpoint: 9 })).toThrow('imf has no checkpoint 9');
    expect(() => parametersOf(null, { method })).toThrow('There is no run yet');
  });
});
