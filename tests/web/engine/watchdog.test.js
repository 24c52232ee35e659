import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Patience, Watchdog } from '../../../web/engine/watchdog.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A worker that answers, or not yet. */
class FakeWorker {
  answers = true;
  asked = 0;
  /** @type {(() => void)[]} */
  waiting = [];

  ask() {
    this.asked += 1;
    if (this.answers) return Promise.resolve();
    return /** @type {Promise<void>} */ (new Promise((resolve) => this.waiting.push(resolve)));
  }

  answer() {
    this.answers = true;
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}

function watched() {
  const worker = new FakeWorker();
  /** @type {string[]} */
  const told = [];
  const watchdog = new Watchdog(
    () => worker.ask(),
    (reason) => told.push(reason),
  );
  return { worker, told, watchdog };
}

describe('a watchdog', () => {
  it('is quiet while there are answers, late ones too', async () => {
    const { worker, told } = watched();
    for (let i = 0; i < 20; i++) {
      await vi.advanceTimersByTimeAsync(5000);
      worker.answers = false;
      await vi.advanceTimersByTimeAsync(25_000);
      worker.answer();
    }
    await vi.advanceTimersByTimeAsync(600_000);
    expect(told).toEqual([]);
    expect(worker.asked).toBeGreaterThan(200);
  });

  it('tells once of a worker that answers no more, and asks it no more', async () => {
    const { worker, told } = watched();
    await vi.advanceTimersByTimeAsync(60_000);
    worker.answers = false;
    await vi.advanceTimersByTimeAsync(30_000);
    expect(told).toEqual([]);
    await vi.advanceTimersByTimeAsync(5000);
    expect(told).toEqual(['it has not answered for 30 s']);
    const { asked } = worker;
    await vi.advanceTimersByTimeAsync(600_000);
    expect(told).toHaveLength(1);
    expect(worker.asked).toBe(asked);
  });

  it('gives a worker that has yet to load more time, and tells of one that never starts', async () => {
    const worker = new FakeWorker();
    worker.answers = false;
    /** @type {string[]} */
    const told = [];
    new Watchdog(
      () => worker.ask(),
      (reason) => told.push(reason),
    );
    await vi.advanceTimersByTimeAsync(60_000);
    expect(told).toEqual([]);
    worker.answer();
    await vi.advanceTimersByTimeAsync(600_000);
    expect(told).toEqual([]);
    worker.answers = false;
    await vi.advanceTimersByTimeAsync(40_000);
    expect(told).toEqual(['it has not answered for 30 s']);

    worker.answers = false;
    new Watchdog(
      () => worker.ask(),
      (reason) => told.push(reason),
    );
    await vi.advanceTimersByTimeAsync(600_000);
    expect(told.slice(1)).toEqual(['it has not started within 60 s']);
  });

  it('does not count the time that the machine sleeps', async () => {
    const { worker, told } = watched();
    await vi.advanceTimersByTimeAsync(12_000);
    worker.answers = false; // As nothing runs.
    for (let hour = 1; hour < 7; hour++) {
      vi.setSystemTime(Date.now() + 3_600_000);
      await vi.advanceTimersByTimeAsync(5000); // One look is due at once, however many were missed.
    }
    worker.answer();
    await vi.advanceTimersByTimeAsync(600_000);
    expect(told).toEqual([]);
  });

  it('asks nothing once stopped, and nothing of a worker that failed', async () => {
    const { worker, told, watchdog } = watched();
    await vi.advanceTimersByTimeAsync(10_000);
    watchdog.stop();
    const { asked } = worker;
    await vi.advanceTimersByTimeAsync(600_000);
    expect(worker.asked).toBe(asked);
    const failed = vi.fn();
    new Watchdog(() => Promise.reject(new Error('gone')), failed);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(failed).not.toHaveBeenCalled();
    expect(told).toEqual([]);
  });
});

describe('patience', () => {
  it('ends once, as long after what was heard last as was said then', async () => {
    const onEnd = vi.fn();
    const onLook = vi.fn();
    const patience = new Patience(60, onEnd, onLook);
    for (let i = 0; i < 20; i++) {
      await vi.advanceTimersByTimeAsync(50_000);
      patience.heard();
    }
    await vi.advanceTimersByTimeAsync(50_000);
    patience.heard(10);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(onEnd).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(600_000);
    expect(onEnd).toHaveBeenCalledOnce();
    expect(onLook).toHaveBeenCalledTimes(212);
  });

  it('ends no more once it was stopped', async () => {
    const onEnd = vi.fn();
    new Patience(10, onEnd).stop();
    await vi.advanceTimersByTimeAsync(600_000);
    expect(onEnd).not.toHaveBeenCalled();
  });
});
