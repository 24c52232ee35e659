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
  received = [];
  stopped = 0;

  /** @param {any} message @param {any[]} ports */
  postMessage(message, ports) {
    this.received.push(message, ports);
  }

  terminate() {
    this.stopped += 1;
  }
}

/** @param {Promise<any>} module @param {() => FakeWorker} [createWorker] */
function poolOf(module, createWorker = () => new FakeWorker()) {
  /** @type {string[]} */
  const reasons = [];
  const host = { compile: () => module, createWorker, cores: () => 1 };
  const pool = new WorkerPool(host, (reason) => reasons.push(`no module: ${reason}`));
  return { pool, reasons, onFailure: (/** @type {string} */ reason) => reasons.push(reason) };
}

/** To a worker that answers while `answers` returns true. @param {() => boolean} answers */
const rpcTo = (answers) =>
  /** @type {any} */ ({ call: () => (answers() ? Promise.resolve() : new Promise(() => {})) });

describe('a pool', () => {
  it('starts workers once the module has compiled, except those stopped before', async () => {
    /** @type {(module: string) => void} */
    let compiled = () => {};
    const module = new Promise((resolve) => {
      compiled = resolve;
    });
    const { pool, reasons, onFailure } = poolOf(module);
    const port = /** @type {any} */ ('port');
    const [kept, stopped] = [0, 1].map(() => pool.start({ role: 'lanes' }, [port], onFailure));
    pool.stop(stopped);
    compiled('module');
    await vi.advanceTimersByTimeAsync(0);
    expect(kept).toMatchObject({
      received: [{ role: 'lanes', module: 'module' }, ['port']],
      stopped: 0,
    });
    expect(stopped).toMatchObject({ received: [], stopped: 1 });
    expect(reasons).toEqual([]);
  });

  it('reports why a worker failed: its script, an error, a fault that it reports, or a hang', async () => {
    const { pool, reasons, onFailure } = poolOf(Promise.resolve('module'));
    const workers = [0, 1, 2, 3].map(() => pool.start({}, [], onFailure));
    let answers = true;
    pool.watch(
      workers[3],
      rpcTo(() => answers),
      onFailure,
    );
    workers[0].onerror({});
    workers[1].onerror({ message: 'killed' });
    workers[2].onmessage({ data: { fault: 'broken' } });
    await vi.advanceTimersByTimeAsync(600_000);
    answers = false;
    await vi.advanceTimersByTimeAsync(600_000);
    expect(reasons).toEqual([
      'its script could not be loaded',
      'killed',
      'broken',
      'it has not answered for 30 s',
    ]);
  });

  it('reports nothing about workers that were stopped, and does not watch them', async () => {
    const { pool, reasons, onFailure } = poolOf(Promise.resolve('module'));
    const workers = [0, 1, 2].map(() => pool.start({}, [], onFailure));
    for (const worker of workers) {
      pool.watch(
        worker,
        rpcTo(() => false),
        onFailure,
      );
    }
    await vi.advanceTimersByTimeAsync(10_000);
    const [{ onerror }] = workers;
    pool.stop(workers[0]);
    pool.stop(workers[0]);
    pool.stop(null);
    pool.stopAll();
    onerror({ message: 'killed' });
    await vi.advanceTimersByTimeAsync(600_000);
    expect(reasons).toEqual([]);
    expect(workers.map((worker) => /** @type {any} */ (worker).stopped)).toEqual([1, 1, 1]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('reports a worker that cannot be created asynchronously, like one that fails', async () => {
    const { pool, reasons, onFailure } = poolOf(Promise.resolve('module'), () => {
      throw new Error('insecure');
    });
    const worker = pool.start({}, [], onFailure);
    expect(reasons).toEqual([]);
    await vi.advanceTimersByTimeAsync(0);
    expect(reasons).toEqual(['insecure']);
    pool.stop(worker);
    pool.stop(pool.start({}, [], onFailure));
    await vi.advanceTimersByTimeAsync(0);
    expect(reasons).toEqual(['insecure']);
  });

  it('reports once that the module did not compile, and then watches no worker', async () => {
    const { pool, reasons, onFailure } = poolOf(Promise.reject(new Error('HTTP 404')));
    const worker = pool.start({}, [], onFailure);
    pool.watch(
      worker,
      rpcTo(() => false),
      onFailure,
    );
    await vi.advanceTimersByTimeAsync(600_000);
    expect(reasons).toEqual(['no module: HTTP 404']);
  });
});
