import { describe, expect, it } from 'vitest';
import { axes, secondsAt, workOfIteration } from '../../../../web/element/charts/quality-axes.js';
import { LossTrace } from '../../../../web/plot/loss-trace.js';
import { recipes, valuesOf } from '../../../../web/settings/recipes.js';
import { defaultValues } from '../../../../web/settings/settings.js';

describe('secondsAt', () => {
  it('is between the ends of what was reported', () => {
    const trace = new LossTrace();
    expect(secondsAt(trace, 0)).toBe(0);
    trace.push([1, 1, 1, 1], 2);
    trace.push([1, 1], 8);
    expect([0, 1, 2, 4, 5, 6].map((k) => secondsAt(trace, k))).toEqual([0, 0.5, 1, 2, 5, 8]);
    // Measured before its progress was reported.
    expect(secondsAt(trace, 7)).toBe(8);
  });

  it('stays so in a run that is longer than the trace has buckets', () => {
    const trace = new LossTrace({ capacity: 8 });
    for (let k = 1; k <= 50; k++) trace.push([1], k / 10);
    expect(trace.stride).toBeGreaterThan(1);
    for (const k of [0, 1, 7, 24, 32, 47, 49, 50]) {
      expect(secondsAt(trace, k), `at ${k}`).toBeCloseTo(k / 10, 9);
    }
  });
});

describe('workOfIteration', () => {
  const standard = defaultValues();
  /** The work of a recipe's whole run. @param {string} name @param {import('../../../../web/engine/types.js').Method} [method] */
  const workOf = (name, method) => {
    const recipe = recipes.find((one) => one.name === name) ?? recipes[0];
    const values = { ...standard, ...valuesOf(recipe) };
    return Number(values.iterations) * workOfIteration(values, method ?? recipe.method);
  };

  it('is 1 for the tutorial’s run of iMF, and less for MF and FM', () => {
    expect(workOf('tutorial')).toBe(1);
    expect(workOf('tutorial', 'mf')).toBeCloseTo(4 / 5);
    expect(workOf('tutorial', 'fm')).toBeCloseTo(3 / 5);
    expect(workOf('tutorial', 'lsd')).toBeCloseTo(1);
  });

  it('is what docs/recipes.md says of the recipes', () => {
    const works = ['imf-plus', 'sharp', 'quick-imf', 'quick-same-network', 'quick'].map((name) => {
      return workOf(name).toFixed(2);
    });
    expect(works).toEqual(['0.80', '1.00', '0.05', '0.05', '0.05']);
    expect(workOf('quick-imf', 'mf').toFixed(2)).toBe('0.04');
  });

  it('counts the network’s own tangent as a pass', () => {
    const other = workOfIteration({ ...standard, tangent: 'conditional' }, 'imf');
    expect(other).toBeCloseTo(workOfIteration(standard, 'mf'), 12);
    const network = workOfIteration({ ...standard, tangent: 'network' }, 'mf');
    expect(network).toBeCloseTo(workOfIteration(standard, 'imf'), 12);
  });
});

it('writes places as readers read them', () => {
  expect(axes.iteration.format(1200)).toBe('1200');
  expect(axes.seconds.format(12.34)).toBe('12.3');
  expect(axes.work.format(0.0123456)).toBe('0.0123');
});
