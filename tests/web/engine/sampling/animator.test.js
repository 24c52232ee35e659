import { describe, expect, it } from 'vitest';
import { Animator } from '../../../../web/engine/sampling/animator.js';
import { Clock } from '../fakes.js';

/** @import {Method, Paths} from '../../../../web/engine/types.js' */

/** An animator for networks of some iterations; a piece of work takes `cost` ms. */
function animate(/** @type {Partial<Record<Method, number>>} */ iterations, cost = 10) {
  const clock = new Clock();
  let run = 1;
  let worked = 0;
  let samplers = 0;
  /** @type {(Paths & {run: number})[]} */
  const sampled = [];
  /** @type {{known: {method: Method, iteration: number}[], resolve: (network: any) => void} | null} */
  let pending = null;

  function answer() {
    const found = pending?.known.find(
      ({ method, iteration }) => Number(iterations[method]) > iteration,
    );
    if (!found || !pending) return;
    const { method } = found;
    const parameters = new Float32Array(4);
    pending.resolve({ run, method, iteration: iterations[method], parameters });
    pending = null;
  }

  class Sampler {
    constructor() {
      samplers += 1;
    }
    setParameters() {}
    /** @param {number} _index @param {number} _steps @param {Float32Array} positions */
    step(_index, _steps, positions) {
      clock.now += cost;
      worked += cost;
      return positions;
    }
    delete() {
      samplers -= 1;
    }
  }

  const module = {
    Sampler,
    noise: (/** @type {number} */ count) => new Float32Array(2 * count),
    solverTimes: (/** @type {string} */ _, /** @type {number} */ steps) =>
      new Float32Array(steps + 1),
  };
  const context = {
    now: () => clock.now,
    sleep: (/** @type {number} */ ms) =>
      new Promise((resolve) => clock.after(ms, () => resolve(undefined))),
    waitForNewer: (/** @type {{method: Method, iteration: number}[]} */ known) =>
      new Promise((resolve) => {
        pending = { known, resolve };
        answer();
      }),
    cancelWait: () => {
      pending?.resolve(null);
      pending = null;
    },
    checkpoint: async (/** @type {{method: Method, at: number}} */ { method, at }) => {
      // Every tenth iteration is a checkpoint.
      const iteration = 10 * Math.floor(Math.min(at, Number(iterations[method])) / 10);
      return { run, method, iteration, parameters: new Float32Array(4) };
    },
    onPaths: (/** @type {Paths & {run: number}} */ paths) => sampled.push(paths),
  };
  /** Pieces of metrics left to compute, `cost` ms each. @type {('once' | 'again')[]} */
  const metricsPieces = [];
  const metrics = {
    setRun() {},
    setSampling() {},
    addPaths() {},
    advance: () => {
      const piece = metricsPieces.shift();
      if (!piece) return '';
      clock.now += cost;
      if (piece === 'again') worked += cost;
      return piece;
    },
  };
  /** A task with `remaining` pieces left, `cost` ms each. */
  const task = {
    lowPriority: false,
    remaining: 0,
    /** @type {[string, number][]} */
    networks: [],
    setRun() {},
    setSampling() {},
    setNetwork: (/** @type {any} */ { method, iteration }) =>
      task.networks.push([method, iteration]),
    advance: () => {
      if (task.remaining === 0) return false;
      task.remaining -= 1;
      clock.now += cost;
      worked += cost;
      return true;
    },
  };
  const animator = new Animator(
    /** @type {any} */ (module),
    /** @type {any} */ (context),
    /** @type {any} */ (metrics),
  );
  animator.addTask(task);
  animator.setRun(run, { fm: '{}', mf: '{}', imf: '{}' });
  animator.start();
  return {
    animator,
    clock,
    sampled,
    metricsPieces,
    task,
    worked: () => worked,
    samplers: () => samplers,
    train: (/** @type {Method} */ method) => {
      iterations[method] = Number(iterations[method]) + 1;
      answer();
    },
    startRun: () => {
      run += 1;
      animator.setRun(run, { fm: '{}', mf: '{}', imf: '{}' });
    },
  };
}

/** @type {Method[]} */
const METHODS = ['fm', 'mf', 'imf'];
const AT_ZERO = () => ({ fm: 0, mf: 0, imf: 0 });
const SAMPLING = { steps: 4, count: 512, seed: 1 };

