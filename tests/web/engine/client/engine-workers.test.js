// The engine's workers as they fail, hang and are replaced: workers are fakes, and so is the time between two looks.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Staff } from '../../../../web/engine/client/engine-workers.js';
import { Rpc } from '../../../../web/engine/rpc.js';

/** @import {Listener} from '../../../../web/engine/client/engine-workers.js' */

/** Messages and answers come. */
const moment = () => new Promise((resolve) => setTimeout(resolve, 5));

/** Seconds pass, with what they bring. @param {number} seconds */
async function pass(seconds) {
  for (let past = 0; past < seconds; past += 5) {
    vi.advanceTimersByTime(5000);
    await moment();
  }
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Answers whatever it is asked, unless it hangs, and remembers it. */
class FakeWorker {
  onerror = /** @type {any} */ (null);
  onmessage = /** @type {any} */ (null);
  ended = false;
  role = '';
  /** @type {[string, any][]} */
  asked = [];
  /** @type {Rpc | undefined} */
  rpc = undefined;

  /** @param {{hang: (role: string) => boolean}} manners */
  constructor(manners) {
    this.manners = manners;
  }

  /** @param {any} start */
  postMessage(start) {
    this.role = start.role;
    if (start.role === 'lanes') return;
    const handlers = new Proxy(/** @type {Record<string, any>} */ ({}), {
      get: (_, name) => (/** @type {any} */ argument) => this.answer(String(name), argument),
    });
    this.rpc = new Rpc(start.engine, handlers, () => {});
  }

  /** @param {string} name @param {any} argument */
  answer(name, argument) {
    if (this.manners.hang(this.role)) return new Promise(() => {});
    if (name === 'refused') throw new Error('out of range');
    if (name !== 'alive') this.asked.push([name, argument]);
    return `${name} done`;
  }

  terminate() {
    this.ended = true;
    this.rpc?.close('');
  }
}

/** Staff of one lane worker, whose workers hang when told to. */
class Stage {
  /** @type {FakeWorker[]} */
  made = [];
  /** @type {{message: string, ended?: boolean}[]} */
  errors = [];
  /** Roles. @type {string[]} */
  hanging = [];

  constructor(compile = async () => /** @type {any} */ ({})) {
    const host = {
      compile,
      cores: () => 1,
      createWorker: () => {
        this.made.push(new FakeWorker({ hang: (role) => this.hanging.includes(role) }));
        return /** @type {FakeWorker} */ (this.made.at(-1));
      },
    };
    const listener = new Proxy(/** @type {any} */ ({}), {
      get: (_, name) => (/** @type {any} */ told) => {
        if (name === 'error') this.errors.push(told);
      },
    });
    this.staff = new Staff(host, 1, /** @type {Listener} */ (listener));
  }

  /** @param {string} role @returns {FakeWorker} The one that is there now. */
  the(role) {
    const found = this.made.findLast((worker) => worker.role === role);
    if (!found) throw new Error(`No ${role}`);
    return found;
  }
}

const replaced = 'Another one has taken its place.';

describe('a sampler that hangs', () => {
  it('is told of and replaced, and its successor does what was asked for last; training is let be', async () => {
    const stage = new Stage();
    await stage.staff.wish('sampling', { count: 5 });
    await stage.staff.wish('sampling', { count: 7 });
    await stage.staff.wish('probe', [1, 2]);
    await pass(60);
    expect(stage.errors).toEqual([]);
    const first = stage.the('sampler');
    stage.hanging = ['sampler'];
    const question = stage.staff.ask('sample', {});
    question.catch(() => {});
    const grid = stage.staff.insist('density', {});
    const wish = stage.staff.wish('fields', ['exact']);
    await pass(25);
    expect(first.ended).toBe(false);
    vi.advanceTimersByTime(10_000);
    stage.hanging = [];
    await moment();

    const message = `The worker that samples failed: it has not answered for 30 s`;
    expect(stage.errors).toEqual([{ message: `${message}. ${replaced}`, unsurveyed: true }]);
    expect(first.ended).toBe(true);
    await expect(question).rejects.toThrow(message);
    expect(await grid).toBe('density done');
    await wish;
    const second = stage.the('sampler');
    expect(second).not.toBe(first);
    expect(Object.fromEntries(second.asked)).toEqual({
      sampling: { count: 7 },
      probe: [1, 2],
      density: {},
      fields: ['exact'],
    });
    expect(stage.the('conductor').ended).toBe(false);
    expect(stage.made.filter(({ role }) => role === 'conductor')).toHaveLength(1);
    await pass(600);
    expect(stage.errors).toHaveLength(1);
    stage.staff.dispose();
  });

  it('again and again is given up, until something else is asked for', async () => {
    const stage = new Stage();
    await stage.staff.wish('sampling', { count: 7 });
    stage.hanging = ['sampler'];
    await pass(600);
    const failed = 'The worker that samples failed: it has not ';
    expect(stage.errors.map(({ message }) => message.startsWith(failed))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(stage.errors.map(({ message }) => message.endsWith(replaced))).toEqual([
      true,
      true,
      true,
      false,
    ]);
    const made = stage.made.length;
    await pass(600);
    expect(stage.made).toHaveLength(made);
    stage.hanging = [];
    await stage.staff.wish('sampling', { count: 2 });
    expect(stage.the('sampler').asked.at(-1)).toEqual(['sampling', { count: 2 }]);
    expect(stage.made).toHaveLength(made + 1);
    await pass(600);
    expect(stage.errors).toHaveLength(4);
    stage.staff.dispose();
  });

  it('now and then is replaced as often as it does', async () => {
    const stage = new Stage();
    for (let i = 1; i <= 8; i++) {
      await pass(150);
      stage.hanging = ['sampler'];
      for (let past = 0; stage.errors.length < i && past < 100; past += 5) await pass(5);
      stage.hanging = [];
      await pass(5);
    }
    expect(stage.errors.map(({ message }) => message.endsWith(replaced))).toEqual(
      Array(8).fill(true),
    );
    stage.staff.dispose();
  });
});

it('what the sampler refuses is refused once', async () => {
  const stage = new Stage();
  await expect(stage.staff.wish('refused', 0)).rejects.toThrow('out of range');
  stage.the('sampler').onerror({ message: 'killed' });
  await moment();
  expect(stage.the('sampler').asked).toEqual([]);
  stage.staff.dispose();
});

describe('a conductor', () => {
  it('that never starts is told of, once there is a module to start with', async () => {
    /** @type {(module: any) => void} */
    let compiled = () => {};
    const module = new Promise((resolve) => {
      compiled = resolve;
    });
    const stage = new Stage(() => /** @type {any} */ (module));
    stage.hanging = ['conductor'];
    const asked = stage.staff.conductor.call('ready');
    asked.catch(() => {});
    await pass(600); // The download takes its time.
    expect(stage.errors).toEqual([]);
    compiled({});
    await moment();
    await pass(65);
    const message = 'The worker that trains failed: it has not started within 60 s';
    expect(stage.errors).toEqual([{ message, ended: true }]);
    await expect(asked).rejects.toThrow(message);
    expect(stage.made.every(({ ended }) => ended)).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('that fails ends everything, with one message', async () => {
    const stage = new Stage();
    const [conductor, , sampler] = stage.made;
    const fail = sampler.onerror;
    conductor.onerror({ message: 'insecure' });
    fail({ message: 'insecure' }); // It was on its way.
    expect(stage.errors).toEqual([
      { message: 'The worker that trains failed: insecure', ended: true },
    ]);
    await pass(600);
    await expect(stage.staff.wish('sampling', {})).rejects.toThrow('insecure');
    expect(stage.made).toHaveLength(3);
    expect(stage.errors).toHaveLength(1);
  });
});
