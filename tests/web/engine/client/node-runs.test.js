// Runs of the engine in Node: resumed, imported, diverged, failed.

import { describe, expect, it } from 'vitest';
import { SHOWN_METHODS } from '../../../../web/engine/client/engine.js';
import { nodeHost } from '../../../../web/engine/client/node-host.js';
import { newEngine, next, recordingHost, SMALL, TIMEOUT, trained } from '../node-engine.js';

/** @import {Method} from '../../../../web/engine/types.js' */

describe('a run of the engine in Node', () => {
  it('resumes a kept run bit for bit, as receipts show', {
    timeout: TIMEOUT,
  }, async () => {
    const uninterrupted = newEngine();
    const expected = await trained(uninterrupted, SMALL);
    const first = newEngine();
    await first.configure(SMALL);
    await first.trainTo({ fm: 7, mf: 9, imf: 12 });
    const kept = await first.keepRun();
    first.dispose();
    const second = newEngine();
    await second.resume(kept);
    expect(second.settings).toEqual(SMALL);
    expect(SHOWN_METHODS.map((method) => second.losses(method).length).slice(0, 3)).toEqual([
      7, 9, 12,
    ]);
    const end = next(second, 'paused', ({ done }) => done);
    second.setMethods(['fm', 'mf', 'imf']);
    second.train();
    await end;
    const { arithmetic, receipts } = await second.receipts();
    expect(arithmetic).toBe('fused');
    const reference = await uninterrupted.receipts();
    for (const [i, method] of SHOWN_METHODS.slice(0, 3).entries()) {
      expect([...second.losses(method)], method).toEqual(expected[i].losses);
      // Including those from before the interruption.
      expect(await second.checkpoints(method), method).toEqual([0, 8, 16, 20]);
      for (const checkpoint of [0, 1, 3]) {
        const request = { method, checkpoint };
        expect(await second.parameters(request)).toEqual(await uninterrupted.parameters(request));
      }
      expect(receipts[i]).toEqual(reference.receipts[i]);
      expect(receipts[i].receipt).toMatch(/^[0-9a-f]{16}$/);
      const last = expected[i].losses;
      expect(receipts[i].loss).toBeCloseTo(last.reduce((a, b) => a + b) / last.length, 4);
    }
    kept.methods[0].optimizer[kept.methods[0].optimizer.length - 1] ^= 1;
    await expect(second.resume(kept)).rejects.toThrow('the checksum does not match');
    expect(second.state.done).toBe(true);
  });

  it('restores a finished run, and adds its checkpoints', { timeout: TIMEOUT }, async () => {
    const source = newEngine();
    await source.configure(SMALL);
    await source.trainTo({ imf: 8 });
    const early = await source.exportWeights('imf');
    const end = next(source, 'paused', ({ done }) => done);
    source.setMethods(['imf']);
    source.train();
    await end;
    const weights = await source.exportWeights('imf');
    const losses = source.losses('imf').slice();
    const { receipts } = await source.receipts();
    const finished = { method: /** @type {const} */ ('imf'), iteration: 20, imported: true };

    const engine = newEngine();
    engine.setMethods(['imf']);
    await engine.resume({ settings: SMALL, methods: [{ ...finished, weights, losses }] });
    expect(engine.state).toMatchObject({ done: true, methods: [{ iteration: 20, done: true }] });
    expect(engine.losses('imf')).toEqual(losses);
    expect(await engine.checkpoints('imf')).toEqual([20]);
    await engine.addCheckpoint('imf', early);
    await engine.addCheckpoint('imf', null);
    await engine.addCheckpoint('imf', early);
    expect(await engine.checkpoints('imf')).toEqual([0, 8, 20]);
    const own = receipts.find(({ method }) => method === 'imf')?.receipt;
    expect((await engine.receipts()).receipts[0].receipt).toBe(own);
    for (const checkpoint of [0, 1]) {
      const request = { method: /** @type {const} */ ('imf'), checkpoint };
      expect(await engine.parameters(request)).toEqual(await source.parameters(request));
    }
    await expect(engine.addCheckpoint('imf', early.slice(9))).rejects.toThrow();
    await engine.reset();
    expect(engine.state.methods).toMatchObject([{ iteration: 0, done: false, imported: false }]);
    expect(await engine.checkpoints('imf')).toEqual([0]);
  });

  it('starts with imported weights, or reports why it cannot', { timeout: TIMEOUT }, async () => {
    const source = newEngine();
    await source.configure(SMALL);
    await source.trainTo({ imf: 5 });
    const weights = await source.exportWeights('imf');
    const { receipts } = await source.receipts();
    const engine = newEngine();
    await engine.configure({ ...SMALL, seed: 99, density: 'rings' });
    await engine.step();
    expect(await engine.importWeights('mf', weights)).toBe(5);
    expect(await engine.importWeights('mf', weights.slice().buffer)).toBe(5); // As Response.arrayBuffer() returns it.
    const taken = await engine.receipts();
    const imf = receipts.find(({ method }) => method === 'imf');
    expect(taken.receipts.find(({ method }) => method === 'mf')).toMatchObject({
      receipt: imf?.receipt,
      iteration: 0,
      imported: true,
    });
    expect(engine.losses('fm').length).toBe(1);
    await engine.step();
    expect(engine.losses('mf').length).toBe(1);
    expect(engine.losses('fm').length).toBe(2);
    await expect(engine.importWeights('fm', weights)).rejects.toThrow(/^method: /);
    await expect(engine.importWeights('mf', weights.slice(9))).rejects.toThrow(/header/);
    await engine.configure({ ...SMALL, width: 25 });
    await expect(engine.importWeights('mf', weights)).rejects.toThrow(
      "width: the file's network has 24, this run's 25",
    );
    await engine.configure({ ...SMALL, direction: 'forward' });
    await expect(engine.importWeights('mf', weights)).rejects.toThrow(/^direction: /);
    expect(engine.state.methods.every(({ imported }) => !imported)).toBe(true);
  });

  it('stops at the last good state when training diverges', { timeout: TIMEOUT }, async () => {
    const engine = newEngine();
    await engine.configure({ ...SMALL, lr: 10, depth: 16, iterations: 5001 });
    const error = next(engine, 'error');
    engine.train();
    const { message, method, iteration } = await error;
    expect(engine.state.running).toBe(false);
    await engine.pause();
    expect(message).toMatch(/finite/);
    const state = engine.state.methods.find((candidate) => candidate.method === method);
    expect(state).toMatchObject({ iteration, failure: message });
    if (!method) throw new Error('no method was named');
    const losses = engine.losses(method);
    expect(losses.length).toBe(iteration);
    expect(losses.every(Number.isFinite)).toBe(true);
  });

  it('continues at a lower learning rate, at which training does not diverge', {
    timeout: TIMEOUT,
  }, async () => {
    const engine = newEngine();
    await engine.configure({ ...SMALL, lr: 10, depth: 8, iterations: 120 });
    /** @type {(Method | undefined)[]} */
    const stopped = [];
    engine.on('error', ({ method }) => stopped.push(method));
    const over = new Promise((resolve) => engine.on('paused', resolve));
    engine.train();
    await over; // Pausing after the first error would let other methods diverge later.
    expect(stopped.length).toBeGreaterThan(0);
    const wrong = { lr: 0 };
    await expect(engine.goOn(wrong)).rejects.toThrow(/^lr: 0 is not a number above 0/);
    await engine.goOn({ lr: 0.001 });
    expect(engine.settings.lr).toBe(0.001);
    expect(engine.state.methods.map(({ failure }) => failure)).toEqual(['', '', '']);
    const end = next(engine, 'paused', ({ done }) => done);
    engine.train();
    await end;
    for (const losses of SHOWN_METHODS.map((each) => engine.losses(each))) {
      expect(losses).toHaveLength(120);
      expect(losses.every(Number.isFinite)).toBe(true);
    }
    for (const method of stopped) {
      if (!method) throw new Error('no method was named');
      expect(Math.max(...engine.losses(method))).toBeLessThan(10);
    }
  });

  it('reports why it cannot start', { timeout: TIMEOUT }, async () => {
    const compile = () => Promise.reject(new Error('HTTP 404'));
    const engine = newEngine({ host: { ...nodeHost, compile } });
    const error = next(engine, 'error');
    await expect(engine.configure(SMALL)).rejects.toThrow('HTTP 404');
    await expect(engine.ready).rejects.toThrow('HTTP 404');
    expect(await error).toEqual({ message: 'HTTP 404', ended: true });
  });

  it('reports that workers are not allowed', { timeout: TIMEOUT }, async () => {
    const createWorker = () => {
      throw new Error('insecure');
    };
    const engine = newEngine({ host: { ...nodeHost, createWorker } });
    const error = next(engine, 'error');
    await expect(engine.configure(SMALL)).rejects.toThrow('insecure');
    expect(await error).toEqual({
      message: 'The worker that trains failed: insecure',
      ended: true,
    });
  });

  it('stops replacing workers that do not start, until training is requested again', {
    timeout: TIMEOUT,
  }, async () => {
    let count = 0;
    let broken = true;
    const createWorker = () => {
      // The coordinator is the first, the sampler the fourth.
      const lanes = ++count !== 1 && count !== 4;
      if (broken && lanes) throw new Error('HTTP 503');
      return nodeHost.createWorker();
    };
    const engine = newEngine({ host: { ...nodeHost, createWorker } });
    /** @type {string[]} */
    const messages = [];
    engine.on('error', ({ message }) => messages.push(message));
    const error = next(engine, 'error');
    await engine.configure(SMALL);
    engine.train();
    await error;
    await engine.pause();
    const created = count;
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(messages).toEqual(['Training stopped, its workers keep failing: HTTP 503']);
    expect(count).toBe(created);
    broken = false;
    await engine.step();
    expect(engine.state.methods.map(({ iteration }) => iteration)).toEqual([1, 1, 1]);
    expect(engine.state.workers).toBe(2);
  });

  it('replaces a sampler that dies', { timeout: TIMEOUT }, async () => {
    const { host, workers } = recordingHost();
    const engine = newEngine({ host });
    await engine.configure(SMALL);
    await engine.setSampling({ steps: 2, count: 64, seed: 1 });
    await next(engine, 'paths');
    await engine.setProbe([0.25, -1]);
    const sampler = workers[3];
    await sampler.terminate();
    // A request to the dead sampler is repeated to its replacement.
    const requested = engine.setFields([
      { subject: 'exact', kind: 'velocity', t: 0.5, r: 0.5, size: 4, extent: 3 },
    ]);
    const message =
      'The worker that samples failed: out of memory. Another one has taken its place.';
    const results = Promise.all([
      next(engine, 'field', () => true, message),
      next(engine, 'probe', ({ subject }) => subject === 'imf', message),
    ]);
    const error = next(engine, 'error');
    sampler.onerror(new Error('out of memory'));
    expect((await error).message).toBe(message);
    await requested;
    const [, probe] = await results;
    expect([...probe.path.subarray(0, 2)]).toEqual([0.25, -1]);
    const paths = next(engine, 'paths', ({ iteration }) => iteration === 1);
    await engine.step();
    expect(await paths).toMatchObject({ steps: 2, count: 64 });
    expect(workers).toHaveLength(5);
  });

  it('rejects pending calls when disposed of', { timeout: TIMEOUT }, async () => {
    const engine = newEngine();
    const open = engine.configure(SMALL);
    engine.dispose();
    await expect(open).rejects.toThrow('The engine was disposed of');
    await expect(engine.step()).rejects.toThrow('The engine was disposed of');
  });
});
