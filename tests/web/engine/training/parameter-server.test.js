import { describe, expect, it } from 'vitest';
import { Rpc } from '../../../../web/engine/rpc.js';
import {
  ParameterServer,
  readParameters,
} from '../../../../web/engine/training/parameter-server.js';
import { Run } from '../../../../web/engine/training/run.js';
import { Clock, fakeChannel, fakeModule, trainSerially } from '../fakes.js';

/** @import {Method} from '../../../../web/engine/types.js' */

/** A parameter server, and the sampler's end of its channel. */
function connected() {
  const clock = new Clock();
  const soon = () => 0.1;
  const { port1, port2 } = fakeChannel(clock, soon, soon);
  /** @type {[string, any][]} */
  const received = [];
  const record = (/** @type {string} */ name) => (/** @type {any} */ what) =>
    received.push([name, what]);
  const sampler = new Rpc(port1, { run: record('run'), status: record('status') }, () => {});
  /** @type {{run: Run | null}} */
  const now = { run: null };
  const server = new ParameterServer(
    port2,
    () => now.run,
    () => {},
  );
  /** Calls the server; `answer` is set when the answer arrives. @param {string} name @param {any} argument */
  const call = (name, argument) => {
    const request = { answer: /** @type {any} */ (undefined) };
    sampler.call(name, argument).then(
      (answer) => {
        request.answer = answer;
      },
      (error) => {
        request.answer = error;
      },
    );
    return request;
  };
  return { clock, received, now, server, call };
}

/** @param {number} id @param {Method[]} methods */
const runOf = (id, methods) => new Run(id, fakeModule, { seed: 3, checkpoint_every: 1 }, methods);

/** @param {Run} run @param {Method} method @param {number} iterations */
function restoreAt(run, method, iterations) {
  const { losses, parameters } = trainSerially(
    { seed: 3, checkpoint_every: 1 },
    method,
    iterations,
  );
  const bytes = (/** @type {number[]} */ values) =>
    new Uint8Array(Float32Array.from(values).buffer);
  const kept = { method, iteration: iterations, imported: false, seconds: 0 };
  run.methodRun(method).restore({ ...kept, weights: bytes(parameters), optimizer: bytes(losses) });
  return parameters;
}

describe('ParameterServer', () => {
  it('sends the first newer network, once there is one', async () => {
    const { clock, now, server, call } = connected();
    const run = runOf(1, ['fm', 'imf']);
    now.run = run;
    const request = call('waitForNewer', [
      { method: 'imf', iteration: 2 },
      { method: 'fm', iteration: 0 },
    ]);
    await clock.pass(100);
    expect(request.answer).toBeUndefined();
    restoreAt(run, 'imf', 2);
    server.answerIfNewer();
    await clock.pass(100);
    expect(request.answer).toBeUndefined();
    const parameters = restoreAt(run, 'fm', 1);
    server.answerIfNewer();
    await clock.pass(100);
    expect(request.answer).toMatchObject({ run: 1, method: 'fm', iteration: 1 });
    expect([...request.answer.parameters]).toEqual(parameters);
  });

  it('answers null when another request replaces it, when it is cancelled, or when a run begins', async () => {
    const { clock, received, now, server, call } = connected();
    now.run = runOf(1, ['fm']);
    const known = [{ method: 'fm', iteration: 0 }];
    const first = call('waitForNewer', known);
    const second = call('waitForNewer', known);
    await clock.pass(1);
    expect([first.answer, second.answer]).toEqual([null, undefined]);
    call('cancelWait', undefined);
    await clock.pass(1);
    expect(second.answer).toBeNull();
    const third = call('waitForNewer', known);
    await clock.pass(1);
    const run = runOf(2, ['fm']);
    server.sendRun(run);
    await clock.pass(1);
    expect(third.answer).toBeNull();
    expect(received).toEqual([['run', { run: 2, configs: run.configs }]]);
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
    restoreAt(run, 'imf', 5);
    for (const checkpoint of kept) run.methodRun('imf').checkpoints.add(checkpoint);
    const method = /** @type {const} */ ('imf');
    const at = (/** @type {object} */ request) => {
      const { value } = /** @type {any} */ (readParameters(run, { method, ...request }));
      return [value.run, value.iteration, ...value.parameters];
    };
    expect(at({})).toEqual([4, 5, ...all[2]]);
    expect(at({ checkpoint: 1 })).toEqual([4, 2, ...all[1]]);
    expect(at({ at: 4 })).toEqual([4, 2, ...all[1]]);
    expect(at({ at: 1 })).toEqual([4, 0, ...all[0]]);
    expect(at({ at: 5 })).toEqual([4, 5, ...all[2]]);
    expect(() => at({ checkpoint: 9 })).toThrow('imf has no checkpoint 9');
    expect(() => readParameters(null, { method })).toThrow('There is no run yet');
  });
});
