import { describe, expect, it } from 'vitest';
import { Animator } from '../../../../web/engine/sampling/animator.js';
import { Clock } from '../fakes.js';

/** @import {Method, Paths} from '../../../../web/engine/types.js' */

/** An animator whose conductor knows networks of some iterations, and whose pieces take `cost` ms. */
function studio(/** @type {Partial<Record<Method, number>>} */ iterations, cost = 10) {
  const clock = new Clock();
  let run = 1;
  let worked = 0;
  let samplers = 0;
  /** @type {(Paths & {run: number})[]} */
  const shown = [];
  /** @type {{known: {method: Method, iteration: number}[], resolve: (newest: any) => void} | null} */
  let wish = null;

  function offer() {
    const found = wish?.known.find(
      ({ method, iteration }) => Number(iterations[method]) > iteration,
    );
    if (!found || !wish) return;
    const { method } = found;
    const parameters = new Float32Array(4);
    wish.resolve({ run, method, iteration: iterations[method], parameters });
    wish = null;
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
  const studio = {
    now: () => clock.now,
    sleep: (/** @type {number} */ ms) =>
      new Promise((resolve) => clock.after(ms, () => resolve(undefined))),
    newest: (/** @type {{method: Method, iteration: number}[]} */ known) =>
      new Promise((resolve) => {
        wish = { known, resolve };
        offer();
      }),
    forget: () => {
      wish?.resolve(null);
      wish = null;
    },
    past: async (/** @type {{method: Method, at: number}} */ { method, at }) => {
      // Checkpoints are kept at every tenth iteration.
      const iteration = 10 * Math.floor(Math.min(at, Number(iterations[method])) / 10);
      return { run, method, iteration, parameters: new Float32Array(4) };
    },
    show: (/** @type {Paths & {run: number}} */ paths) => shown.push(paths),
  };
  /** Pieces of truth to be told, each of which takes `cost` ms. @type {('once' | 'again')[]} */
  const pieces = [];
  const truth = {
    setRun() {},
    setSampling() {},
    note() {},
    advance: () => {
      const piece = pieces.shift();
      if (!piece) return '';
      clock.now += cost;
      if (piece === 'again') worked += cost;
      return piece;
    },
  };
  /** Answers to be worked out, each of which takes `cost` ms. */
  const lens = {
    patient: false,
    questions: 0,
    /** @type {[string, number][]} */
    noted: [],
    setRun() {},
    setSampling() {},
    note: (/** @type {any} */ { method, iteration }) => lens.noted.push([method, iteration]),
    advance: () => {
      if (lens.questions === 0) return false;
      lens.questions -= 1;
      clock.now += cost;
      worked += cost;
      return true;
    },
  };
  const animator = new Animator(
    /** @type {any} */ (module),
    /** @type {any} */ (studio),
    /** @type {any} */ (truth),
    [/** @type {any} */ (lens)],
  );
  animator.setRun(run, { fm: '{}', mf: '{}', imf: '{}' });
  animator.start();
  return {
    animator,
    clock,
    shown,
    pieces,
    lens,
    worked: () => worked,
    samplers: () => samplers,
    train: (/** @type {Method} */ method) => {
      iterations[method] = Number(iterations[method]) + 1;
      offer();
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
  it('shows each enabled network once, and again when it was trained', async () => {
    const { animator, clock, shown, train } = studio(AT_ZERO());
    animator.setSampling(SAMPLING);
    animator.setSituation({ training: false, methods: ['fm', 'imf'] });
    await clock.pass(1000);
    expect(shown.map(({ method, iteration }) => [method, iteration])).toEqual([
      ['fm', 0],
      ['imf', 0],
    ]);
    train('mf');
    train('imf');
    await clock.pass(1000);
    expect(shown.slice(2).map(({ method, iteration }) => [method, iteration])).toEqual([
      ['imf', 1],
    ]);
  });

  it('takes at most its share of a core while training, and the methods in turn', async () => {
    const { animator, clock, shown, train, worked } = studio(AT_ZERO());
    animator.setSampling(SAMPLING);
    animator.setSituation({ training: true, methods: METHODS });
    const end = 60_000;
    while (clock.now < end) {
      await clock.pass(20);
      for (const method of METHODS) train(method);
    }
    expect(worked() / clock.now).toBeLessThan(0.085);
    expect(worked() / clock.now).toBeGreaterThan(0.07);
    const shares = METHODS.map((name) => shown.filter(({ method }) => method === name).length);
    expect(Math.max(...shares) - Math.min(...shares), `${shares}`).toBeLessThanOrEqual(1);
  });

  it('does not draw more often than is of use, however fast', async () => {
    const { animator, clock, shown, train } = studio(AT_ZERO(), 0.01);
    animator.setSampling({ steps: 1, count: 64, seed: 1 });
    animator.setSituation({ training: true, methods: METHODS });
    while (clock.now < 5000) {
      await clock.pass(2);
      for (const method of METHODS) train(method);
    }
    expect(shown.length).toBeLessThanOrEqual(5000 / 33 + 3);
    expect(shown.length).toBeGreaterThan(5000 / 40);
  });

  it('takes fewer particles for long paths while training, all of them afterwards', async () => {
    const { animator, clock, shown } = studio({ fm: 5 });
    animator.setSampling({ steps: 100, count: 2048, seed: 1 });
    animator.setSituation({ training: true, methods: ['fm'] });
    await clock.pass(60_000);
    animator.setSituation({ training: false, methods: ['fm'] });
    await clock.pass(60_000);
    expect(shown.map(({ count }) => count)).toEqual([491, 2048]);
  });

  it('hurries on when training ends', async () => {
    const { animator, clock, shown } = studio({ fm: 5 }, 100);
    animator.setSampling({ steps: 100, count: 300, seed: 1 });
    animator.setSituation({ training: true, methods: ['fm'] });
    await clock.pass(2000);
    animator.setSituation({ training: false, methods: ['fm'] });
    await clock.until(() => shown.length > 0);
    expect(clock.now).toBeLessThan(2000 + 100 * 100 + 200);
  });

  it('drops what nobody wants any more, and leaks no sampler', async () => {
    const { animator, clock, shown, samplers, startRun } = studio(AT_ZERO());
    animator.setSampling({ steps: 500, count: 64, seed: 1 });
    animator.setSituation({ training: true, methods: METHODS });
    await clock.pass(300);
    startRun();
    await clock.pass(300);
    animator.setSampling({ steps: 2, count: 64, seed: 1 });
    await clock.pass(3000);
    expect(shown.map(({ run, steps }) => [run, steps])).toEqual([
      [2, 2],
      [2, 2],
      [2, 2],
    ]);
    expect(samplers()).toBe(0);
  });

  it('tells the truth once networks are on show, and pays for what comes back', async () => {
    const { animator, clock, pieces, shown, worked } = studio(AT_ZERO());
    pieces.push('once', 'once', ...Array(40).fill('again'));
    animator.setSampling(SAMPLING);
    animator.setHidden(true);
    animator.setSituation({ training: true, methods: METHODS });
    await clock.pass(1000);
    expect(pieces).toHaveLength(42);
    animator.setHidden(false);
    await clock.until(() => pieces.length < 42);
    expect(shown.map(({ method }) => method)).toEqual(METHODS);
    await clock.until(() => pieces.length === 0);
    expect(worked()).toBe(METHODS.length * SAMPLING.steps * 10 + 400);
    expect(400 / clock.now).toBeLessThan(0.09);
  });

  it('shows the past once, while training goes on, and then the newest again', async () => {
    const { animator, clock, lens, shown, train } = studio({ fm: 47, mf: 47, imf: 12 });
    animator.setSampling(SAMPLING);
    animator.setSituation({ training: true, methods: METHODS });
    await clock.pass(3000);
    animator.setHistory(35);
    await clock.pass(500);
    shown.length = 0;
    animator.setHistory(25);
    for (let i = 0; i < 20; i++) {
      await clock.pass(100);
      train('fm');
    }
    const known = () => shown.map(({ method, iteration }) => [method, iteration]);
    expect(known()).toEqual([
      ['fm', 20],
      ['mf', 20],
      ['imf', 10],
    ]);
    expect(lens.noted.slice(-3)).toEqual(known());
    shown.length = 0;
    animator.setHistory(null);
    await clock.pass(3000);
    expect(known()).toEqual([
      ['fm', 67],
      ['mf', 47],
      ['imf', 12],
    ]);
  });

  it('fills a thin picture of the past up once training ends', async () => {
    const { animator, clock, shown } = studio({ fm: 50 });
    animator.setSampling({ steps: 100, count: 2048, seed: 1 });
    animator.setHistory(20);
    animator.setSituation({ training: true, methods: ['fm'] });
    await clock.pass(60_000);
    animator.setSituation({ training: false, methods: ['fm'] });
    await clock.pass(60_000);
    expect(shown.map(({ iteration, count }) => [iteration, count])).toEqual([
      [20, 491],
      [20, 2048],
    ]);
  });

  it('answers questions about what is on show at once when nothing trains', async () => {
    const { animator, clock, lens, shown } = studio(AT_ZERO());
    animator.setSampling(SAMPLING);
    animator.setSituation({ training: false, methods: METHODS });
    await clock.pass(1000);
    expect(lens.noted).toEqual(METHODS.map((method) => [method, 0]));
    lens.questions = 5;
    animator.attend();
    const asked = clock.now;
    await clock.until(() => lens.questions === 0);
    expect(clock.now - asked).toBeLessThanOrEqual(5 * 10);
    expect(shown).toHaveLength(METHODS.length);
  });

  it('answers within its share while training, and in the middle of a long path', async () => {
    const { animator, clock, lens, shown, train, worked } = studio(AT_ZERO());
    animator.setSampling({ steps: 4, count: 512, seed: 1 });
    animator.setSituation({ training: true, methods: METHODS });
    await clock.pass(5000);
    animator.setSampling({ steps: 500, count: 64, seed: 1 });
    const before = shown.length;
    for (const method of METHODS) train(method);
    await clock.pass(1000);
    lens.questions = 40;
    animator.attend();
    await clock.until(() => lens.questions === 0);
    expect(shown.length).toBe(before);
    expect(worked() / clock.now).toBeLessThan(0.09);
  });

  it('does what can wait between two pictures while training, and in one go otherwise', async () => {
    const { animator, clock, lens, shown, train, worked } = studio(AT_ZERO());
    lens.patient = true;
    animator.setSampling(SAMPLING);
    animator.setSituation({ training: true, methods: METHODS });
    await clock.pass(3000);
    lens.questions = 20;
    const before = shown.length;
    while (lens.questions > 0) {
      await clock.pass(20);
      for (const method of METHODS) train(method);
    }
    expect(shown.length - before).toBeGreaterThanOrEqual(19);
    expect(worked() / clock.now).toBeLessThan(0.09);
    animator.setSituation({ training: false, methods: METHODS });
    await clock.pass(1000);
    lens.questions = 20;
    animator.attend();
    const asked = clock.now;
    await clock.until(() => lens.questions === 0);
    expect(clock.now - asked).toBeLessThanOrEqual(20 * 10);
  });

  it('rests while hidden and goes on when seen', async () => {
    const { animator, clock, shown, train, worked } = studio({ fm: 0 });
    animator.setSampling(SAMPLING);
    animator.setSituation({ training: true, methods: ['fm'] });
    await clock.pass(20_000);
    animator.setHidden(true);
    const before = worked();
    train('fm');
    await clock.pass(20_000);
    expect(worked()).toBe(before);
    animator.setHidden(false);
    await clock.pass(20_000);
    expect(shown.map(({ iteration }) => iteration)).toEqual([0, 1]);
  });
});
