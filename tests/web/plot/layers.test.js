// The data of layers and their drawing: histograms, colours, arrows, trails, probe paths.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawArrows } from '../../../web/plot/arrows.js';
import { diverging, sequential } from '../../../web/plot/colours.js';
import { paintHeat } from '../../../web/plot/heat-map.js';
import { massesOf, sharesOf } from '../../../web/plot/histogram.js';
import { positionsAt } from '../../../web/plot/positions.js';
import { drawCrossHair, drawProbePath, drawRing } from '../../../web/plot/probe-path.js';
import { drawTrails } from '../../../web/plot/trails.js';

/** A context that records lines and circles. */
function recorder() {
  /** @type {number[][]} */
  const lines = [];
  /** @type {number[][]} */
  const circles = [];
  let at = [0, 0];
  const context = {
    globalAlpha: 1,
    beginPath: () => {},
    stroke: () => {},
    fill: () => {},
    setLineDash: () => {},
    arc: (/** @type {number[]} */ ...circle) => circles.push(circle.slice(0, 3)),
    moveTo: (/** @type {number} */ x, /** @type {number} */ y) => {
      at = [x, y];
    },
    lineTo: (/** @type {number} */ x, /** @type {number} */ y) => {
      lines.push([...at, x, y]);
      at = [x, y];
    },
  };
  return { context: /** @type {any} */ (context), lines, circles };
}

describe('sharesOf', () => {
  it('counts points in cells, row by row from the lower left', () => {
    const points = Float32Array.from([-0.5, -0.5, 0.5, -0.5, 0.5, -0.5, 0.5, 0.5]);
    expect([...sharesOf(points, 2, 1)]).toEqual([0.25, 0.5, 0, 0.25]);
  });

  it('ignores points outside the grid, and those that are not finite', () => {
    const points = Float32Array.from([2, 0, Number.NaN, 0, 0, Number.POSITIVE_INFINITY, 0.5, 0.5]);
    expect([...sharesOf(points, 2, 1)]).toEqual([0, 0, 0, 0.25]);
  });
});

describe('massesOf', () => {
  it('distributes cells by area', () => {
    const density = { size: 2, extent: 1, weights: Float32Array.from([0.4, 0, 0, 0.6]) };
    // A window three times as wide, in cells of 1.5: each cell of the density lies in one of the four in the middle.
    expect([...massesOf(density, 4, 3)].map((mass) => Number(mass.toFixed(6)))).toEqual([
      0, 0, 0, 0, 0, 0.4, 0, 0, 0, 0, 0.6, 0, 0, 0, 0, 0,
    ]);
  });

  it('preserves the mass, for any grids', () => {
    const sizes = fc.record({
      size: fc.integer({ min: 1, max: 9 }),
      bins: fc.integer({ min: 1, max: 30 }),
      extent: fc.double({ min: 0.3, max: 3, noNaN: true }),
    });
    fc.assert(
      fc.property(sizes, ({ size, bins, extent }) => {
        const weights = Float32Array.from({ length: size * size }, (_, i) => i % 3);
        const masses = massesOf({ size, extent, weights }, bins, 3);
        const sum = (/** @type {ArrayLike<number>} */ values) =>
          Array.from(values).reduce((a, b) => a + b, 0);
        expect(sum(masses)).toBeCloseTo(sum(weights), 6);
      }),
    );
  });
});

describe('colours', () => {
  it('range from transparent to the full colour, and are transparent for NaN', () => {
    const colour = sequential('rgb(10, 20, 30)', -1, 3);
    expect([-5, -1, 1, 3, 9].map((value) => colour(value)[3])).toEqual([0, 0, 127.5, 255, 255]);
    expect(colour(Number.NaN)).toEqual([10, 20, 30, 0]);
  });

  it('differ for too few and too many', () => {
    const colour = diverging('rgb(0, 0, 255)', 'rgb(255, 0, 0)', 2);
    expect(colour(-1)).toEqual([0, 0, 255, 127.5]);
    expect(colour(0)[3]).toBe(0);
    expect(colour(5)).toEqual([255, 0, 0, 255]);
  });
});

describe('paintHeat', () => {
  it('draws the first value at the lower left', () => {
    const pixels = new Uint8ClampedArray(16);
    paintHeat(pixels, [1, 2, 3, 4], 2, (value) => [value, 0, 0, 255]);
    expect([0, 4, 8, 12].map((i) => pixels[i])).toEqual([3, 4, 1, 2]);
  });
});

