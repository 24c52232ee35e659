// Going on with what was kept, beginning with weights from elsewhere, and training so far and no
// further, in simulated time.

import { describe, expect, it } from 'vitest';
import { SHOWN_METHODS } from '../../../../web/engine/methods.js';
import { FakeStage, trainSerially } from '../fakes.js';

const stageOf = (workers = 2) => new FakeStage({ workers, laneTime: () => 5 });

/** @param {FakeStage} stage */
const iterations = (stage) => SHOWN_METHODS.map((method) => stage.iteration(method));

/** A stage that trained for a while. @param {object} settings */
async function trainedStage(settings, ms = 333) {
  const stage = stageOf();
  await stage.ask('configure', settings);
  await stage.ask('train');
  await stage.clock.pass(ms);
  await stage.ask('pause');
  return stage;
}

/** Every method's losses and parameters are those of serial training. @param {FakeStage} stage @param {object} settings */
async function expectSerialResults(stage, settings) {
  for (const method of SHOWN_METHODS) {
    const { losses, parameters } = trainSerially(settings, method, Number(stage.iteration(method)));
    expect(stage.losses[method], `losses of ${method}`).toEqual(losses);
    expect(await stage.parameters(method), `parameters of ${method}`).toEqual(parameters);
  }
}

describe('trainTo', () => {
  it('stops each method where it was told to, and nowhere before', async () => {
    const stage = stageOf(3);
    await stage.ask('configure', { seed: 4 });
    const limits = Object.fromEntries(SHOWN_METHODS.map((method, i) => [method, 7 + 2 * i]));
    await stage.ask('trainTo', limits);
    expect(iterations(stage)).toEqual(Object.values(limits));
    expect(stage.state).toMatchObject({ running: false, busy: false, done: false });
    await expectSerialResults(stage, { seed: 4 });
  });

  it('lets methods without a limit rest', async () => {
    const stage = stageOf();
    await stage.ask('configure', {});
    await stage.ask('trainTo', { [SHOWN_METHODS[1]]: 3 });
    expect(iterations(stage)).toEqual(SHOWN_METHODS.map((_, i) => (i === 1 ? 3 : 0)));
  });

  it('is over at once when there is nothing to do, and holds for no later command', async () => {
    const stage = await trainedStage({});
    const before = iterations(stage);
    await stage.ask('trainTo', Object.fromEntries(SHOWN_METHODS.map((method) => [method, 1])));
    expect(iterations(stage)).toEqual(before);
    await stage.ask('step');
    expect(iterations(stage)).toEqual(before.map((iteration) => Number(iteration) + 1));
    await stage.ask('train');
    await stage.clock.pass(500);
    expect(stage.losses.fm.length).toBeGreaterThan(Number(before[0]) + 2);
  });

  it('can be paused, and told again', async () => {
    const stage = stageOf();
    await stage.ask('configure', {});
    const limits = Object.fromEntries(SHOWN_METHODS.map((method) => [method, 10]));
    const first = stage.rpc.call('trainTo', limits);
    await stage.clock.pass(100);
    await stage.ask('pause');
    await first;
    expect(Number(stage.iteration('fm'))).toBeLessThan(10);
    await stage.ask('trainTo', limits);
    expect(iterations(stage)).toEqual(SHOWN_METHODS.map(() => 10));
  });
});

describe('a kept run', () => {
  it('goes on elsewhere as if there had been no break', async () => {
    const settings = { seed: 5, iterations: 40 };
    const kept = await (await trainedStage(settings)).ask('keepRun');
    const stage = stageOf(1);
    await stage.ask('configure', { seed: 1 });
    await stage.ask('resume', kept);
    expect(Number(stage.iteration('fm'))).toBeGreaterThan(3);
    await expectSerialResults(stage, settings);
    await stage.ask('train');
    await stage.clock.until(() => stage.state.done && !stage.state.busy);
    await expectSerialResults(stage, settings);
  });

  it('that is damaged changes nothing', async () => {
    const kept = await (await trainedStage({ seed: 5 })).ask('keepRun');
    kept.methods[1].weights = kept.methods[1].weights.slice(1);
    const stage = await trainedStage({ seed: 1 });
    const before = iterations(stage);
    await expect(stage.ask('resume', kept)).rejects.toThrow('do not fit');
    expect(iterations(stage)).toEqual(before);
    await stage.ask('step');
    await expectSerialResults(stage, { seed: 1 });
  });
});

