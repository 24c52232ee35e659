// How the engine replaces workers that fail or hang, with fake workers and fake watchdog timers.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EngineWorkers } from '../../../../web/engine/client/engine-workers.js';
import { Rpc } from '../../../../web/engine/rpc.js';

/** @import {WorkerListener} from '../../../../web/engine/client/engine-workers.js' */

/** Gives messages and answers time to arrive. */
const handleMessages = () => new Promise((resolve) => setTimeout(resolve, 5));

/** Lets so many seconds pass, and handles messages in between. @param {number} seconds */
async function pass(seconds) {
  for (let past = 0; past < seconds; past += 5) {
    vi.advanceTimersByTime(5000);
    await handleMessages();
  }
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Records and answers every request, unless it hangs. */
class FakeWorker {
  onerror = /** @type {any} */ (null);
  onmessage = /** @type {any} */ (null);
  stopped = false;
  role = '';
  /** @type {[string, any][]} */
  received = [];
  /** @type {Rpc | undefined} */
  rpc = undefined;

  /** @param {{hangs: (role: string) => boolean}} behaviour */
  constructor(behaviour) {
    this.behaviour = behaviour;
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
    if (this.behaviour.hangs(this.role)) return new Promise(() => {});
    if (name === 'refused') throw new Error('out of range');
    if (name !== 'ping') this.received.push([name, argument]);
    return `${name} done`;
  }

  terminate() {
    this.stopped = true;
    this.rpc?.close('');
  }
}

/** EngineWorkers with one lane worker. Workers whose role is in `hanging` do not answer. */
class Fixture {
  /** @type {FakeWorker[]} */
  created = [];
  /** @type {{message: string, ended?: boolean}[]} */
  errors = [];
  /** Roles. @type {string[]} */
  hanging = [];

  constructor(compile = async () => /** @type {any} */ ({})) {
    const host = {
      compile,
      cores: () => 1,
      createWorker: () => {
        this.created.push(new FakeWorker({ hangs: (role) => this.hanging.includes(role) }));
        return /** @type {FakeWorker} */ (this.created.at(-1));
      },
    };
    const listener = new Proxy(/** @type {any} */ ({}), {
      get: (_, name) => (/** @type {any} */ detail) => {
        if (name === 'error') this.errors.push(detail);
      },
    });
    this.workers = new EngineWorkers(host, 1, /** @type {WorkerListener} */ (listener));
  }

  /** @param {string} role @returns {FakeWorker} The latest one. */
  the(role) {
    const found = this.created.findLast((worker) => worker.role === role);
    if (!found) throw new Error(`No ${role}`);
    return found;
  }
}

const replaced = 'Another one has taken its place.';

describe('a sampler that hangs', () => {
  it('is reported and replaced by one with the same configuration; training is unaffected', async () => {
    const fixture = new Fixture();
    await fixture.workers.configureSampler('sampling', { count: 5 });
    await fixture.workers.configureSampler('sampling', { count: 7 });
    await fixture.workers.configureSampler('probe', [1, 2]);
    await pass(60);
    expect(fixture.errors).toEqual([]);
    const first = fixture.the('sampler');
    fixture.hanging = ['sampler'];
    const request = fixture.workers.request('sample', {});
    request.catch(() => {});
    const grid = fixture.workers.requestUntilAnswered('density', {});
    const configuration = fixture.workers.configureSampler('fields', ['exact']);
    await pass(25);
    expect(first.stopped).toBe(false);
    vi.advanceTimersByTime(10_000);
    fixture.hanging = [];
    await handleMessages();

    const message = `The worker that samples failed: it has not answered for 30 s`;
    expect(fixture.errors).toEqual([{ message: `${message}. ${replaced}`, unsurveyed: true }]);
    expect(first.stopped).toBe(true);
    await expect(request).rejects.toThrow(message);
    expect(await grid).toBe('density done');
    await configuration;
    const second = fixture.the('sampler');
    expect(second).not.toBe(first);
    expect(Object.fromEntries(second.received)).toEqual({
      sampling: { count: 7 },
      probe: [1, 2],
      density: {},
      fields: ['exact'],
    });
    expect(fixture.the('coordinator').stopped).toBe(false);
    expect(fixture.created.filter(({ role }) => role === 'coordinator')).toHaveLength(1);
    await pass(600);
    expect(fixture.errors).toHaveLength(1);
    fixture.workers.dispose();
  });

  it('repeatedly is no longer replaced, until the next request', async () => {
    const fixture = new Fixture();
    await fixture.workers.configureSampler('sampling', { count: 7 });
    fixture.hanging = ['sampler'];
    await pass(600);
    const failed = 'The worker that samples failed: it has not ';
    expect(fixture.errors.map(({ message }) => message.startsWith(failed))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(fixture.errors.map(({ message }) => message.endsWith(replaced))).toEqual([
      true,
      true,
      true,
      false,
    ]);
    const created = fixture.created.length;
    await pass(600);
    expect(fixture.created).toHaveLength(created);
    fixture.hanging = [];
    await fixture.workers.configureSampler('sampling', { count: 2 });
    expect(fixture.the('sampler').received.at(-1)).toEqual(['sampling', { count: 2 }]);
    expect(fixture.created).toHaveLength(created + 1);
    await pass(600);
    expect(fixture.errors).toHaveLength(4);
    fixture.workers.dispose();
  });

  it('only occasionally is replaced every time', async () => {
    const fixture = new Fixture();
    for (let i = 1; i <= 8; i++) {
      await pass(150);
      fixture.hanging = ['sampler'];
      for (let past = 0; fixture.errors.length < i && past < 100; past += 5) await pass(5);
      fixture.hanging = [];
      await pass(5);
    }
    expect(fixture.errors.map(({ message }) => message.endsWith(replaced))).toEqual(
      Array(8).fill(true),
    );
    fixture.workers.dispose();
  });
});

it('does not repeat a request that the sampler rejected', async () => {
  const fixture = new Fixture();
  await expect(fixture.workers.configureSampler('refused', 0)).rejects.toThrow('out of range');
  fixture.the('sampler').onerror({ message: 'killed' });
  await handleMessages();
  expect(fixture.the('sampler').received).toEqual([]);
  fixture.workers.dispose();
});

describe('a coordinator', () => {
  it('that never starts is reported, counting from when the module has compiled', async () => {
    /** @type {(module: any) => void} */
    let compiled = () => {};
    const module = new Promise((resolve) => {
      compiled = resolve;
    });
    const fixture = new Fixture(() => /** @type {any} */ (module));
    fixture.hanging = ['coordinator'];
    const received = fixture.workers.coordinator.call('ready');
    received.catch(() => {});
    await pass(600); // The download takes its time.
    expect(fixture.errors).toEqual([]);
    compiled({});
    await handleMessages();
    await pass(65);
    const message = 'The worker that trains failed: it has not started within 60 s';
    expect(fixture.errors).toEqual([{ message, ended: true }]);
    await expect(received).rejects.toThrow(message);
    expect(fixture.created.every(({ stopped }) => stopped)).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('that fails stops the engine, with a single error', async () => {
    const fixture = new Fixture();
    const [coordinator, , sampler] = fixture.created;
    const fail = sampler.onerror;
    coordinator.onerror({ message: 'insecure' });
    fail({ message: 'insecure' }); // A failure that was reported meanwhile.
    expect(fixture.errors).toEqual([
      { message: 'The worker that trains failed: insecure', ended: true },
    ]);
    await pass(600);
    await expect(fixture.workers.configureSampler('sampling', {})).rejects.toThrow('insecure');
    expect(fixture.created).toHaveLength(3);
    expect(fixture.errors).toHaveLength(1);
  });
});

describe('workers that rest', () => {
  it('are gone but for the coordinator, and come back as they were', async () => {
    const fixture = new Fixture();
    await fixture.workers.configureSampler('sampling', { count: 7 });
    const [sampler, lanes] = [fixture.the('sampler'), fixture.the('lanes')];
    await fixture.workers.rest();
    expect([sampler.stopped, lanes.stopped]).toEqual([true, true]);
    await pass(60);
    expect(fixture.created.filter(({ stopped }) => !stopped).map(({ role }) => role)).toEqual([
      'coordinator',
    ]);
    fixture.workers.setWorkers(2);
    await handleMessages();
    expect(fixture.the('lanes')).toBe(lanes);
    fixture.workers.wake();
    await handleMessages();
    const running = fixture.created.filter(({ stopped }) => !stopped).map(({ role }) => role);
    expect(running.sort()).toEqual(['coordinator', 'lanes', 'lanes', 'sampler']);
    expect(Object.fromEntries(fixture.the('sampler').received)).toEqual({
      sampling: { count: 7 },
      hidden: true,
    });
    expect(fixture.errors).toEqual([]);
  });

  it('come for a request', async () => {
    const fixture = new Fixture();
    await handleMessages();
    await fixture.workers.rest();
    expect(await fixture.workers.request('sample', {})).toBe('sample done');
    expect(await fixture.workers.requestUntilAnswered('density', {})).toBe('density done');
    expect(fixture.created.filter(({ role }) => role === 'sampler')).toHaveLength(2);
    fixture.workers.dispose();
    await expect(fixture.workers.requestUntilAnswered('density', {})).rejects.toThrow('disposed');
  });

  it('have lane workers again when the coordinator asks for them', async () => {
    const fixture = new Fixture();
    await handleMessages();
    await fixture.workers.rest();
    fixture.the('coordinator').rpc?.notify('startLaneWorkers');
    await handleMessages();
    expect(fixture.the('lanes').stopped).toBe(false);
  });
});