describe('Animator', () => {
  it('samples each enabled network once, and again after training', async () => {
    const { animator, clock, sampled, train } = animate(AT_ZERO());
    animator.setSampling(SAMPLING);
    animator.setTrainingStatus({ training: false, methods: ['fm', 'imf'] });
    await clock.pass(1000);
    expect(sampled.map(({ method, iteration }) => [method, iteration])).toEqual([
      ['fm', 0],
      ['imf', 0],
    ]);
    train('mf');
    train('imf');
    await clock.pass(1000);
    expect(sampled.slice(2).map(({ method, iteration }) => [method, iteration])).toEqual([
      ['imf', 1],
    ]);
  });

  it('uses at most its share of a core while training, and samples the methods in turn', async () => {
    const { animator, clock, sampled, train, worked } = animate(AT_ZERO());
    animator.setSampling(SAMPLING);
    animator.setTrainingStatus({ training: true, methods: METHODS });
    const end = 60_000;
    while (clock.now < end) {
      await clock.pass(20);
      for (const method of METHODS) train(method);
    }
    expect(worked() / clock.now).toBeLessThan(0.085);
    expect(worked() / clock.now).toBeGreaterThan(0.07);
    const shares = METHODS.map((name) => sampled.filter(({ method }) => method === name).length);
    expect(Math.max(...shares) - Math.min(...shares), `${shares}`).toBeLessThanOrEqual(1);
  });

  it('limits the frame rate', async () => {
    const { animator, clock, sampled, train } = animate(AT_ZERO(), 0.01);
    animator.setSampling({ steps: 1, count: 64, seed: 1 });
    animator.setTrainingStatus({ training: true, methods: METHODS });
    while (clock.now < 5000) {
      await clock.pass(2);
      for (const method of METHODS) train(method);
    }
    expect(sampled.length).toBeLessThanOrEqual(5000 / 33 + 3);
    expect(sampled.length).toBeGreaterThan(5000 / 40);
  });

  it('uses fewer particles for long paths while training, and all of them afterwards', async () => {
    const { animator, clock, sampled } = animate({ fm: 5 });
    animator.setSampling({ steps: 100, count: 2048, seed: 1 });
    animator.setTrainingStatus({ training: true, methods: ['fm'] });
    await clock.pass(60_000);
    animator.setTrainingStatus({ training: false, methods: ['fm'] });
    await clock.pass(60_000);
    expect(sampled.map(({ count }) => count)).toEqual([491, 2048]);
  });

  it('ends its rests when training ends', async () => {
    const { animator, clock, sampled } = animate({ fm: 5 }, 100);
    animator.setSampling({ steps: 100, count: 300, seed: 1 });
    animator.setTrainingStatus({ training: true, methods: ['fm'] });
    await clock.pass(2000);
    animator.setTrainingStatus({ training: false, methods: ['fm'] });
    await clock.until(() => sampled.length > 0);
    expect(clock.now).toBeLessThan(2000 + 100 * 100 + 200);
  });

  it('cancels outdated paths, and leaks no sampler', async () => {
    const { animator, clock, sampled, samplers, startRun } = animate(AT_ZERO());
    animator.setSampling({ steps: 500, count: 64, seed: 1 });
    animator.setTrainingStatus({ training: true, methods: METHODS });
    await clock.pass(300);
    startRun();
    await clock.pass(300);
    animator.setSampling({ steps: 2, count: 64, seed: 1 });
    await clock.pass(3000);
    expect(sampled.map(({ run, steps }) => [run, steps])).toEqual([
      [2, 2],
      [2, 2],
      [2, 2],
    ]);
    expect(samplers()).toBe(0);
  });

  it('computes metrics once all networks are sampled, and rests after repeated work', async () => {
    const { animator, clock, metricsPieces, sampled, worked } = animate(AT_ZERO());
    metricsPieces.push('once', 'once', ...Array(40).fill('again'));
    animator.setSampling(SAMPLING);
    animator.setHidden(true);
    animator.setTrainingStatus({ training: true, methods: METHODS });
    await clock.pass(1000);
    expect(metricsPieces).toHaveLength(42);
    animator.setHidden(false);
    await clock.until(() => metricsPieces.length < 42);
    expect(sampled.map(({ method }) => method)).toEqual(METHODS);
    await clock.until(() => metricsPieces.length === 0);
    expect(worked()).toBe(METHODS.length * SAMPLING.steps * 10 + 400);
    expect(400 / clock.now).toBeLessThan(0.09);
  });

  it('samples a checkpoint once while training continues, and then the latest networks again', async () => {
    const { animator, clock, task, sampled, train } = animate({ fm: 47, mf: 47, imf: 12 });
    animator.setSampling(SAMPLING);
    animator.setTrainingStatus({ training: true, methods: METHODS });
    await clock.pass(3000);
    animator.setHistory(35);
    await clock.pass(500);
    sampled.length = 0;
    animator.setHistory(25);
    for (let i = 0; i < 20; i++) {
      await clock.pass(100);
      train('fm');
    }
    const known = () => sampled.map(({ method, iteration }) => [method, iteration]);
    expect(known()).toEqual([
      ['fm', 20],
      ['mf', 20],
      ['imf', 10],
    ]);
    expect(task.networks.slice(-3)).toEqual(known());
    sampled.length = 0;
    animator.setHistory(null);
    await clock.pass(3000);
    expect(known()).toEqual([
      ['fm', 67],
      ['mf', 47],
      ['imf', 12],
    ]);
  });

  it('samples a checkpoint with all particles once training ends', async () => {
    const { animator, clock, sampled } = animate({ fm: 50 });
    animator.setSampling({ steps: 100, count: 2048, seed: 1 });
    animator.setHistory(20);
    animator.setTrainingStatus({ training: true, methods: ['fm'] });
    await clock.pass(60_000);
    animator.setTrainingStatus({ training: false, methods: ['fm'] });
    await clock.pass(60_000);
    expect(sampled.map(({ iteration, count }) => [iteration, count])).toEqual([
      [20, 491],
      [20, 2048],
    ]);
  });

  it('runs tasks at once when nothing trains', async () => {
    const { animator, clock, task, sampled } = animate(AT_ZERO());
    animator.setSampling(SAMPLING);
    animator.setTrainingStatus({ training: false, methods: METHODS });
    await clock.pass(1000);
    expect(task.networks).toEqual(METHODS.map((method) => [method, 0]));
    task.remaining = 5;
    animator.onTaskChanged();
    const start = clock.now;
    await clock.until(() => task.remaining === 0);
    expect(clock.now - start).toBeLessThanOrEqual(5 * 10);
    expect(sampled).toHaveLength(METHODS.length);
  });

  it('tells a task that comes late what is displayed', async () => {
    const { animator, clock } = animate(AT_ZERO());
    animator.setSampling(SAMPLING);
    animator.setTrainingStatus({ training: false, methods: METHODS });
    await clock.pass(1000);
    /** @type {unknown[]} */
    const told = [];
    animator.addTask({
      lowPriority: false,
      setRun: (run, configs) => told.push([run, configs.fm]),
      setSampling: (sampling) => told.push(sampling),
      setNetwork: ({ method, iteration }) => told.push([method, iteration]),
      advance: () => false,
    });
    const networks = METHODS.map((method) => [method, 0]);
    expect(told).toEqual([[expect.any(Number), '{}'], SAMPLING, ...networks]);
  });

  it('runs tasks within its share while training, even during a long path', async () => {
    const { animator, clock, task, sampled, train, worked } = animate(AT_ZERO());
    animator.setSampling({ steps: 4, count: 512, seed: 1 });
    animator.setTrainingStatus({ training: true, methods: METHODS });
    await clock.pass(5000);
    animator.setSampling({ steps: 500, count: 64, seed: 1 });
    const before = sampled.length;
    for (const method of METHODS) train(method);
    await clock.pass(1000);
    task.remaining = 40;
    animator.onTaskChanged();
    await clock.until(() => task.remaining === 0);
    expect(sampled.length).toBe(before);
    expect(worked() / clock.now).toBeLessThan(0.09);
  });

  it('runs low-priority tasks between paths while training, and without rests otherwise', async () => {
    const { animator, clock, task, sampled, train, worked } = animate(AT_ZERO());
    task.lowPriority = true;
    animator.setSampling(SAMPLING);
    animator.setTrainingStatus({ training: true, methods: METHODS });
    await clock.pass(3000);
    task.remaining = 20;
    const before = sampled.length;
    while (task.remaining > 0) {
      await clock.pass(20);
      for (const method of METHODS) train(method);
    }
    expect(sampled.length - before).toBeGreaterThanOrEqual(19);
    expect(worked() / clock.now).toBeLessThan(0.09);
    animator.setTrainingStatus({ training: false, methods: METHODS });
    await clock.pass(1000);
    task.remaining = 20;
    animator.onTaskChanged();
    const start = clock.now;
    await clock.until(() => task.remaining === 0);
    expect(clock.now - start).toBeLessThanOrEqual(20 * 10);
  });

  it('does nothing while hidden, and continues when visible', async () => {
    const { animator, clock, sampled, train, worked } = animate({ fm: 0 });
    animator.setSampling(SAMPLING);
    animator.setTrainingStatus({ training: true, methods: ['fm'] });
    await clock.pass(20_000);
    animator.setHidden(true);
    const before = worked();
    train('fm');
    await clock.pass(20_000);
    expect(worked()).toBe(before);
    animator.setHidden(false);
    await clock.pass(20_000);
    expect(sampled.map(({ iteration }) => iteration)).toEqual([0, 1]);
  });
});
