import { describe, expect, it } from 'vitest';
import { phasesAfterRateChange } from '../../../../web/engine/training/run.js';

const ten = { until: 300, lr: 10 };

describe('phasesAfterRateChange', () => {
  it.each([
    ['the first change', [], 300, 10, 1, [ten]],
    ['a second change', [ten], 400, 1, 0.1, [ten, { until: 400, lr: 1 }]],
    ['a change at the same iteration: no empty phase', [ten], 300, 1, 0.1, [ten]],
    ['the same rate', [ten], 400, 1, 1, [ten]],
    ['back to the previous rate before any iteration at another', [ten], 300, 1, 10, []],
    ['before the first iteration', [], 0, 10, 1, []],
  ])('%s', (_, phases, iteration, before, after, expected) => {
    expect(phasesAfterRateChange(phases, iteration, before, after)).toEqual(expected);
  });
});