describe('checkpoints', () => {
  const settings = { seed: 5, iterations: 400, checkpoint_every: 4 };
  /** @param {FakeStage} stage @param {import('../../../../web/engine/types.js').Method} [method] */
  const checkpoints = (stage, method = 'imf') => stage.ask('checkpoints', method);
  /** @param {number} last  the latest iteration */
  const regular = (last) => Array.from({ length: Math.floor(last / 4) + 1 }, (_, i) => 4 * i);

  it('outlive breaks, as many as there are, and are those of a run without', async () => {
    let stage = await trainedStage(settings);
    for (let i = 0; i < 3; i++) {
      const kept = await stage.ask('keepRun');
      stage = stageOf();
      await stage.ask('resume', kept);
      expect(await checkpoints(stage)).toEqual(regular(Number(stage.iteration('imf'))));
      await stage.ask('train');
      await stage.clock.pass(500);
      await stage.ask('pause');
      expect(await checkpoints(stage)).toEqual(regular(Number(stage.iteration('imf'))));
    }
    for (const checkpoint of [0, 1, 3, 6]) {
      const { parameters } = await stage.ask('parameters', { method: 'imf', checkpoint });
      const wanted = trainSerially(settings, 'imf', 4 * checkpoint).parameters;
      expect([...parameters], `checkpoint ${checkpoint}`).toEqual(wanted);
    }
  });

  it('are as before for methods that an import leaves alone, and gone for the other', async () => {
    const stage = await trainedStage(settings);
    const kept = await stage.ask('keepRun');
    await stage.ask('resume', kept);
    const before = await checkpoints(stage);
    const weights = new Uint8Array(Float32Array.of(1, 2, 3).buffer);
    await stage.ask('importWeights', { method: 'mf', weights });
    expect(await checkpoints(stage)).toEqual(before);
    expect(await checkpoints(stage, 'mf')).toEqual([0]);
  });

  it('stay when a run goes on at another learning rate, up to where it does', async () => {
    const stage = await trainedStage({ ...settings, lr: 0.01 }, 900);
    const before = await checkpoints(stage);
    expect(before.length).toBeGreaterThan(2);
    await stage.ask('goOn', { lr: 0.001 });
    expect(await checkpoints(stage)).toEqual(before);
  });
});

describe('importWeights', () => {
  it('begins one method anew and leaves the others where they were', async () => {
    const stage = await trainedStage({ seed: 2 });
    const [fm, , imf] = iterations(stage);
    const weights = new Uint8Array(Float32Array.of(1, 2, 3).buffer);
    expect(await stage.ask('importWeights', { method: 'mf', weights })).toBe(7);
    expect(await stage.parameters('mf')).toEqual([1, 2, 3]);
    expect(stage.state.methods.map(({ iteration }) => iteration).slice(0, 3)).toEqual([fm, 0, imf]);
    expect(stage.state.methods.map(({ imported }) => imported).slice(0, 3)).toEqual([
      false,
      true,
      false,
    ]);
    expect(stage.losses.mf).toEqual([]);
    const { losses } = trainSerially({ seed: 2 }, 'fm', Number(fm));
    expect(stage.losses.fm).toEqual(losses);
    await stage.ask('step');
    expect(stage.losses.mf).toHaveLength(1);
    const longer = trainSerially({ seed: 2 }, 'fm', Number(fm) + 1);
    expect(await stage.parameters('fm')).toEqual(longer.parameters);
  });

  it('amid training goes on training', async () => {
    const stage = stageOf();
    await stage.ask('configure', {});
    await stage.ask('train');
    await stage.clock.pass(200);
    const weights = new Uint8Array(Float32Array.of(1, 2, 3).buffer);
    await stage.ask('importWeights', { method: 'imf', weights });
    await stage.clock.pass(400);
    expect(stage.state.running).toBe(true);
    await stage.ask('pause');
    const fm = trainSerially({}, 'fm', Number(stage.iteration('fm')));
    expect(await stage.parameters('fm')).toEqual(fm.parameters);
    expect(stage.losses.imf.length).toBe(stage.iteration('imf'));
    expect(stage.losses.imf.length).toBeGreaterThan(2);
  });

  it('that does not fit changes nothing', async () => {
    const stage = await trainedStage({ seed: 3 });
    const before = iterations(stage);
    const request = { method: 'mf', weights: new Uint8Array(5) };
    await expect(stage.ask('importWeights', request)).rejects.toThrow('5 bytes do not fit');
    expect(iterations(stage)).toEqual(before);
    await stage.ask('step');
    await expectSerialResults(stage, { seed: 3 });
  });
});

