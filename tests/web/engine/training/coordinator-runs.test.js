// The coordinator when a run begins, and when something fails.

import { describe, expect, it } from 'vitest';
import { Simulation, SMALL_BATCH, trainSerially } from '../fakes.js';
import { expectSerialResults, METHODS, steadySimulation } from '../serial-results.js';

describe('configure', () => {
  it('starts over and continues training', async () => {
    const simulation = steadySimulation(2);
    await simulation.call('configure', { seed: 1 });
    await simulation.call('train');
    await simulation.clock.pass(200);
    await simulation.call('configure', { seed: 9 });
    simulation.losses = { fm: [], mf: [], imf: [] };
    expect(simulation.state).toMatchObject({ run: 2, running: true });
    await simulation.clock.pass(200);
    await simulation.call('pause');
    expect(simulation.iteration('fm')).toBeGreaterThan(0);
    await expectSerialResults(simulation, 9);
  });

  it('ignores lanes of the previous run', async () => {
    const simulation = steadySimulation(2);
    await simulation.call('configure', { seed: 1 });
    simulation.rpc.notify('step');
    await simulation.clock.pass(17);
    await simulation.call('configure', { seed: 9 });
    simulation.losses = { fm: [], mf: [], imf: [] };
    await simulation.call('step');
    await expectSerialResults(simulation, 9);
  });

  it('changes nothing when it is rejected', async () => {
    const simulation = steadySimulation(2);
    await simulation.call('configure', { seed: 1 });
    await simulation.call('train');
    await simulation.clock.pass(200);
    await expect(simulation.call('configure', { lr: 11 })).rejects.toThrow('lr: too high');
    expect(simulation.state).toMatchObject({ run: 1, running: true });
    await simulation.clock.pass(200);
    await simulation.call('pause');
    await expectSerialResults(simulation, 1);
  });

  it('that is rejected at first still determines the settings of step, train and reset', async () => {
    const simulation = steadySimulation(2);
    for (const [name, settings] of /** @type {const} */ ([
      ['configure', { seed: 6, lr: 11 }],
      ['step', undefined],
      ['train', undefined],
      ['reset', undefined],
    ])) {
      await expect(simulation.call(name, settings), name).rejects.toThrow('lr: too high');
    }
    await simulation.call('configure', { seed: 6 });
    await simulation.call('step');
    expect(METHODS.map((method) => simulation.iteration(method))).toEqual([1, 1, 1]);
    await expectSerialResults(simulation, 6);
  });

  it('does not wait long for lanes of the previous run', async () => {
    let laneTime = 60_000;
    const simulation = new Simulation({ workers: 2, laneTime: () => laneTime });
    await simulation.call('configure', {});
    await simulation.call('train');
    await simulation.clock.pass(100);
    laneTime = 5;
    await simulation.call('configure', { iterations: 3 });
    await simulation.clock.until(() => simulation.state.done, 10_000);
    expect(simulation.errors()).toEqual([]);
  });

  it('determines the settings after a reset, which pauses at iteration 0', async () => {
    const simulation = steadySimulation(2);
    await simulation.call('configure', { seed: 4 });
    await simulation.call('train');
    await simulation.clock.pass(100);
    await simulation.call('reset');
    expect(simulation.state).toMatchObject({ run: 2, running: false, busy: false });
    expect(METHODS.map((method) => simulation.iteration(method))).toEqual([0, 0, 0]);
    simulation.losses = { fm: [], mf: [], imf: [] };
    await simulation.call('step');
    await expectSerialResults(simulation, 4);
  });
});

