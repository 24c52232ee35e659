import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Simulation, SMALL_BATCH, trainSerially } from '../fakes.js';
import { expectSerialResults, METHODS, steadySimulation } from '../serial-results.js';

/** A stream of numbers in [0, 1) from a seed. @param {number} seed */
function random(seed) {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

describe('training', () => {
  it.each([1, 2, 3, 8])('gives the results of serial training with %i workers', async (workers) => {
    const simulation = steadySimulation(workers);
    await simulation.call('configure', { seed: 3, iterations: 25 });
    await simulation.call('train');
    await simulation.clock.until(() => simulation.state.done && !simulation.state.busy);
    expect(METHODS.map((method) => simulation.iteration(method))).toEqual([25, 25, 25]);
    await expectSerialResults(simulation, 3);
  });

  it('creates a method that is not shown by default only when it is enabled', async () => {
    const simulation = steadySimulation(2);
    await simulation.call('configure', { seed: 3, iterations: 6 });
    await simulation.call('train');
    await simulation.clock.until(() => simulation.state.done && !simulation.state.busy);
    expect(simulation.state.methods.map(({ method }) => method)).toEqual(METHODS);
    await simulation.call('setMethods', [...METHODS, 'lsd']);
    expect(simulation.iteration('lsd')).toBe(0);
    await simulation.call('train');
    await simulation.clock.until(() => simulation.state.done && !simulation.state.busy);
    expect(simulation.iteration('lsd')).toBe(6);
    expect(simulation.losses.lsd).toEqual(trainSerially({ seed: 3 }, 'lsd', 6).losses);
    await expectSerialResults(simulation, 3);
  });

  it('gives these results with workers that are slow, die or hang', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 2 ** 31 }),
        fc.array(fc.record({ after: fc.nat(300), silently: fc.boolean() }), { maxLength: 6 }),
        async (workers, seed, deaths) => {
          const draw = random(seed);
          const simulation = new Simulation({ workers, laneTime: () => 1 + 30 * draw() ** 4 });
          // More consecutive faults would stop training: see below.
          for (const { after, silently } of deaths.slice(0, 3 * workers)) {
            simulation.clock.after(after, () => {
              const ids = [...simulation.workers.keys()];
              simulation.kill(ids[Math.floor(draw() * ids.length)], silently);
            });
          }
          await simulation.call('configure', { seed, iterations: 12 });
          await simulation.call('train');
          await simulation.clock.until(() => simulation.state.done && !simulation.state.busy);
          expect(simulation.errors()).toEqual([]);
          await expectSerialResults(simulation, seed);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('keeps the methods at equal iterations, and every worker busy', async () => {
    const simulation = new Simulation({ workers: 2, laneTime: () => 5, latency: 1 });
    await simulation.call('configure', {});
    await simulation.call('train');
    for (let second = 0; second < 4; ++second) {
      await simulation.clock.pass(1000);
      const done = METHODS.map((method) => simulation.losses[method].length);
      expect(Math.max(...done) - Math.min(...done), `${done}`).toBeLessThanOrEqual(1);
    }
    // 3 methods x 8 lanes x 5 ms over 2 workers: at most one iteration each 60 ms.
    expect(simulation.losses.fm.length).toBeGreaterThanOrEqual(Math.floor(4000 / 60) - 2);
  });

  it('keeps the methods at equal iterations when a worker is slow', async () => {
    let lanes = 0;
    const simulation = new Simulation({ workers: 2, laneTime: () => (++lanes === 200 ? 4000 : 5) });
    await simulation.call('configure', {});
    await simulation.call('train');
    for (let second = 0; second < 4; ++second) {
      await simulation.clock.pass(1000);
      const done = METHODS.map((method) => simulation.losses[method].length);
      expect(Math.max(...done) - Math.min(...done), `${done}`).toBeLessThanOrEqual(2);
    }
  });

  it('pauses with the methods at equal iterations, at any time', async () => {
    const simulation = steadySimulation(2);
    await simulation.call('configure', {});
    for (let pass = 1; pass < 130; pass += 8) {
      const before = Number(simulation.iteration('fm'));
      await simulation.call('train');
      await simulation.clock.pass(pass);
      await simulation.call('pause');
      const iterations = METHODS.map((method) => Number(simulation.iteration(method)));
      expect(new Set(iterations).size, `${iterations} after ${pass} ms`).toBe(1);
      // Iterations in flight are finished.
      expect(iterations[0]).toBeGreaterThanOrEqual(before + Math.floor(pass / 61) + 1);
    }
  });

  it('continues after a pause as if there had been none', async () => {
    const simulation = steadySimulation(3);
    await simulation.call('configure', { seed: 1 });
    for (const pass of [37, 111, 3]) {
      await simulation.call('train');
      await simulation.clock.pass(pass);
      await simulation.call('pause');
      expect(simulation.state).toMatchObject({ running: false, busy: false });
    }
    expect(simulation.iteration('fm')).toBeGreaterThan(3);
    await expectSerialResults(simulation, 1);
  });
});

describe('training with small batches', () => {
  it.each([1, 2, 5])('gives a whole batch to a worker at a time, of %i', async (workers) => {
    const simulation = steadySimulation(workers);
    await simulation.call('configure', { seed: 3, iterations: 25, batch: SMALL_BATCH });
    await simulation.call('train');
    await simulation.clock.until(() => simulation.state.done && !simulation.state.busy);
    expect(simulation.chunks).toEqual(Array(3 * 25).fill(8));
    await expectSerialResults(simulation, 3);
  });

  it('keeps the methods at equal iterations, and every worker busy', async () => {
    const simulation = new Simulation({ workers: 2, laneTime: () => 5, latency: 1 });
    await simulation.call('configure', { batch: SMALL_BATCH });
    await simulation.call('train');
    for (let second = 0; second < 4; ++second) {
      await simulation.clock.pass(1000);
      const done = METHODS.map((method) => simulation.losses[method].length);
      expect(Math.max(...done) - Math.min(...done), `${done}`).toBeLessThanOrEqual(2);
    }
    // 3 methods x 8 lanes x 5 ms over 2 workers: at most one iteration each 60 ms.
    expect(simulation.losses.fm.length).toBeGreaterThanOrEqual(Math.floor(4000 / 60) - 2);
  });

  it('gives the same results when workers share lanes at times, die or hang', async () => {
    // Shared by workers unless there are fewer of them than methods.
    const batch = 2e7;
    const change = fc.record({
      after: fc.nat(150),
      methods: fc.subarray(METHODS, { minLength: 1 }),
      death: fc.constantFrom('none', 'known', 'silent'),
    });
    const ways = new Set();
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 2 ** 31 }),
        fc.array(change, { maxLength: 3 }),
        async (workers, seed, changes) => {
          const draw = random(seed);
          const simulation = new Simulation({ workers, laneTime: () => 1 + 30 * draw() ** 4 });
          await simulation.call('configure', { seed, iterations: 12, batch });
          await simulation.call('train');
          for (const { after, methods, death } of changes) {
            await simulation.clock.pass(after);
            const ids = [...simulation.workers.keys()];
            if (death !== 'none') {
              simulation.kill(ids[Math.floor(draw() * ids.length)], death === 'silent');
            }
            await simulation.call('setMethods', methods);
          }
          await simulation.call('setMethods', METHODS);
          await simulation.call('train');
          await simulation.clock.until(() => simulation.state.done && !simulation.state.busy);
          expect(simulation.errors()).toEqual([]);
          await expectSerialResults(simulation, seed);
          for (const lanes of simulation.chunks) ways.add(lanes === 8 ? 'whole' : 'shared');
        },
      ),
      { numRuns: 60 },
    );
    expect(ways).toEqual(new Set(['whole', 'shared']));
  });
});

