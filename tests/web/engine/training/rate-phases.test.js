import { expect, it } from 'vitest';
import { goingOn } from '../../../../web/engine/training/rate-phases.js';

const ten = { until: 300, lr: 10 };

it.each([
  ['the first change', [], 300, 10, 1, [ten]],
  ['a second one', [ten], 400, 1, 0.1, [ten, { until: 400, lr: 1 }]],
  ['back to where the last began: it leaves nothing', [ten], 300, 1, 0.1, [ten]],
  ['the same rate', [ten], 400, 1, 1, [ten]],
  ['the same rate, after one that nothing was done at', [ten], 300, 1, 10, []],
  ['before anything is done', [], 0, 10, 1, []],
])('%s', (_, phases, iteration, before, after, wanted) => {
  expect(goingOn(phases, iteration, before, after)).toEqual(wanted);
});
