import { describe, expect, it } from 'vitest';
import { drawParticles } from '../../../web/plot/particles.js';
import { toColumn, toRow, toX, toY } from '../../../web/plot/viewport.js';

/** A context that records rectangles. */
function recorder() {
  /** @type {number[][]} */
  const rectangles = [];
  const context = {
    fillStyle: '',
    globalAlpha: 1,
    /** @param {number[]} rectangle */
    fillRect: (...rectangle) => rectangles.push(rectangle),
  };
  return { context: /** @type {any} */ (context), rectangles };
}

describe('the viewport', () => {
  it('shows [-3, 3], y up', () => {
    expect([toColumn(-3, 600), toColumn(0, 600), toColumn(3, 600)]).toEqual([0, 300, 600]);
    expect([toRow(-3, 600), toRow(0, 600), toRow(3, 600)]).toEqual([600, 300, 0]);
    for (const value of [-3, -1.2, 0, 2.5]) {
      expect(toX(toColumn(value, 600), 600)).toBeCloseTo(value, 12);
      expect(toY(toRow(value, 600), 600)).toBeCloseTo(value, 12);
    }
  });
});

describe('drawParticles', () => {
  it('centres one square on each particle', () => {
    const { context, rectangles } = recorder();
    const view = { size: 600, dot: 4, color: 'red', opacity: 0.5 };
    drawParticles(context, Float32Array.from([0, 0, 1, 2]), view);
    expect(rectangles).toEqual([
      [298, 298, 4, 4],
      [398, 98, 4, 4],
    ]);
    expect(context.fillStyle).toBe('red');
    expect(context.globalAlpha).toBe(1);
  });

  it('draws nothing without particles', () => {
    const { context, rectangles } = recorder();
    drawParticles(context, new Float32Array(0), { size: 10, dot: 1, color: '', opacity: 1 });
    expect(rectangles).toEqual([]);
  });
});