describe('step', () => {
  it('does one iteration of each enabled method', async () => {
    const simulation = steadySimulation(2);
    await simulation.call('configure', {});
    await simulation.call('step');
    await simulation.call('setMethods', ['fm', 'imf']);
    await simulation.call('step');
    expect(METHODS.map((method) => simulation.iteration(method))).toEqual([2, 1, 2]);
  });

  it('does one iteration for each call', async () => {
    const simulation = steadySimulation(1);
    await simulation.call('configure', {});
    const steps = [simulation.rpc.call('step'), simulation.rpc.call('step')];
    await simulation.call('step');
    await Promise.all(steps);
    expect(METHODS.map((method) => simulation.iteration(method))).toEqual([3, 3, 3]);
  });
});

describe('methods', () => {
  it('can be disabled and enabled again while training', async () => {
    const simulation = steadySimulation(2);
    await simulation.call('configure', { seed: 2 });
    await simulation.call('train');
    await simulation.clock.pass(333);
    await simulation.call('setMethods', ['mf']);
    await simulation.clock.pass(333);
    await simulation.call('setMethods', METHODS);
    await simulation.clock.pass(333);
    await simulation.call('pause');
    const [fm, mf, imf] = METHODS.map((method) => Number(simulation.iteration(method)));
    expect(mf).toBeGreaterThan(fm + 4);
    expect(Math.abs(fm - imf)).toBeLessThanOrEqual(1);
    await expectSerialResults(simulation, 2);
  });

  it('do not start to train when they are enabled', async () => {
    const simulation = steadySimulation(2);
    await simulation.call('setMethods', ['fm']);
    await simulation.call('configure', {});
    await simulation.call('step');
    await simulation.call('setMethods', METHODS);
    await simulation.clock.pass(500);
    expect(METHODS.map((method) => simulation.iteration(method))).toEqual([1, 0, 0]);
    await simulation.call('setMethods', []);
    await simulation.call('setMethods', METHODS);
    await simulation.clock.pass(500);
    expect(METHODS.map((method) => simulation.iteration(method))).toEqual([1, 0, 0]);
    const step = simulation.rpc.call('step');
    await simulation.call('setMethods', ['fm']);
    await simulation.call('setMethods', METHODS);
    await simulation.clock.pass(500);
    await step;
    expect(METHODS.map((method) => simulation.iteration(method))).toEqual([2, 0, 0]);
    expect(simulation.state.busy).toBe(false);
  });

  it('that are done do not block the others', async () => {
    const simulation = steadySimulation(2);
    await simulation.call('setMethods', ['fm']);
    await simulation.call('configure', { iterations: 5 });
    await simulation.call('train');
    await simulation.clock.until(() => simulation.state.done);
    await simulation.call('setMethods', METHODS);
    expect(simulation.state.done).toBe(false);
    await simulation.call('train');
    await simulation.clock.until(() => simulation.state.done);
    expect(METHODS.map((method) => simulation.iteration(method))).toEqual([5, 5, 5]);
  });
});
