import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ExactFieldJob,
  gridPoints,
  spectralNorm,
} from '../../../../web/engine/sampling/exact-field.js';

describe('gridPoints', () => {
  it('returns the cell centres, row by row from the lower left', () => {
    expect([...gridPoints(2, 3)]).toEqual([-1.5, -1.5, 1.5, -1.5, -1.5, 1.5, 1.5, 1.5]);
  });
});

describe('spectralNorm', () => {
  it('is the largest length of the image of a unit vector', () => {
    // No subnormal numbers, which have no relative accuracy.
    const entry = fc.integer({ min: -1e6, max: 1e6 }).map((n) => n / 1e3);
    fc.assert(
      fc.property(entry, entry, entry, entry, (a, b, c, d) => {
        let most = 0;
        for (let angle = 0; angle < Math.PI; angle += 1e-3) {
          const [x, y] = [Math.cos(angle), Math.sin(angle)];
          most = Math.max(most, Math.hypot(a * x + b * y, c * x + d * y));
        }
        const norm = spectralNorm(a, b, c, d);
        expect(norm).toBeGreaterThanOrEqual(most * (1 - 1e-12));
        expect(norm).toBeLessThanOrEqual(most * (1 + 1e-6) + 1e-12);
      }),
    );
  });
});

describe('ExactFieldJob', () => {
  /** Velocities and Jacobians that encode their point. */
  const flow = {
    velocity: (/** @type {Float32Array} */ points, /** @type {number} */ t) =>
      points.map((x) => x * t),
    averageVelocity: (
      /** @type {Float32Array} */ points,
      /** @type {number} */ t,
      /** @type {number} */ r,
    ) => points.map((x) => x * t + r),
    jacobian: (/** @type {Float32Array} */ points) =>
      Float32Array.from({ length: 2 * points.length }, (_, i) =>
        i % 4 === 0 || i % 4 === 3 ? points[2 * Math.floor(i / 4)] : 0,
      ),
  };
  const evaluate = (/** @type {any} */ request) => {
    const job = new ExactFieldJob(/** @type {any} */ (flow), request);
    let pieces = 0;
    for (; !job.finished; pieces++) job.advance();
    return { values: job.values, pieces };
  };

  it('joins the blocks in order', () => {
    const points = gridPoints(30, 3);
    const velocity = evaluate({ kind: 'velocity', t: 0.5, r: 0, size: 30, extent: 3 });
    expect(velocity.values).toEqual(points.map((x) => x * 0.5));
    const average = evaluate({ kind: 'average', t: 0.5, r: 0.25, size: 30, extent: 3 });
    expect(average.values).toEqual(points.map((x) => x * 0.5 + 0.25));
    const norms = evaluate({ kind: 'jacobian', t: 1, r: 0, size: 30, extent: 3 });
    expect(norms.values).toEqual(
      Float32Array.from({ length: 900 }, (_, i) => Math.abs(points[2 * i])),
    );
    expect(velocity.pieces).toBeGreaterThan(1);
    expect(norms.pieces).toBeGreaterThan(average.pieces);
  });
});
