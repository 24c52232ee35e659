import { drawArrows } from '../../plot/arrows.js';
import { diverging, sequential, tooFew, tooMany } from '../../plot/colours.js';
import { drawHeat, heatImage } from '../../plot/heat-map.js';
import { massesOf, sharesOf } from '../../plot/histogram.js';
import { drawTrails } from '../../plot/trails.js';
import { extent } from '../../plot/viewport.js';

/** @import {ExactPaths, FlowField} from '../../engine/types.js' */
/** @import {Painter, Scene} from './panel.js' */
/** @import {ColourMap} from '../../plot/colours.js' */

/** Speed of the longest arrow, whatever the field, so that fields can be compared. */
export const fastest = 2;

/** Cells of density maps along a side of the window: four to a side of the checkerboard's cells. */
export const bins = 24;

/** Of density maps: full colour, in peaks of the target. */
export const densest = 1.5;

/** Of stretching: colours begin and end here, as powers of ten. */
export const stretches = [-1, 3];

/** The way that some particles have come. @returns {Painter} */
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
 * @param {() => number} factor  -1 where dots move against the velocity, as time falls on their way
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
  const isNew = changes();
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
 * Where dots end, where they should, or the difference.
 *
 * @param {'samples' | 'target' | 'difference'} kind
 * @param {(paths: ExactPaths) => ExactPaths} [more]  of the kind of those on show, for the map
 * @returns {Painter}
 */
export function densityPainter(kind, more = (paths) => paths) {
  const isNew = changes();
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
 * A picture that is made anew only when there is something else to show.
 *
 * @param {(scene: Scene) => {values: ArrayLike<number>, size: number, colourOf: ColourMap} | undefined} look  undefined
 *   while what was last made still holds
 * @param {boolean} smooth
 * @returns {Painter}
 */
function heatPainter(look, smooth) {
  /** @type {HTMLCanvasElement | undefined} */
  let image;
  return {
    over: false,
    paint: (context, scene) => {
      const news = look(scene);
      if (news) image = heatImage(news.values, news.size, news.colourOf);
      if (image) drawHeat(context, image, { size: scene.size, extent, smooth });
    },
  };
}

/** @returns {(...things: unknown[]) => boolean} whether any of them is another than at the last call */
function changes() {
  /** @type {unknown[]} */
  let known = [];
  return (...things) => {
    const isNew = things.some((thing, i) => thing !== known[i]);
    known = things;
    return isNew;
  };
}

/** Where particles end. @param {NonNullable<Scene['paths']>} paths */
function endsOf({ path, steps, count }) {
  return path.subarray(2 * steps * count, 2 * (steps + 1) * count);
}
