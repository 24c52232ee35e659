// Resuming kept runs, importing weights, and training up to an iteration, in simulated time.

import { describe, expect, it } from 'vitest';
import { SHOWN_METHODS } from '../../../../web/engine/methods.js';
import { Simulation, trainSerially } from '../fakes.js';

const simulationOf = (workers = 2) => new Simulation({ workers, laneTime: () => 5 });

/** @param {Simulation} simulation */
const iterations = (simulation) => SHOWN_METHODS.map((method) => simulation.iteration(method));

/** A simulation that has trained for some time. @param {object} settings */
async function trainedSimulation(settings, ms = 333) {
  const simulation = simulationOf();
  await simulation.call('configure', settings);
  await simulation.call('train');
  await simulation.clock.pass(ms);
  await simulation.call('pause');
  return simulation;
}

/** Every method's losses and parameters are those of serial training. @param {Simulation} simulation @param {object} settings */
async function expectSerialResults(simulation, settings) {
  for (const method of SHOWN_METHODS) {
    const { losses, parameters } = trainSerially(
      settings,
      method,
      Number(simulation.iteration(method)),
    );
    expect(simulation.losses[method], `losses of ${method}`).toEqual(losses);
    expect(await simulation.parameters(method), `parameters of ${method}`).toEqual(parameters);
  }
}

describe('trainTo', () => {
  it('stops each method exactly at its limit', async () => {
    const simulation = simulationOf(3);
    await simulation.call('configure', { seed: 4 });
    const limits = Object.fromEntries(SHOWN_METHODS.map((method, i) => [method, 7 + 2 * i]));
    await simulation.call('trainTo', limits);
    expect(iterations(simulation)).toEqual(Object.values(limits));
    expect(simulation.state).toMatchObject({ running: false, busy: false, done: false });
    await expectSerialResults(simulation, { seed: 4 });
  });

  it('does not train methods without a limit', async () => {
    const simulation = simulationOf();
    await simulation.call('configure', {});
    await simulation.call('trainTo', { [SHOWN_METHODS[1]]: 3 });
    expect(iterations(simulation)).toEqual(SHOWN_METHODS.map((_, i) => (i === 1 ? 3 : 0)));
  });

  it('resolves at once when there is nothing to do, and does not limit later commands', async () => {
    const simulation = await trainedSimulation({});
    const before = iterations(simulation);
    await simulation.call(
      'trainTo',
      Object.fromEntries(SHOWN_METHODS.map((method) => [method, 1])),
    );
    expect(iterations(simulation)).toEqual(before);
    await simulation.call('step');
    expect(iterations(simulation)).toEqual(before.map((iteration) => Number(iteration) + 1));
    await simulation.call('train');
    await simulation.clock.pass(500);
    expect(simulation.losses.fm.length).toBeGreaterThan(Number(before[0]) + 2);
  });

  it('can be paused and repeated', async () => {
    const simulation = simulationOf();
    await simulation.call('configure', {});
    const limits = Object.fromEntries(SHOWN_METHODS.map((method) => [method, 10]));
    const first = simulation.rpc.call('trainTo', limits);
    await simulation.clock.pass(100);
    await simulation.call('pause');
    await first;
    expect(Number(simulation.iteration('fm'))).toBeLessThan(10);
    await simulation.call('trainTo', limits);
    expect(iterations(simulation)).toEqual(SHOWN_METHODS.map(() => 10));
  });
});

describe('a kept run', () => {
  it('continues elsewhere as if it had not been interrupted', async () => {
    const settings = { seed: 5, iterations: 40 };
    const kept = await (await trainedSimulation(settings)).call('keepRun');
    const simulation = simulationOf(1);
    await simulation.call('configure', { seed: 1 });
    await simulation.call('resume', kept);
    expect(Number(simulation.iteration('fm'))).toBeGreaterThan(3);
    await expectSerialResults(simulation, settings);
    await simulation.call('train');
    await simulation.clock.until(() => simulation.state.done && !simulation.state.busy);
    await expectSerialResults(simulation, settings);
  });

  it('that is damaged changes nothing', async () => {
    const kept = await (await trainedSimulation({ seed: 5 })).call('keepRun');
    kept.methods[1].weights = kept.methods[1].weights.slice(1);
    const simulation = await trainedSimulation({ seed: 1 });
    const before = iterations(simulation);
    await expect(simulation.call('resume', kept)).rejects.toThrow('do not fit');
    expect(iterations(simulation)).toEqual(before);
    await simulation.call('step');
    await expectSerialResults(simulation, { seed: 1 });
  });
});

