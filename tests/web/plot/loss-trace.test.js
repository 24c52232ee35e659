import { describe, expect, it } from 'vitest';
import { LossTrace, lossText, meanBefore } from '../../../web/plot/loss-trace.js';

describe('LossTrace', () => {
  it('keeps every loss while there are enough buckets', () => {
    const trace = new LossTrace({ capacity: 8, window: 2 });
    trace.push([5, 3, 4]);
    expect(trace.length).toBe(3);
    expect([...trace.low.subarray(0, 3)]).toEqual([5, 3, 4]);
    expect([...trace.high.subarray(0, 3)]).toEqual([5, 3, 4]);
    expect([...trace.average.subarray(0, 3)]).toEqual([5, 4, 3.5]);
  });

  it('keeps spikes when it merges buckets, and the exact moving average', () => {
    const window = 5;
    const losses = Array.from({ length: 1000 }, (_, i) => Math.sin(i) + (i % 97 === 0 ? 10 : 0));
    const trace = new LossTrace({ capacity: 16, window });
    trace.push(losses);
    expect(trace.iteration).toBe(1000);
    expect(trace.stride).toBe(64);
    expect(trace.length).toBe(Math.floor(1000 / 64));
    for (let i = 0; i < trace.length; i++) {
      const end = (i + 1) * trace.stride;
      const bucket = losses.slice(end - trace.stride, end);
      const recent = losses.slice(end - window, end);
      expect(trace.low[i]).toBe(Math.min(...bucket));
      expect(trace.high[i]).toBe(Math.max(...bucket));
      expect(trace.average[i]).toBeCloseTo(recent.reduce((sum, loss) => sum + loss) / window, 12);
    }
  });

  it('can be coarsened in the middle of a bucket', () => {
    const losses = Array.from({ length: 61 }, (_, i) => (i * 7) % 13);
    const trace = new LossTrace({ capacity: 64 });
    trace.push(losses.slice(0, 27));
    trace.coarsen();
    trace.coarsen();
    trace.push(losses.slice(27));
    expect(trace.length).toBe(15);
    for (let i = 0; i < trace.length; i++) {
      expect(trace.high[i]).toBe(Math.max(...losses.slice(4 * i, 4 * i + 4)));
      expect(trace.low[i]).toBe(Math.min(...losses.slice(4 * i, 4 * i + 4)));
    }
  });

  it('has the seconds at the end of each bucket, also after buckets merged', () => {
    const trace = new LossTrace({ capacity: 8 });
    for (let i = 1; i <= 12; i++) trace.push([1, 1], 3 * i); // 1.5 seconds per iteration
    expect(trace.stride).toBe(4);
    const ends = Array.from({ length: trace.length }, (_, i) => 1.5 * trace.stride * (i + 1));
    expect([...trace.seconds.subarray(0, trace.length)]).toEqual(ends);
    expect(trace.time).toBe(36);
    trace.clear();
    trace.push([1], 2);
    expect(trace.seconds[0]).toBe(2);
  });

  it('has no average before the first loss, nor after it was cleared', () => {
    const trace = new LossTrace();
    expect(trace.movingAverage()).toBeNaN();
    trace.push([1, 2, 3]);
    expect(trace.movingAverage()).toBe(2);
    trace.clear();
    expect(trace.movingAverage()).toBeNaN();
    expect(trace.length).toBe(0);
  });
});

describe('meanBefore', () => {
  it('is the moving average at an earlier iteration', () => {
    const losses = Array.from({ length: 30 }, (_, i) => Math.cos(i));
    for (const end of [0, 1, 3, 7, 30]) {
      const trace = new LossTrace({ window: 7 });
      trace.push(losses.slice(0, end));
      if (end === 0) expect(meanBefore(losses, end, 7)).toBeNaN();
      else expect(meanBefore(losses, end, 7)).toBeCloseTo(trace.movingAverage(), 12);
    }
  });
});

it.each([
  [Number.NaN, '–'],
  [0, '0.000'],
  [1.6884, '1.688'],
  [9999, '9999.000'],
  [2.34e9, '2.34e+9'],
  [1.1e35, '1.10e+35'],
  [Number.POSITIVE_INFINITY, '∞'],
])('formats a loss of %f as %s', (loss, text) => {
  expect(lossText(loss)).toBe(text);
});
