// Posters: SVGs that are shown instead of the element before it loads, without JavaScript and in print. A poster has the
// particles of the exact flow at four times between noise and data. The site's build makes them.

import { ExactPathJob } from '../engine/sampling/exact-path-job.js';
import { densityPaths } from '../plot/density-paths.js';
import { extent, toColumn, toRow } from '../plot/viewport.js';

/** @import {MeanFlowModule} from '../engine/meanflow.d.ts' */
/** @import {Settings} from '../engine/types.js' */

/** Fractions of the path at which particles are shown. */
const moments = [0, 1 / 3, 2 / 3, 1];

/** Lengths in the units of the SVG. */
const panel = 300;
const gap = 12;
const caption = 28;

export const posterSize = {
  width: moments.length * panel + (moments.length - 1) * gap,
  height: panel + caption,
};

const particles = 700;
const noiseSeed = 1;

/** Colours in the light and in the dark theme. @typedef {{ink: [string, string], dots: [string, string]}} Colors */

/**
 * @param {MeanFlowModule} module
 * @param {Settings} settings  the density
 * @param {Colors} colors
 * @returns {string} SVG
 */
export function renderPoster(module, settings, colors) {
  const density = module.makeDensity(JSON.stringify(settings));
  const grid = densityPaths(density, panel)
    .map(({ d, opacity }) => `<path class="cells" fill-opacity="${opacity}" d="${d}"/>`)
    .join('');
  return picture(grid, particleStates(module, settings), colors);
}

/**
 * The poster of all drawn densities: noise, and empty panels after it.
 *
 * @param {MeanFlowModule} module
 * @param {Colors} colors
 * @returns {string} SVG
 */
export function renderNeutralPoster(module, colors) {
  const states = particleStates(module, {});
  const blank = states.map(({ time, positions }, i) => ({
    time,
    positions: i === 0 ? positions : '',
  }));
  return picture('', blank, colors);
}

/**
 * @param {string} grid  of the target
 * @param {{time: number, positions: string}[]} states
 * @param {Colors} colors
 */
function picture(grid, states, { ink, dots }) {
  const { width, height } = posterSize;
  const panels = states.map(({ time, positions }, i) => {
    const end = i === 0 ? ', noise' : i === states.length - 1 ? ', data' : '';
    return (
      `<g transform="translate(${i * (panel + gap)})"><use href="#target"/>` +
      `<path class="dots" d="${positions}"/>` +
      `<text y="${panel + 19}">t = ${time.toFixed(2)}${end}</text></g>`
    );
  });
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" ` +
    `width="${width}" height="${height}"><style>${style(ink, dots)}</style>` +
    `<defs><g id="target">${grid}<rect class="frame" x=".5" y=".5" ` +
    `width="${panel - 1}" height="${panel - 1}" rx="4"/></g></defs>${panels.join('')}</svg>\n`
  );
}

/** @param {[string, string]} ink @param {[string, string]} dots */
function style(ink, dots) {
  const colors = (/** @type {0 | 1} */ i) =>
    `.cells,text{fill:${ink[i]}}.frame{stroke:${ink[i]}}.dots{stroke:${dots[i]}}`;
  return (
    '.cells{shape-rendering:crispEdges}.frame{fill:none;stroke-opacity:.2}' +
    '.dots{fill:none;stroke-width:3;stroke-linecap:round;stroke-opacity:.8}' +
    `text{font:15px system-ui,sans-serif}${colors(0)}` +
    `@media(prefers-color-scheme:dark){${colors(1)}}`
  );
}

/** Positions of the particles at each moment, as SVG path data. @param {MeanFlowModule} module @param {Settings} settings */
function particleStates(module, settings) {
  const job = new ExactPathJob(module, JSON.stringify(settings), {
    count: particles,
    seed: noiseSeed,
  });
  while (!job.paths) job.advance();
  const { path, times, steps, count } = job.paths;
  return moments.map((share) => {
    const state = Math.round(share * steps);
    const positions = path.subarray(2 * count * state, 2 * count * (state + 1));
    return { time: times[state], positions: dotPath(positions) };
  });
}

/** @param {Float32Array} positions  [x0, y0, ...] @returns {string} dots inside the window */
function dotPath(positions) {
  let path = '';
  for (let i = 0; i < positions.length; i += 2) {
    const [x, y] = [positions[i], positions[i + 1]];
    if (Math.max(Math.abs(x), Math.abs(y)) > extent) continue;
    path += `M${Math.round(toColumn(x, panel))} ${Math.round(toRow(y, panel))}h0`;
  }
  return path;
}
