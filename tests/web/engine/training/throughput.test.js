import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LossHistory } from '../../../../web/engine/client/loss-history.js';
import { DutyCycle, Interval, RateMeter } from '../../../../web/engine/training/throughput.js';

describe('Interval', () => {
  it('lets things happen at most once a length', () => {
    const interval = new Interval(100);
    const times = [0, 1, 99, 100, 150, 199, 200, 1000, 1001];
    expect(times.filter((now) => interval.due(now))).toEqual([0, 100, 200, 1000]);
  });
});

describe('RateMeter', () => {
  it('knows a steady rate', () => {
    const meter = new RateMeter();
    expect(meter.mark(0, 0)).toBe(0);
    for (let i = 1; i <= 100; ++i) expect(meter.mark(50 * i, i)).toBeCloseTo(20);
  });

  it('forgets what was more than its span ago', () => {
    const meter = new RateMeter(2000);
    for (let i = 0; i <= 50; ++i) meter.mark(100 * i, i);
    let rate = 0;
    for (let i = 1; i <= 25; ++i) rate = meter.mark(5000 + 100 * i, 50 + 3 * i);
    expect(rate).toBeCloseTo(30);
  });

  it('does not count a pause as training', () => {
    const meter = new RateMeter();
    meter.mark(0, 0);
    meter.mark(1000, 10);
    meter.restart();
    expect(meter.mark(90_000, 10)).toBe(0);
    expect(meter.mark(91_000, 20)).toBeCloseTo(10);
  });
});

describe('DutyCycle', () => {
  it('leaves work its share of the time, in rests worth waiting for', () => {
    const durations = fc.array(fc.double({ min: 0.01, max: 200, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 1, noNaN: true }), durations, (share, list) => {
        const duty = new DutyCycle(share, 4);
        let work = 0;
        let rest = 0;
        for (const duration of list) {
          work += duration;
          const wait = duty.rest(duration);
          expect(wait === 0 || wait >= 4).toBe(true);
          rest += wait;
        }
        // Less than one smallest rest may still be owed.
        const owed = work * (1 / share - 1) - rest;
        expect(owed).toBeGreaterThan(-1e-6);
        expect(owed).toBeLessThan(4 + 1e-6);
      }),
    );
  });
});

describe('LossHistory', () => {
  it('holds everything that was appended, in order', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3000), { maxLength: 20 }), (lengths) => {
        const history = new LossHistory();
        /** @type {number[]} */
        const all = [];
        for (const length of lengths) {
          const losses = Float32Array.from({ length }, (_, i) => i + length);
          history.append(losses);
          all.push(...losses);
        }
        expect([...history.view()]).toEqual(all);
      }),
    );
  });
});
