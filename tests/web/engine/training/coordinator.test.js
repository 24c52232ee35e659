import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FakeStage, trainSerially } from '../fakes.js';

/** @import {Method} from '../../../../web/engine/types.js' */

/** @type {Method[]} */
const METHODS = ['fm', 'mf', 'imf'];

/** A stream of numbers in [0, 1) from a seed. @param {number} seed */
function random(seed) {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

/** @param {number} workers */
const steadyStage = (workers) => new FakeStage({ workers, laneTime: () => 5 });

/** Every method's losses and parameters are those of serial training. @param {FakeStage} stage @param {number} seed */
async function expectSerialResults(stage, seed) {
  for (const method of METHODS) {
    const iteration = Number(stage.iteration(method));
    const { losses, parameters } = trainSerially({ seed }, method, iteration);
    expect(stage.losses[method], `losses of ${method}`).toEqual(losses);
    expect(await stage.parameters(method), `parameters of ${method}`).toEqual(parameters);
  }
}

describe('training', () => {
  it.each([1, 2, 3, 8])('gives the results of serial training with %i workers', async (workers) => {
    const stage = steadyStage(workers);
    await stage.ask('configure', { seed: 3, iterations: 25 });
    await stage.ask('train');
    await stage.clock.until(() => stage.state.done && !stage.state.busy);
    expect(METHODS.map((method) => stage.iteration(method))).toEqual([25, 25, 25]);
    await expectSerialResults(stage, 3);
  });

  it('has nothing of a method that is not shown by default, until it is wanted', async () => {
    const stage = steadyStage(2);
    await stage.ask('configure', { seed: 3, iterations: 6 });
    await stage.ask('train');
    await stage.clock.until(() => stage.state.done && !stage.state.busy);
    expect(stage.state.methods.map(({ method }) => method)).toEqual(METHODS);
    await stage.ask('methods', [...METHODS, 'lsd']);
    expect(stage.iteration('lsd')).toBe(0);
    await stage.ask('train');
    await stage.clock.until(() => stage.state.done && !stage.state.busy);
    expect(stage.iteration('lsd')).toBe(6);
    expect(stage.losses.lsd).toEqual(trainSerially({ seed: 3 }, 'lsd', 6).losses);
    await expectSerialResults(stage, 3);
  });

  it('gives them whatever the workers do: slow, dying, hanging', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 2 ** 31 }),
        fc.array(fc.record({ after: fc.nat(300), silently: fc.boolean() }), { maxLength: 6 }),
        async (workers, seed, deaths) => {
          const draw = random(seed);
          const stage = new FakeStage({ workers, laneTime: () => 1 + 30 * draw() ** 4 });
          // More in a row, and it gives up: see below.
          for (const { after, silently } of deaths.slice(0, 3 * workers)) {
            stage.clock.after(after, () => {
              const ids = [...stage.workers.keys()];
              stage.kill(ids[Math.floor(draw() * ids.length)], silently);
            });
          }
          await stage.ask('configure', { seed, iterations: 12 });
          await stage.ask('train');
          await stage.clock.until(() => stage.state.done && !stage.state.busy);
          expect(stage.errors()).toEqual([]);
          await expectSerialResults(stage, seed);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('keeps the methods level, and every worker busy', async () => {
    const stage = new FakeStage({ workers: 2, laneTime: () => 5, latency: 1 });
    await stage.ask('configure', {});
    await stage.ask('train');
    for (let second = 0; second < 4; ++second) {
      await stage.clock.pass(1000);
      const done = METHODS.map((method) => stage.losses[method].length);
      expect(Math.max(...done) - Math.min(...done), `${done}`).toBeLessThanOrEqual(1);
    }
    // 3 methods x 8 lanes x 5 ms over 2 workers: at most one iteration each 60 ms.
    expect(stage.losses.fm.length).toBeGreaterThanOrEqual(Math.floor(4000 / 60) - 2);
  });

  it('keeps the methods level when a worker lags', async () => {
    let lanes = 0;
    const stage = new FakeStage({ workers: 2, laneTime: () => (++lanes === 200 ? 4000 : 5) });
    await stage.ask('configure', {});
    await stage.ask('train');
    for (let second = 0; second < 4; ++second) {
      await stage.clock.pass(1000);
      const done = METHODS.map((method) => stage.losses[method].length);
      expect(Math.max(...done) - Math.min(...done), `${done}`).toBeLessThanOrEqual(2);
    }
  });

  it('pauses with the methods level, whenever it is asked to', async () => {
    const stage = steadyStage(2);
    await stage.ask('configure', {});
    for (let pass = 1; pass < 130; pass += 8) {
      const before = Number(stage.iteration('fm'));
      await stage.ask('train');
      await stage.clock.pass(pass);
      await stage.ask('pause');
      const iterations = METHODS.map((method) => Number(stage.iteration(method)));
      expect(new Set(iterations).size, `${iterations} after ${pass} ms`).toBe(1);
      // What was begun is finished.
      expect(iterations[0]).toBeGreaterThanOrEqual(before + Math.floor(pass / 61) + 1);
    }
  });

  it('goes on after a pause as if there had been none', async () => {
    const stage = steadyStage(3);
    await stage.ask('configure', { seed: 1 });
    for (const pass of [37, 111, 3]) {
      await stage.ask('train');
      await stage.clock.pass(pass);
      await stage.ask('pause');
      expect(stage.state).toMatchObject({ running: false, busy: false });
    }
    expect(stage.iteration('fm')).toBeGreaterThan(3);
    await expectSerialResults(stage, 1);
  });
});

describe('step', () => {
  it('does one iteration of each enabled method', async () => {
    const stage = steadyStage(2);
    await stage.ask('configure', {});
    await stage.ask('step');
    await stage.ask('methods', ['fm', 'imf']);
    await stage.ask('step');
    expect(METHODS.map((method) => stage.iteration(method))).toEqual([2, 1, 2]);
  });

  it('counts each time it is asked for', async () => {
    const stage = steadyStage(1);
    await stage.ask('configure', {});
    const steps = [stage.rpc.call('step'), stage.rpc.call('step')];
    await stage.ask('step');
    await Promise.all(steps);
    expect(METHODS.map((method) => stage.iteration(method))).toEqual([3, 3, 3]);
  });
});

describe('methods', () => {
  it('may leave and come back while training', async () => {
    const stage = steadyStage(2);
    await stage.ask('configure', { seed: 2 });
    await stage.ask('train');
    await stage.clock.pass(333);
    await stage.ask('methods', ['mf']);
    await stage.clock.pass(333);
    await stage.ask('methods', METHODS);
    await stage.clock.pass(333);
    await stage.ask('pause');
    const [fm, mf, imf] = METHODS.map((method) => Number(stage.iteration(method)));
    expect(mf).toBeGreaterThan(fm + 4);
    expect(Math.abs(fm - imf)).toBeLessThanOrEqual(1);
    await expectSerialResults(stage, 2);
  });

  it('do not begin to train by being enabled', async () => {
    const stage = steadyStage(2);
    await stage.ask('methods', ['fm']);
    await stage.ask('configure', {});
    await stage.ask('step');
    await stage.ask('methods', METHODS);
    await stage.clock.pass(500);
    expect(METHODS.map((method) => stage.iteration(method))).toEqual([1, 0, 0]);
    await stage.ask('methods', []);
    await stage.ask('methods', METHODS);
    await stage.clock.pass(500);
    expect(METHODS.map((method) => stage.iteration(method))).toEqual([1, 0, 0]);
    const step = stage.rpc.call('step');
    await stage.ask('methods', ['fm']);
    await stage.ask('methods', METHODS);
    await stage.clock.pass(500);
    await step;
    expect(METHODS.map((method) => stage.iteration(method))).toEqual([2, 0, 0]);
    expect(stage.state.busy).toBe(false);
  });

  it('that have done the run do not hold the others back', async () => {
    const stage = steadyStage(2);
    await stage.ask('methods', ['fm']);
    await stage.ask('configure', { iterations: 5 });
    await stage.ask('train');
    await stage.clock.until(() => stage.state.done);
    await stage.ask('methods', METHODS);
    expect(stage.state.done).toBe(false);
    await stage.ask('train');
    await stage.clock.until(() => stage.state.done);
    expect(METHODS.map((method) => stage.iteration(method))).toEqual([5, 5, 5]);
  });
});

describe('configure', () => {
  it('starts over and goes on training', async () => {
    const stage = steadyStage(2);
    await stage.ask('configure', { seed: 1 });
    await stage.ask('train');
    await stage.clock.pass(200);
    await stage.ask('configure', { seed: 9 });
    stage.losses = { fm: [], mf: [], imf: [] };
    expect(stage.state).toMatchObject({ run: 2, running: true });
    await stage.clock.pass(200);
    await stage.ask('pause');
    expect(stage.iteration('fm')).toBeGreaterThan(0);
    await expectSerialResults(stage, 9);
  });

  it('takes no lane of the run before', async () => {
    const stage = steadyStage(2);
    await stage.ask('configure', { seed: 1 });
    stage.rpc.notify('step');
    await stage.clock.pass(17);
    await stage.ask('configure', { seed: 9 });
    stage.losses = { fm: [], mf: [], imf: [] };
    await stage.ask('step');
    await expectSerialResults(stage, 9);
  });

  it('changes nothing when refused', async () => {
    const stage = steadyStage(2);
    await stage.ask('configure', { seed: 1 });
    await stage.ask('train');
    await stage.clock.pass(200);
    await expect(stage.ask('configure', { lr: 11 })).rejects.toThrow('lr: too high');
    expect(stage.state).toMatchObject({ run: 1, running: true });
    await stage.clock.pass(200);
    await stage.ask('pause');
    await expectSerialResults(stage, 1);
  });

  it('that is refused at first is what step, train and reset ask for, not the defaults', async () => {
    const stage = steadyStage(2);
    for (const [name, settings] of /** @type {const} */ ([
      ['configure', { seed: 6, lr: 11 }],
      ['step', undefined],
      ['train', undefined],
      ['reset', undefined],
    ])) {
      await expect(stage.ask(name, settings), name).rejects.toThrow('lr: too high');
    }
    await stage.ask('configure', { seed: 6 });
    await stage.ask('step');
    expect(METHODS.map((method) => stage.iteration(method))).toEqual([1, 1, 1]);
    await expectSerialResults(stage, 6);
  });

  it('does not wait long for lanes that nobody needs any more', async () => {
    let laneTime = 60_000;
    const stage = new FakeStage({ workers: 2, laneTime: () => laneTime });
    await stage.ask('configure', {});
    await stage.ask('train');
    await stage.clock.pass(100);
    laneTime = 5;
    await stage.ask('configure', { iterations: 3 });
    await stage.clock.until(() => stage.state.done, 10_000);
    expect(stage.errors()).toEqual([]);
  });

  it('is followed by reset: same settings, paused at 0', async () => {
    const stage = steadyStage(2);
    await stage.ask('configure', { seed: 4 });
    await stage.ask('train');
    await stage.clock.pass(100);
    await stage.ask('reset');
    expect(stage.state).toMatchObject({ run: 2, running: false, busy: false });
    expect(METHODS.map((method) => stage.iteration(method))).toEqual([0, 0, 0]);
    stage.losses = { fm: [], mf: [], imf: [] };
    await stage.ask('step');
    await expectSerialResults(stage, 4);
  });
});

describe('what goes wrong', () => {
  it('stops training at the last good state when a loss is not finite', async () => {
    const stage = steadyStage(2);
    await stage.ask('configure', { explodeAt: 4 });
    await stage.ask('train');
    await stage.clock.until(() => stage.errors().length > 0);
    await stage.ask('pause');
    expect(stage.said.find(({ name }) => name === 'error')?.argument).toEqual({
      message: 'the loss is not finite',
      method: 'fm',
      iteration: 4,
    });
    const { running, busy, methods } = stage.state;
    expect({ running, busy, failure: methods[0].failure }).toEqual({
      running: false,
      busy: false,
      failure: 'the loss is not finite',
    });
    expect(stage.losses.fm).toEqual(trainSerially({}, 'fm', 4).losses);
  });

  it('goes on from where it was good, with other settings, and says that settings alone do not lead there', async () => {
    const stage = steadyStage(2);
    await stage.ask('configure', { explodeAt: 130, seed: 4 });
    const mf = 50;
    await stage.ask('trainTo', { fm: 140, mf });
    await stage.clock.until(() => stage.errors().length > 0);
    expect(stage.state.methods[0]).toMatchObject({ iteration: 130, good: 100 });
    await expect(stage.ask('goOn', { lr: 11 })).rejects.toThrow('lr: too high');
    expect(stage.state.methods[0].failure).not.toBe('');

    await stage.ask('goOn', { explodeAt: undefined });
    const { methods, running } = stage.state;
    expect(running).toBe(false);
    expect(methods[0]).toMatchObject({ iteration: 100, failure: '', imported: true, good: 100 });
    expect(methods[1]).toMatchObject({ iteration: mf, failure: '', imported: true });
    expect(stage.losses.fm).toEqual(trainSerially({ seed: 4 }, 'fm', 100).losses);
    await stage.ask('step');
    expect(await stage.parameters('fm')).toEqual(trainSerially({ seed: 4 }, 'fm', 101).parameters);
    expect(await stage.parameters('mf')).toEqual(
      trainSerially({ seed: 4 }, 'mf', mf + 1).parameters,
    );
  });

  it('goes on from the beginning when nothing good was kept, which settings alone lead to', async () => {
    const stage = steadyStage(2);
    await stage.ask('configure', { explodeAt: 4, seed: 4 });
    await stage.ask('train');
    await stage.clock.until(() => stage.errors().length > 0);
    await stage.ask('pause');
    await stage.ask('goOn', { explodeAt: undefined });
    expect(stage.state.methods[0]).toMatchObject({ iteration: 0, failure: '', imported: false });
    await stage.ask('step');
    expect(stage.losses.fm).toEqual(trainSerially({ seed: 4 }, 'fm', 1).losses);
  });

  it('gives up when workers keep failing, and tries again when asked to', async () => {
    let fault = 'out of memory';
    const stage = new FakeStage({ workers: 2, laneTime: () => 5, laneFault: () => fault });
    await stage.ask('configure', { seed: 5 });
    await stage.ask('train');
    await stage.clock.until(() => stage.errors().length > 0 && !stage.state.busy);
    expect(stage.errors()).toEqual(['Training stopped, its workers keep failing: out of memory']);
    fault = '';
    await stage.ask('step');
    expect(METHODS.map((method) => stage.iteration(method))).toEqual([1, 1, 1]);
    expect(stage.state.workers).toBe(2);
    await expectSerialResults(stage, 5);
  });

  it('is not the workers that slept with the machine', async () => {
    const stage = new FakeStage({ workers: 2, laneTime: () => 5000 });
    await stage.ask('configure', {});
    await stage.ask('train');
    await stage.clock.pass(1111);
    const ids = [...stage.workers.keys()];
    stage.clock.now += 3_600_000;
    await stage.clock.pass(3000);
    expect([...stage.workers.keys()]).toEqual(ids);
  });
});

describe('workers', () => {
  it('may be sent away and hired while training', async () => {
    const stage = steadyStage(4);
    await stage.ask('configure', { seed: 6 });
    await stage.ask('train');
    await stage.clock.pass(222);
    stage.count = 1;
    for (const id of [...stage.workers.keys()].slice(1)) stage.rpc.notify('leave', { id });
    await stage.clock.pass(222);
    expect(stage.state.workers).toBe(1);
    stage.count = 3;
    stage.hire();
    await stage.clock.pass(222);
    await stage.ask('pause');
    expect(stage.state.workers).toBe(3);
    expect(stage.errors()).toEqual([]);
    await expectSerialResults(stage, 6);
  });
});