it('receipts tell each method by its parameters, iteration and loss', async () => {
  const stage = await trainedStage({ seed: 3 });
  const { arithmetic, receipts } = await stage.ask('receipts');
  expect(arithmetic).toBe('fake');
  for (const { method, iteration, receipt, loss } of receipts) {
    const { losses, parameters } = trainSerially({ seed: 3 }, method, iteration);
    expect(receipt).toBe(parameters.join(' '));
    expect(loss).toBeCloseTo(losses.reduce((sum, value) => sum + value) / losses.length, 5);
  }
});

describe('phases at other learning rates', () => {
  /** Of iMF. @param {FakeStage} stage */
  async function receiptOf(stage) {
    const { receipts } = /** @type {import('../../../../web/engine/types.js').Receipts} */ (
      await stage.ask('receipts')
    );
    return receipts.find(({ method }) => method === 'imf');
  }

  it('are told with receipts, and kept with the run', async () => {
    const stage = await trainedStage({ seed: 5, lr: 0.01 }, 900);
    const until = Number(stage.iteration('imf'));
    await stage.ask('goOn', { lr: 0.001 });
    const phases = [{ until, lr: 0.01 }];
    expect(await receiptOf(stage)).toMatchObject({ iteration: until, phases, imported: false });
    await stage.ask('step');
    const kept = await stage.ask('keepRun');
    const other = stageOf();
    await other.ask('resume', kept);
    expect(await receiptOf(other)).toMatchObject({ iteration: until + 1, phases, imported: false });
    await other.ask('goOn', { lr: 0.003 });
    expect((await receiptOf(other))?.phases).toEqual([...phases, { until: until + 1, lr: 0.001 }]);
    await other.ask('reset');
    await other.ask('step');
    expect((await receiptOf(other))?.phases).toEqual([]);
  });

  it('are none where the rate stays, or before anything is trained', async () => {
    const stage = stageOf();
    await stage.ask('configure', { seed: 5, lr: 0.01 });
    await stage.ask('goOn', { lr: 0.02 });
    await stage.ask('step');
    await stage.ask('goOn', { lr: 0.02 });
    expect(await receiptOf(stage)).toMatchObject({ iteration: 1, phases: [], imported: false });
  });

  it('do not hide that other settings changed, or that weights came from elsewhere', async () => {
    const stage = await trainedStage({ seed: 5, lr: 0.01 }, 100);
    await stage.ask('goOn', { lr: 0.001, clip: 1 });
    expect(await receiptOf(stage)).toMatchObject({ imported: true });
    const weights = new Uint8Array(Float32Array.of(1, 2, 3).buffer);
    await stage.ask('importWeights', { method: 'imf', weights });
    expect(await receiptOf(stage)).toMatchObject({ imported: true, phases: [] });
  });
});