describe('checkpoints', () => {
  const settings = { seed: 5, iterations: 400, checkpoint_every: 4 };
  /** @param {Simulation} simulation @param {import('../../../../web/engine/types.js').Method} [method] */
  const checkpoints = (simulation, method = 'imf') => simulation.call('checkpoints', method);
  /** @param {number} last The latest iteration. */
  const regular = (last) => Array.from({ length: Math.floor(last / 4) + 1 }, (_, i) => 4 * i);

  it('survive any number of interruptions, and equal those of a run without', async () => {
    let simulation = await trainedSimulation(settings);
    for (let i = 0; i < 3; i++) {
      const kept = await simulation.call('keepRun');
      simulation = simulationOf();
      await simulation.call('resume', kept);
      expect(await checkpoints(simulation)).toEqual(regular(Number(simulation.iteration('imf'))));
      await simulation.call('train');
      await simulation.clock.pass(500);
      await simulation.call('pause');
      expect(await checkpoints(simulation)).toEqual(regular(Number(simulation.iteration('imf'))));
    }
    for (const checkpoint of [0, 1, 3, 6]) {
      const { parameters } = await simulation.call('parameters', { method: 'imf', checkpoint });
      const expected = trainSerially(settings, 'imf', 4 * checkpoint).parameters;
      expect([...parameters], `checkpoint ${checkpoint}`).toEqual(expected);
    }
  });

  it('are reset by an import for its method, and for no other', async () => {
    const simulation = await trainedSimulation(settings);
    const kept = await simulation.call('keepRun');
    await simulation.call('resume', kept);
    const before = await checkpoints(simulation);
    const weights = new Uint8Array(Float32Array.of(1, 2, 3).buffer);
    await simulation.call('importWeights', { method: 'mf', weights });
    expect(await checkpoints(simulation)).toEqual(before);
    expect(await checkpoints(simulation, 'mf')).toEqual([0]);
  });

  it('are kept when a run continues at another learning rate', async () => {
    const simulation = await trainedSimulation({ ...settings, lr: 0.01 }, 900);
    const before = await checkpoints(simulation);
    expect(before.length).toBeGreaterThan(2);
    await simulation.call('goOn', { lr: 0.001 });
    expect(await checkpoints(simulation)).toEqual(before);
  });
});

describe('importWeights', () => {
  it('restarts one method and does not change the others', async () => {
    const simulation = await trainedSimulation({ seed: 2 });
    const [fm, , imf] = iterations(simulation);
    const weights = new Uint8Array(Float32Array.of(1, 2, 3).buffer);
    expect(await simulation.call('importWeights', { method: 'mf', weights })).toBe(7);
    expect(await simulation.parameters('mf')).toEqual([1, 2, 3]);
    expect(simulation.state.methods.map(({ iteration }) => iteration).slice(0, 3)).toEqual([
      fm,
      0,
      imf,
    ]);
    expect(simulation.state.methods.map(({ imported }) => imported).slice(0, 3)).toEqual([
      false,
      true,
      false,
    ]);
    expect(simulation.losses.mf).toEqual([]);
    const { losses } = trainSerially({ seed: 2 }, 'fm', Number(fm));
    expect(simulation.losses.fm).toEqual(losses);
    await simulation.call('step');
    expect(simulation.losses.mf).toHaveLength(1);
    const longer = trainSerially({ seed: 2 }, 'fm', Number(fm) + 1);
    expect(await simulation.parameters('fm')).toEqual(longer.parameters);
  });

  it('while training continues training', async () => {
    const simulation = simulationOf();
    await simulation.call('configure', {});
    await simulation.call('train');
    await simulation.clock.pass(200);
    const weights = new Uint8Array(Float32Array.of(1, 2, 3).buffer);
    await simulation.call('importWeights', { method: 'imf', weights });
    await simulation.clock.pass(400);
    expect(simulation.state.running).toBe(true);
    await simulation.call('pause');
    const fm = trainSerially({}, 'fm', Number(simulation.iteration('fm')));
    expect(await simulation.parameters('fm')).toEqual(fm.parameters);
    expect(simulation.losses.imf.length).toBe(simulation.iteration('imf'));
    expect(simulation.losses.imf.length).toBeGreaterThan(2);
  });

  it('that does not fit changes nothing', async () => {
    const simulation = await trainedSimulation({ seed: 3 });
    const before = iterations(simulation);
    const request = { method: 'mf', weights: new Uint8Array(5) };
    await expect(simulation.call('importWeights', request)).rejects.toThrow('5 bytes do not fit');
    expect(iterations(simulation)).toEqual(before);
    await simulation.call('step');
    await expectSerialResults(simulation, { seed: 3 });
  });
});