describe('drawArrows', () => {
  const view = { size: 600, extent: 3, factor: 1, fastest: 2, color: '', width: 1 };
  // Three lines per arrow: its shaft, then its head. Cells are 300 pixels wide.
  const shafts = (/** @type {number[]} */ values, /** @type {object} */ change = {}) => {
    const { context, lines } = recorder();
    const field = { values: Float32Array.from(values), size: 2 };
    drawArrows(context, field, { ...view, ...change });
    return lines
      .filter((_, i) => i % 3 === 0)
      .map((line) => line.map((x) => Math.round(x * 1000) / 1000));
  };

  it('centres arrows on their points, in proportion to speed, y up', () => {
    expect(shafts([1, 0, 0, 1, 0, 0, 0, 0])).toEqual([
      [81, 450, 219, 450],
      [450, 519, 450, 381],
    ]);
  });

  it('draws the fastest as long as a cell allows, and reverses arrows', () => {
    expect(shafts([50, 0, 0, 0, 0, 0, 0, 0])).toEqual([[12, 450, 288, 450]]);
    expect(shafts([50, 0, 0, 0, 0, 0, 0, 0], { factor: -1 })).toEqual([[288, 450, 12, 450]]);
  });

  it('draws nothing where the velocity is zero or not finite', () => {
    const { NaN: none, POSITIVE_INFINITY: endless } = Number;
    expect(shafts([none, 0, 0, none, endless, endless, 0, 0])).toEqual([]);
  });
});

describe('drawTrails', () => {
  const view = { size: 600, color: '', opacity: 0.3, width: 1 };
  const paths = {
    count: 2,
    times: Float32Array.from([1, 0.5, 0]),
    path: Float32Array.from([0, 0, 1, 0, 0, 1, 1, 1, 0, 2, 1, 2]),
  };
  const trailsAt = (/** @type {number} */ time) => {
    const { context, lines } = recorder();
    const positions = new Float32Array(4);
    positionsAt(paths, time, positions);
    drawTrails(context, paths, positions, time, view);
    return lines;
  };

  it('ends where the particles are', () => {
    expect(trailsAt(0.25)).toEqual([
      [300, 300, 300, 200],
      [300, 200, 300, 150],
      [400, 300, 400, 200],
      [400, 200, 400, 150],
    ]);
    expect(trailsAt(1).every(([x0, y0, x1, y1]) => x0 === x1 && y0 === y1)).toBe(true);
  });

  it('draws a bounded number of segments, for any path', () => {
    const steps = 500;
    const count = 2000;
    const times = Float32Array.from({ length: steps + 1 }, (_, i) => 1 - i / steps);
    const path = new Float32Array(2 * count * (steps + 1));
    const { context, lines } = recorder();
    drawTrails(context, { count, times, path }, new Float32Array(2 * count), 0, view);
    expect(lines.length).toBeGreaterThan(3000);
    expect(lines.length).toBeLessThan(7000);
  });
});

describe('drawProbePath', () => {
  const view = { size: 600, pixel: 2, color: 'black', halo: '', dash: [], width: 2 };
  const path = Float32Array.from([0, 0, 1, 0, 1, 1]);

  it('connects the states, with a dot at the end', () => {
    const { context, lines, circles } = recorder();
    drawProbePath(context, path, view);
    expect(lines).toEqual([
      [300, 300, 400, 300],
      [400, 300, 400, 200],
    ]);
    expect(circles).toEqual([[400, 200, 7]]);
  });

  it('draws a halo under the path', () => {
    const { context, lines } = recorder();
    drawProbePath(context, path, { ...view, halo: 'white' });
    expect(lines).toHaveLength(4);
    expect(lines.slice(0, 2)).toEqual(lines.slice(2));
  });

  it('is complemented by rings and a cross-hair', () => {
    const { context, lines, circles } = recorder();
    drawRing(context, [1.5, -1.5], { ...view, fill: 'white' });
    expect(circles).toEqual([[450, 450, 8]]);
    drawCrossHair(context, [-1.5, 0], view);
    expect(lines).toEqual([
      [150, 0, 150, 600],
      [0, 300, 600, 300],
    ]);
  });
});
