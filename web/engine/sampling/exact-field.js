// Evaluates the exact flow on a grid: its velocities, or how much it stretches the plane.

/** @import {ExactFlow} from '../meanflow.d.ts' */
/** @import {FieldRequest} from '../types.js' */

/** Of the integrator: finer differences are not visible in arrows and colours. */
const TOLERANCE = 1e-3;

/** Points a piece: a few milliseconds of work for a checkerboard, about twenty for the finest grids. */
const BLOCK = { velocity: 512, average: 128, jacobian: 64 };

/**
 * Cell centres of a size x size grid over [-extent, extent]^2, row-major from the lower left: (2, size^2).
 * @param {number} size
 * @param {number} extent
 */
export function gridPoints(size, extent) {
  const points = new Float32Array(2 * size * size);
  const centre = (/** @type {number} */ index) => extent * ((2 * index + 1) / size - 1);
  for (let i = 0; i < size * size; i++) {
    points[2 * i] = centre(i % size);
    points[2 * i + 1] = centre(Math.floor(i / size));
  }
  return points;
}

/**
 * The larger singular value of [[a, b], [c, d]]: the largest factor by which a map with this Jacobian stretches.
 * @param {number} a
 * @param {number} b
 * @param {number} c
 * @param {number} d
 */
export function spectralNorm(a, b, c, d) {
  // The sum of the moduli of the conformal and the anticonformal part.
  return (Math.hypot(a + d, c - b) + Math.hypot(a - d, b + c)) / 2;
}

/** Evaluates the exact flow of a density on a grid, one block of points a piece. */
export class ExactFieldJob {
  #first = 0;
  #points;

  /**
   * @param {Pick<ExactFlow, 'velocity' | 'averageVelocity' | 'jacobian'>} flow
   * @param {Omit<FieldRequest, 'subject'>} request Valid.
   */
  constructor(flow, request) {
    this.flow = flow;
    this.request = request;
    this.count = request.size ** 2;
    this.#points = gridPoints(request.size, request.extent);
    /** Velocities (2, size^2), or spectral norms (size^2); complete once finished. */
    this.values = new Float32Array(request.kind === 'jacobian' ? this.count : 2 * this.count);
  }

  get finished() {
    return this.#first >= this.count;
  }

  /** Computes the next piece; must not be finished. */
  advance() {
    const { kind } = this.request;
    const points = this.#points.subarray(2 * this.#first, 2 * (this.#first + BLOCK[kind]));
    const values = this.#evaluate(points);
    this.values.set(values, kind === 'jacobian' ? this.#first : 2 * this.#first);
    this.#first += BLOCK[kind];
  }

  /** @param {Float32Array} points */
  #evaluate(points) {
    const { kind, t, r } = this.request;
    if (kind === 'velocity') return this.flow.velocity(points, t);
    if (kind === 'average') return this.flow.averageVelocity(points, t, r, TOLERANCE);
    const jacobians = this.flow.jacobian(points, t, r, TOLERANCE);
    return Float32Array.from({ length: points.length / 2 }, (_, i) => {
      const [xx, yx, xy, yy] = jacobians.subarray(4 * i, 4 * i + 4);
      return spectralNorm(xx, xy, yx, yy);
    });
  }
}