it('receipts contain iteration, loss and a hash of the parameters of each method', async () => {
  const simulation = await trainedSimulation({ seed: 3 });
  const { arithmetic, receipts } = await simulation.call('receipts');
  expect(arithmetic).toBe('fake');
  for (const { method, iteration, receipt, loss } of receipts) {
    const { losses, parameters } = trainSerially({ seed: 3 }, method, iteration);
    expect(receipt).toBe(parameters.join(' '));
    expect(loss).toBeCloseTo(losses.reduce((sum, value) => sum + value) / losses.length, 5);
  }
});

describe('phases at other learning rates', () => {
  /** Of iMF. @param {Simulation} simulation */
  async function receiptOf(simulation) {
    const { receipts } = /** @type {import('../../../../web/engine/types.js').Receipts} */ (
      await simulation.call('receipts')
    );
    return receipts.find(({ method }) => method === 'imf');
  }

  it('are part of receipts and of kept runs', async () => {
    const simulation = await trainedSimulation({ seed: 5, lr: 0.01 }, 900);
    const until = Number(simulation.iteration('imf'));
    await simulation.call('goOn', { lr: 0.001 });
    const phases = [{ until, lr: 0.01 }];
    expect(await receiptOf(simulation)).toMatchObject({
      iteration: until,
      phases,
      imported: false,
    });
    await simulation.call('step');
    const kept = await simulation.call('keepRun');
    const other = simulationOf();
    await other.call('resume', kept);
    expect(await receiptOf(other)).toMatchObject({ iteration: until + 1, phases, imported: false });
    await other.call('goOn', { lr: 0.003 });
    expect((await receiptOf(other))?.phases).toEqual([...phases, { until: until + 1, lr: 0.001 }]);
    await other.call('reset');
    await other.call('step');
    expect((await receiptOf(other))?.phases).toEqual([]);
  });

  it('are empty if the rate does not change, or before training', async () => {
    const simulation = simulationOf();
    await simulation.call('configure', { seed: 5, lr: 0.01 });
    await simulation.call('goOn', { lr: 0.02 });
    await simulation.call('step');
    await simulation.call('goOn', { lr: 0.02 });
    expect(await receiptOf(simulation)).toMatchObject({
      iteration: 1,
      phases: [],
      imported: false,
    });
  });

  it('do not hide changes of other settings, or imported weights', async () => {
    const simulation = await trainedSimulation({ seed: 5, lr: 0.01 }, 100);
    await simulation.call('goOn', { lr: 0.001, clip: 1 });
    expect(await receiptOf(simulation)).toMatchObject({ imported: true });
    const weights = new Uint8Array(Float32Array.of(1, 2, 3).buffer);
    await simulation.call('importWeights', { method: 'imf', weights });
    expect(await receiptOf(simulation)).toMatchObject({ imported: true, phases: [] });
  });
});
