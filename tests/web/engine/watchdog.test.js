import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { InactivityTimeout, Watchdog } from '../../../web/engine/watchdog.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A worker that answers at once or later. */
class FakeWorker {
  answers = true;
  pings = 0;
  /** @type {(() => void)[]} */
  waiting = [];

  ping() {
    this.pings += 1;
    if (this.answers) return Promise.resolve();
    return /** @type {Promise<void>} */ (new Promise((resolve) => this.waiting.push(resolve)));
  }

  answer() {
    this.answers = true;
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}

function watchedWorker() {
  const worker = new FakeWorker();
  /** @type {string[]} */
  const reports = [];
  const watchdog = new Watchdog(
    () => worker.ping(),
    (reason) => reports.push(reason),
  );
  return { worker, reports, watchdog };
}

describe('a watchdog', () => {
  it('reports nothing while the worker answers, even late', async () => {
    const { worker, reports } = watchedWorker();
    for (let i = 0; i < 20; i++) {
      await vi.advanceTimersByTimeAsync(5000);
      worker.answers = false;
      await vi.advanceTimersByTimeAsync(25_000);
      worker.answer();
    }
    await vi.advanceTimersByTimeAsync(600_000);
    expect(reports).toEqual([]);
    expect(worker.pings).toBeGreaterThan(200);
  });

  it('reports a worker that stopped answering once, and stops pinging it', async () => {
    const { worker, reports } = watchedWorker();
    await vi.advanceTimersByTimeAsync(60_000);
    worker.answers = false;
    await vi.advanceTimersByTimeAsync(30_000);
    expect(reports).toEqual([]);
    await vi.advanceTimersByTimeAsync(5000);
    expect(reports).toEqual(['it has not answered for 30 s']);
    const { pings } = worker;
    await vi.advanceTimersByTimeAsync(600_000);
    expect(reports).toHaveLength(1);
    expect(worker.pings).toBe(pings);
  });

  it('gives a worker more time to start, and reports one that never does', async () => {
    const worker = new FakeWorker();
    worker.answers = false;
    /** @type {string[]} */
    const reports = [];
    new Watchdog(
      () => worker.ping(),
      (reason) => reports.push(reason),
    );
    await vi.advanceTimersByTimeAsync(60_000);
    expect(reports).toEqual([]);
    worker.answer();
    await vi.advanceTimersByTimeAsync(600_000);
    expect(reports).toEqual([]);
    worker.answers = false;
    await vi.advanceTimersByTimeAsync(40_000);
    expect(reports).toEqual(['it has not answered for 30 s']);

    worker.answers = false;
    new Watchdog(
      () => worker.ping(),
      (reason) => reports.push(reason),
    );
    await vi.advanceTimersByTimeAsync(600_000);
    expect(reports.slice(1)).toEqual(['it has not started within 60 s']);
  });

  it('does not count the time that the machine sleeps', async () => {
    const { worker, reports } = watchedWorker();
    await vi.advanceTimersByTimeAsync(12_000);
    worker.answers = false; // Nothing runs during sleep.
    for (let hour = 1; hour < 7; hour++) {
      vi.setSystemTime(Date.now() + 3_600_000);
      await vi.advanceTimersByTimeAsync(5000); // One tick is due at once, however many were missed.
    }
    worker.answer();
    await vi.advanceTimersByTimeAsync(600_000);
    expect(reports).toEqual([]);
  });

  it('stops pinging when stopped, or when the worker failed', async () => {
    const { worker, reports, watchdog } = watchedWorker();
    await vi.advanceTimersByTimeAsync(10_000);
    watchdog.stop();
    const { pings } = worker;
    await vi.advanceTimersByTimeAsync(600_000);
    expect(worker.pings).toBe(pings);
    const failed = vi.fn();
    new Watchdog(() => Promise.reject(new Error('gone')), failed);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(failed).not.toHaveBeenCalled();
    expect(reports).toEqual([]);
  });
});

describe('an inactivity timeout', () => {
  it('fires once, the given time after the last reset', async () => {
    const onTimeout = vi.fn();
    const onTick = vi.fn();
    const timeout = new InactivityTimeout(60, onTimeout, onTick);
    for (let i = 0; i < 20; i++) {
      await vi.advanceTimersByTimeAsync(50_000);
      timeout.reset();
    }
    await vi.advanceTimersByTimeAsync(50_000);
    timeout.reset(10);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(onTimeout).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(600_000);
    expect(onTimeout).toHaveBeenCalledOnce();
    expect(onTick).toHaveBeenCalledTimes(212);
  });

  it('does not fire after it was stopped', async () => {
    const onTimeout = vi.fn();
    new InactivityTimeout(10, onTimeout).stop();
    await vi.advanceTimersByTimeAsync(600_000);
    expect(onTimeout).not.toHaveBeenCalled();
  });
});