describe('failures', () => {
  it('stop training at the last good state when a loss is not finite', async () => {
    const simulation = steadySimulation(2);
    await simulation.call('configure', { explodeAt: 4 });
    await simulation.call('train');
    await simulation.clock.until(() => simulation.errors().length > 0);
    await simulation.call('pause');
    expect(simulation.messages.find(({ name }) => name === 'error')?.argument).toEqual({
      message: 'the loss is not finite',
      method: 'fm',
      iteration: 4,
    });
    const { running, busy, methods } = simulation.state;
    expect({ running, busy, failure: methods[0].failure }).toEqual({
      running: false,
      busy: false,
      failure: 'the loss is not finite',
    });
    expect(simulation.losses.fm).toEqual(trainSerially({}, 'fm', 4).losses);
  });

  it('let the others finish the iteration in which a method failed', async () => {
    // The first iteration of MF takes long, so that FM is ahead.
    let lanes = 0;
    const laneTime = () => (++lanes > 8 && lanes <= 16 ? 50 : 5);
    const simulation = new Simulation({ workers: 2, laneTime });
    await simulation.call('setMethods', ['fm', 'mf']);
    await simulation.call('configure', { explodeAt: 1, batch: SMALL_BATCH });
    await simulation.call('train');
    await simulation.clock.until(() => simulation.errors().length > 0 && !simulation.state.busy);
    const states = simulation.state.methods.map(({ iteration, failure }) => [iteration, failure]);
    expect(states).toEqual(Array(2).fill([1, 'the loss is not finite']));
  });

  it('let a method continue from its recovery point with other settings, marked as imported', async () => {
    const simulation = steadySimulation(2);
    await simulation.call('configure', { explodeAt: 130, seed: 4 });
    const mf = 50;
    await simulation.call('trainTo', { fm: 140, mf });
    await simulation.clock.until(() => simulation.errors().length > 0);
    expect(simulation.state.methods[0]).toMatchObject({ iteration: 130, good: 100 });
    await expect(simulation.call('goOn', { lr: 11 })).rejects.toThrow('lr: too high');
    expect(simulation.state.methods[0].failure).not.toBe('');

    await simulation.call('goOn', { explodeAt: undefined });
    const { methods, running } = simulation.state;
    expect(running).toBe(false);
    expect(methods[0]).toMatchObject({ iteration: 100, failure: '', imported: true, good: 100 });
    expect(methods[1]).toMatchObject({ iteration: mf, failure: '', imported: true });
    expect(simulation.losses.fm).toEqual(trainSerially({ seed: 4 }, 'fm', 100).losses);
    await simulation.call('step');
    expect(await simulation.parameters('fm')).toEqual(
      trainSerially({ seed: 4 }, 'fm', 101).parameters,
    );
    expect(await simulation.parameters('mf')).toEqual(
      trainSerially({ seed: 4 }, 'mf', mf + 1).parameters,
    );
  });

  it('let a method without a recovery point start over, not marked as imported', async () => {
    const simulation = steadySimulation(2);
    await simulation.call('configure', { explodeAt: 4, seed: 4 });
    await simulation.call('train');
    await simulation.clock.until(() => simulation.errors().length > 0);
    await simulation.call('pause');
    await simulation.call('goOn', { explodeAt: undefined });
    expect(simulation.state.methods[0]).toMatchObject({
      iteration: 0,
      failure: '',
      imported: false,
    });
    await simulation.call('step');
    expect(simulation.losses.fm).toEqual(trainSerially({ seed: 4 }, 'fm', 1).losses);
  });

  it('stop training when workers keep failing, until it is requested again', async () => {
    let fault = 'out of memory';
    const simulation = new Simulation({ workers: 2, laneTime: () => 5, laneFault: () => fault });
    await simulation.call('configure', { seed: 5 });
    await simulation.call('train');
    await simulation.clock.until(() => simulation.errors().length > 0 && !simulation.state.busy);
    expect(simulation.errors()).toEqual([
      'Training stopped, its workers keep failing: out of memory',
    ]);
    fault = '';
    await simulation.call('step');
    expect(METHODS.map((method) => simulation.iteration(method))).toEqual([1, 1, 1]);
    expect(simulation.state.workers).toBe(2);
    await expectSerialResults(simulation, 5);
  });

  it('do not include a sleep of the machine', async () => {
    const simulation = new Simulation({ workers: 2, laneTime: () => 5000 });
    await simulation.call('configure', {});
    await simulation.call('train');
    await simulation.clock.pass(1111);
    const ids = [...simulation.workers.keys()];
    simulation.clock.now += 3_600_000;
    await simulation.clock.pass(3000);
    expect([...simulation.workers.keys()]).toEqual(ids);
  });
});

describe('workers', () => {
  it('can be removed and added while training', async () => {
    const simulation = steadySimulation(4);
    await simulation.call('configure', { seed: 6 });
    await simulation.call('train');
    await simulation.clock.pass(222);
    simulation.count = 1;
    for (const id of [...simulation.workers.keys()].slice(1))
      simulation.rpc.notify('removeLaneWorker', { id });
    await simulation.clock.pass(222);
    expect(simulation.state.workers).toBe(1);
    simulation.count = 3;
    simulation.startLaneWorkers();
    await simulation.clock.pass(222);
    await simulation.call('pause');
    expect(simulation.state.workers).toBe(3);
    expect(simulation.errors()).toEqual([]);
    await expectSerialResults(simulation, 6);
  });
});
