import { describe, expect, it } from 'vitest';
import { Throttle, ThroughputMeter } from '../../../../web/engine/training/throughput.js';

describe('Throttle', () => {
  it('is due at most once in an interval', () => {
    const throttle = new Throttle(100);
    const times = [0, 1, 99, 100, 150, 199, 200, 1000, 1001];
    expect(times.filter((now) => throttle.isDue(now))).toEqual([0, 100, 200, 1000]);
  });
});

describe('ThroughputMeter', () => {
  it('measures a steady rate', () => {
    const meter = new ThroughputMeter();
    expect(meter.mark(0, 0)).toBe(0);
    for (let i = 1; i <= 100; ++i) expect(meter.mark(50 * i, i)).toBeCloseTo(20);
  });

  it('averages over its span only', () => {
    const meter = new ThroughputMeter(2000);
    for (let i = 0; i <= 50; ++i) meter.mark(100 * i, i);
    let rate = 0;
    for (let i = 1; i <= 25; ++i) rate = meter.mark(5000 + 100 * i, 50 + 3 * i);
    expect(rate).toBeCloseTo(30);
  });

  it('does not count pauses', () => {
    const meter = new ThroughputMeter();
    meter.mark(0, 0);
    meter.mark(1000, 10);
    meter.restart();
    expect(meter.mark(90_000, 10)).toBe(0);
    expect(meter.mark(91_000, 20)).toBeCloseTo(10);
  });
});
