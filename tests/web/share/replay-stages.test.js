import fc from 'fast-check';
import { expect, it } from 'vitest';
import { phasesAfterRateChange } from '../../../web/engine/training/run.js';
import { stagesOf } from '../../../web/share/replay-stages.js';

/** @import {Method, Phase} from '../../../web/engine/types.js' */

it('of a run at one rate is all of it', () => {
  const at = { fm: 12, imf: 9 };
  expect(stagesOf({ at, phases: {} }, 0.003)).toEqual([{ lr: 0.003, goal: at }]);
});

it('has methods that changed at iterations of their own wait for one another', () => {
  const way = {
    at: { fm: 480, mf: 450, imf: 500 },
    phases: {
      fm: [{ until: 57, lr: 10 }],
      imf: [
        { until: 300, lr: 10 },
        { until: 400, lr: 1 },
      ],
    },
  };
  expect(stagesOf(way, 0.1)).toEqual([
    { lr: 10, goal: { fm: 57, imf: 300 } },
    { lr: 1, goal: { imf: 400 } },
    { lr: 0.1, goal: way.at },
  ]);
});

it('leads every method through its own phases, whatever they are', () => {
  const rate = fc.constantFrom(10, 1, 0.1, 0.01);
  const way = fc.array(rate, { maxLength: 4 }).map((rates) => {
    const phases = rates
      .filter((lr, i) => lr !== rates[i + 1])
      .map((lr, i) => ({ until: 3 * (i + 1), lr }));
    return { phases, at: 3 * phases.length + 2 };
  });
  const ways = fc.record({ fm: way, mf: way, imf: way });
  fc.assert(
    fc.property(ways, rate, (all, last) => {
      const methods = /** @type {Method[]} */ (Object.keys(all));
      // As whoever goes on from a last phase of the same rate would have it.
      const own = methods.map((method) => {
        const { phases, at } = all[/** @type {'fm'} */ (method)];
        const sound = phases.at(-1)?.lr === last ? phases.slice(0, -1) : phases;
        return { method, phases: sound, at };
      });
      const at = Object.fromEntries(own.map((one) => [one.method, one.at]));
      const phases = Object.fromEntries(own.map((one) => [one.method, one.phases]));
      const stages = stagesOf({ at, phases }, last);
      for (const { method, phases, at } of own) {
        /** @type {{iteration: number, past: Phase[]}} */
        let state = { iteration: 0, past: [] };
        for (const [i, { lr, goal }] of stages.entries()) {
          const { iteration, past } = state;
          state = {
            iteration: goal[method] ?? iteration,
            past: i > 0 ? phasesAfterRateChange(past, iteration, stages[i - 1].lr, lr) : past,
          };
        }
        expect(state).toEqual({ iteration: at, past: phases });
      }
    }),
  );
});
