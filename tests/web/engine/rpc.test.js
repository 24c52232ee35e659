import { afterEach, describe, expect, it } from 'vitest';
import { Rpc, transferred } from '../../../web/engine/rpc.js';

/** @type {Rpc[]} */
const open = [];
afterEach(() => {
  for (const rpc of open.splice(0)) rpc.close('the test is over');
});

/** @param {Record<string, (argument: any) => any>} handlers @param {(error: any) => void} [onFault] */
function pair(handlers, onFault = () => {}) {
  const { port1, port2 } = new MessageChannel();
  const here = new Rpc(port1, {}, () => {});
  const there = new Rpc(port2, handlers, onFault);
  open.push(here, there);
  return { here, there };
}

describe('Rpc', () => {
  it('matches each answer to its call, in any order', async () => {
    const { here } = pair({
      double: (value) => 2 * value,
      late: (ms) => new Promise((resolve) => setTimeout(() => resolve(ms), ms)),
    });
    const answers = [here.call('late', 30), here.call('double', 4), here.call('late', 1)];
    expect(await Promise.all(answers)).toEqual([30, 8, 1]);
  });

  it('rejects a call with the error of its handler', async () => {
    const { here } = pair({
      refuse: () => {
        throw new Error('lr: too high');
      },
    });
    await expect(here.call('refuse')).rejects.toThrow('lr: too high');
  });

  it('passes errors of notification handlers to onFault', async () => {
    const fault = new Promise((resolve) => {
      const { here } = pair({ fail: () => Promise.reject(new Error('no caller')) }, resolve);
      here.notify('fail');
    });
    expect(await fault).toMatchObject({ message: 'no caller' });
  });

  it('transfers buffers both ways instead of copying them', async () => {
    const kept = new Float32Array([1, 2]);
    const { here } = pair({
      swap: (/** @type {Float32Array} */ array) => transferred({ kept, sum: array[0] }, kept),
    });
    const given = new Float32Array([3]);
    const answer = await here.call('swap', given, [given.buffer]);
    expect(answer).toEqual({ kept: new Float32Array([1, 2]), sum: 3 });
    expect([given.length, kept.length]).toEqual([0, 0]);
  });

  it('rejects pending and later calls when closed', async () => {
    const { here } = pair({ never: () => new Promise(() => {}) });
    const call = here.call('never');
    here.close('disposed of');
    await expect(call).rejects.toThrow('disposed of');
    await expect(here.call('never')).rejects.toThrow('disposed of');
  });
});
