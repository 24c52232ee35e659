import { drawArrows } from '../../plot/arrows.js';
import { diverging, sequential, tooFew, tooMany } from '../../plot/colours.js';
import { drawHeat, heatImage } from '../../plot/heat-map.js';
import { massesOf, sharesOf } from '../../plot/histogram.js';
import { drawTrails } from '../../plot/trails.js';
import { extent } from '../../plot/viewport.js';

/** @import {ExactPaths, FlowField} from '../../engine/types.js' */
/** @import {Painter, Scene} from './panel.js' */
/** @import {ColourMap} from '../../plot/colours.js' */

/** Speed of the longest arrow: the same in all fields, so that they can be compared. */
export const fastest = 2;

/** Cells of density maps along a side of the window: four to a side of the checkerboard's cells. */
export const bins = 24;

/** The density of full colour, as a multiple of the target's peak. */
export const densest = 1.5;

/** The range of colours for stretching, as powers of ten. */
export const stretches = [-1, 3];

/** The paths of some particles so far. @returns {Painter} */
export function trailsPainter() {
  return {
    over: false,
    paint: (context, { paths, positions, time, size, pixel, palette, method }) => {
      if (!paths) return;
      const color = palette.methods[method];
      drawTrails(context, paths, positions, time, { size, color, opacity: 0.3, width: pixel });
    },
  };
}

/**
 * @param {() => FlowField | undefined} field
 * @param {() => number} factor  -1 if particles move against the velocity, as time decreases along their path
 * @returns {Painter}
 */
export function arrowsPainter(field, factor) {
  return {
    over: true,
    paint: (context, { size, pixel, palette }) => {
      const known = field();
      if (!known) return;
      const view = { size, extent, factor: factor(), fastest, color: palette.ink };
      drawArrows(context, known, { ...view, width: 1.25 * pixel });
    },
  };
}

/** How the exact flow map stretches the plane. @param {() => FlowField | undefined} field @returns {Painter} */
export function stretchPainter(field) {
  const isNew = changeDetector();
  return heatPainter(({ palette }) => {
    const known = field();
    if (!known || !isNew(known, palette)) return undefined;
    const logarithms = known.values.map(Math.log10);
    return {
      values: logarithms,
      size: known.size,
      colourOf: sequential(palette.ink, stretches[0], stretches[1]),
    };
  }, true);
}

/**
 * A density map of samples, of the target, or of the difference.
 *
 * @param {'samples' | 'target' | 'difference'} kind
 * @param {(paths: ExactPaths) => ExactPaths} [more]  gives more samples of the same network
 * @returns {Painter}
 */
export function densityPainter(kind, more = (paths) => paths) {
  const isNew = changeDetector();
  return heatPainter(({ paths: moving, density, palette }) => {
    const paths = moving && more(moving);
    if (!density || (!paths && kind !== 'target')) return undefined;
    if (!isNew(paths, density, palette)) return undefined;
    const masses = massesOf(density, bins, extent);
    const peak = Math.max(...masses);
    const shares = paths && kind !== 'target' ? sharesOf(endsOf(paths), bins, extent) : masses;
    return kind === 'difference'
      ? {
          values: shares.map((share, i) => share - masses[i]),
          size: bins,
          colourOf: diverging(tooFew, tooMany, peak),
        }
      : { values: shares, size: bins, colourOf: sequential(palette.ink, 0, densest * peak) };
  }, false);
}

/**
 * A heat map whose image is made again only when its values change.
 *
 * @param {(scene: Scene) => {values: ArrayLike<number>, size: number, colourOf: ColourMap} | undefined} update  undefined
 *   if nothing changed
 * @param {boolean} smooth
 * @returns {Painter}
 */
function heatPainter(update, smooth) {
  /** @type {HTMLCanvasElement | undefined} */
  let image;
  return {
    over: false,
    paint: (context, scene) => {
      const changed = update(scene);
      if (changed) image = heatImage(changed.values, changed.size, changed.colourOf);
      if (image) drawHeat(context, image, { size: scene.size, extent, smooth });
    },
  };
}

/** @returns {(...values: unknown[]) => boolean} whether any value differs from that of the last call */
function changeDetector() {
  /** @type {unknown[]} */
  let known = [];
  return (...values) => {
    const isNew = values.some((value, i) => value !== known[i]);
    known = values;
    return isNew;
  };
}

/** The last positions. @param {NonNullable<Scene['paths']>} paths */
function endsOf({ path, steps, count }) {
  return path.subarray(2 * steps * count, 2 * (steps + 1) * count);
}
