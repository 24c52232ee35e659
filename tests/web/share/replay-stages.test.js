import fc from 'fast-check';
import { expect, it } from 'vitest';
import { phasesAfterRateChange } from '../../../web/engine/training/run.js';
import { stagesOf } from '../../../web/share/replay-stages.js';

/** @import {Method, Phase} from '../../../web/engine/types.js' */

it('a run at one learning rate is one stage', () => {
  const at = { fm: 12, imf: 9 };
  expect(stagesOf({ at, phases: {} }, 0.003)).toEqual([{ lr: 0.003, target: at }]);
});

it('methods that changed the rate at different iterations wait for one another', () => {
  const progress = {
    at: { fm: 480, mf: 450, imf: 500 },
    phases: {
      fm: [{ until: 57, lr: 10 }],
      imf: [
        { until: 300, lr: 10 },
        { until: 400, lr: 1 },
      ],
    },
  };
  expect(stagesOf(progress, 0.1)).toEqual([
    { lr: 10, target: { fm: 57, imf: 300 } },
    { lr: 1, target: { imf: 400 } },
    { lr: 0.1, target: progress.at },
  ]);
});

it('every method goes through its own phases, whatever they are', () => {
  const rate = fc.constantFrom(10, 1, 0.1, 0.01);
  const history = fc.array(rate, { maxLength: 4 }).map((rates) => {
    const phases = rates
      .filter((lr, i) => lr !== rates[i + 1])
      .map((lr, i) => ({ until: 3 * (i + 1), lr }));
    return { phases, at: 3 * phases.length + 2 };
  });
  const histories = fc.record({ fm: history, mf: history, imf: history });
  fc.assert(
    fc.property(histories, rate, (all, last) => {
      const methods = /** @type {Method[]} */ (Object.keys(all));
      // Continuing at the rate of the last phase extends that phase.
      const own = methods.map((method) => {
        const { phases, at } = all[/** @type {'fm'} */ (method)];
        const merged = phases.at(-1)?.lr === last ? phases.slice(0, -1) : phases;
        return { method, phases: merged, at };
      });
      const at = Object.fromEntries(own.map((one) => [one.method, one.at]));
      const phases = Object.fromEntries(own.map((one) => [one.method, one.phases]));
      const stages = stagesOf({ at, phases }, last);
      for (const { method, phases, at } of own) {
        /** @type {{iteration: number, past: Phase[]}} */
        let state = { iteration: 0, past: [] };
        for (const [i, { lr, target }] of stages.entries()) {
          const { iteration, past } = state;
          state = {
            iteration: target[method] ?? iteration,
            past: i > 0 ? phasesAfterRateChange(past, iteration, stages[i - 1].lr, lr) : past,
          };
        }
        expect(state).toEqual({ iteration: at, past: phases });
      }
    }),
  );
});
