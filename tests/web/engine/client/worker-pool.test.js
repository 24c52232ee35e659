import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WorkerPool } from '../../../../web/engine/client/worker-pool.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

class FakeWorker {
  onerror = /** @type {any} */ (null);
  onmessage = /** @type {any} */ (null);
  /** @type {any[]} */
  got = [];
  ended = 0;

  /** @param {any} message @param {any[]} ports */
  postMessage(message, ports) {
    this.got.push(message, ports);
  }

  terminate() {
    this.ended += 1;
  }
}

/** @param {Promise<any>} module @param {() => FakeWorker} [createWorker] */
function poolOf(module, createWorker = () => new FakeWorker()) {
  /** @type {string[]} */
  const told = [];
  const host = { compile: () => module, createWorker, cores: () => 1 };
  const pool = new WorkerPool(host, (reason) => told.push(`no module: ${reason}`));
  return { pool, told, tell: (/** @type {string} */ reason) => told.push(reason) };
}

/** To a worker that answers, or not. @param {() => boolean} answers */
const line = (answers) =>
  /** @type {any} */ ({ call: () => (answers() ? Promise.resolve() : new Promise(() => {})) });

describe('a pool', () => {
  it('starts workers with the module once it is there, but for those that were ended before', async () => {
    /** @type {(module: string) => void} */
    let compiled = () => {};
    const module = new Promise((resolve) => {
      compiled = resolve;
    });
    const { pool, told, tell } = poolOf(module);
    const port = /** @type {any} */ ('port');
    const [kept, ended] = [0, 1].map(() => pool.start({ role: 'lanes' }, [port], tell));
    pool.end(ended);
    compiled('module');
    await vi.advanceTimersByTimeAsync(0);
    expect(kept).toMatchObject({ got: [{ role: 'lanes', module: 'module' }, ['port']], ended: 0 });
    expect(ended).toMatchObject({ got: [], ended: 1 });
    expect(told).toEqual([]);
  });

  it('tells why a worker is of no use: its script, an error, what it says, or that it hangs', async () => {
    const { pool, told, tell } = poolOf(Promise.resolve('module'));
    const workers = [0, 1, 2, 3].map(() => pool.start({}, [], tell));
    let answers = true;
    pool.watch(
      workers[3],
      line(() => answers),
      tell,
    );
    workers[0].onerror({});
    workers[1].onerror({ message: 'killed' });
    workers[2].onmessage({ data: { fault: 'broken' } });
    await vi.advanceTimersByTimeAsync(600_000);
    answers = false;
    await vi.advanceTimersByTimeAsync(600_000);
    expect(told).toEqual([
      'its script could not be loaded',
      'killed',
      'broken',
      'it has not answered for 30 s',
    ]);
  });

  it('tells nothing of workers that were ended, and looks at none', async () => {
    const { pool, told, tell } = poolOf(Promise.resolve('module'));
    const workers = [0, 1, 2].map(() => pool.start({}, [], tell));
    for (const worker of workers) {
      pool.watch(
        worker,
        line(() => false),
        tell,
      );
    }
    await vi.advanceTimersByTimeAsync(10_000);
    const [{ onerror }] = workers;
    pool.end(workers[0]);
    pool.end(workers[0]);
    pool.end(null);
    pool.endAll();
    onerror({ message: 'killed' });
    await vi.advanceTimersByTimeAsync(600_000);
    expect(told).toEqual([]);
    expect(workers.map((worker) => /** @type {any} */ (worker).ended)).toEqual([1, 1, 1]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('takes a worker that cannot be made for one that fails, later', async () => {
    const { pool, told, tell } = poolOf(Promise.resolve('module'), () => {
      throw new Error('insecure');
    });
    const worker = pool.start({}, [], tell);
    expect(told).toEqual([]);
    await vi.advanceTimersByTimeAsync(0);
    expect(told).toEqual(['insecure']);
    pool.end(worker);
    pool.end(pool.start({}, [], tell));
    await vi.advanceTimersByTimeAsync(0);
    expect(told).toEqual(['insecure']);
  });

  it('tells once that there is no module, and waits for no worker then', async () => {
    const { pool, told, tell } = poolOf(Promise.reject(new Error('HTTP 404')));
    const worker = pool.start({}, [], tell);
    pool.watch(
      worker,
      line(() => false),
      tell,
    );
    await vi.advanceTimersByTimeAsync(600_000);
    expect(told).toEqual(['no module: HTTP 404']);
  });
});
