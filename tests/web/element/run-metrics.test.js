import { describe, expect, it } from 'vitest';
import { RunProgress } from '../../../web/element/run-metrics.js';

/**
 * @param {import('../../../web/engine/types.js').Method} method
 * @param {number} iteration
 * @param {number} rate
 */
const report = (method, iteration, rate) => {
  const losses = new Float32Array(0);
  return { run: 1, method, iteration, iterations: 100, losses, rate, seconds: 0 };
};

describe('RunProgress', () => {
  it('counts the iterations that all given methods have done', () => {
    const progress = new RunProgress();
    expect(progress.iteration(['fm', 'mf'])).toBe(0);
    progress.receive(report('fm', 7, 5));
    expect(progress.iteration(['fm', 'mf'])).toBe(0);
    progress.receive(report('mf', 6, 5));
    expect(progress.iteration(['fm', 'mf'])).toBe(6);
    expect(progress.iteration(['fm'])).toBe(7);
  });

  it('has the rate of the slowest unfinished method', () => {
    const progress = new RunProgress();
    progress.receive(report('fm', 50, 9));
    progress.receive(report('mf', 50, 4));
    progress.receive(report('imf', 50, 0));
    expect(progress.rate(['fm', 'mf', 'imf'])).toBe(4);
    progress.receive(report('mf', 100, 4));
    expect(progress.rate(['fm', 'mf', 'imf'])).toBe(9);
    expect(progress.rate(['imf'])).toBe(0);
  });

  it('is cleared for a new run', () => {
    const progress = new RunProgress();
    progress.receive(report('fm', 50, 9));
    progress.clear();
    expect(progress.iteration(['fm'])).toBe(0);
    expect(progress.rate(['fm'])).toBe(0);
  });
});
