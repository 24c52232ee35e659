import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DutyCycle } from '../../../../web/engine/sampling/duty-cycle.js';

describe('DutyCycle', () => {
  it('limits work to its share of the time, with rests no shorter than the smallest', () => {
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
        // Less than one smallest rest may still be due.
        const due = work * (1 / share - 1) - rest;
        expect(due).toBeGreaterThan(-1e-6);
        expect(due).toBeLessThan(4 + 1e-6);
      }),
    );
  });
});
