// Forward-mode differentiation: values and tangents of every layer, and the JVP's error beside central differences'.

import { pointText } from '../plot/point-text.js';
import { side } from './marks.js';
import { networkAtPlace, placePicture, trainedProblem } from './place.js';
import { flowPointOf, networkOf } from './values.js';

/** @import {Inspections} from '../engine/inspection/inspections.js' */
/** @import {DensityGrid} from '../engine/types.js' */
/** @import {Concept} from './concept.js' */
/** @import {Mark} from './marks.js' */

/** @typedef {ReturnType<Inspections['jvp']>} Pass */
/** @typedef {{density: DensityGrid, pass: Pass}} Answer */

/** @type {Concept<Answer>} */
export const jvp = {
  title: 'A JVP, layer by layer, and its error',
  hint: 'Drag the ring, and watch values and tangents change together.',
  ...networkAtPlace,

  async compute(ask, values) {
    const [density, pass] = await Promise.all([
      ask('density', trainedProblem),
      ask('jvp', { network: networkOf(values), at: flowPointOf(values) }),
    ]);
    return { density, pass };
  },

  pictures(values, { density, pass }) {
    return [
      placePicture(values, density),
      { label: 'Relative error of du/dt, by step size', marks: errors(pass), handles: [] },
      {
        label: 'Layer by layer: values, and their tangents below them',
        height: layersHeight,
        marks: layers(pass),
        handles: [],
      },
    ];
  },

  rows(_, { pass: { terms, errors: found } }) {
    const { u, v, dudt } = terms;
    return [
      { label: 'tangent of (x, y, t, r)', cells: [pointText(v, 4).replace(')', ', 1, 0)')] },
      { label: 'u', cells: [pointText(u, 4)] },
      { label: 'du/dt, the JVP', cells: [pointText(dudt, 4)], kind: 'exact' },
      { label: 'its relative error', cells: [powerText(found.jvp)], kind: 'exact' },
      {
        label: 'that of the best difference',
        cells: [powerText(Math.min(...found.differences))],
        kind: 'mf',
      },
    ];
  },
};

/** @param {number} value above 0 @returns {string} "4.4 · 10⁻⁷" */
function powerText(value) {
  const [digits, power] = value.toExponential(1).split('e');
  return `${digits} · 10${raised(Number(power))}`;
}

/** @param {number} power */
const raised = (power) =>
  String(power).replace(/./g, (sign) => (sign === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(sign)]));

/** The picture of the layers, which is broad. */
const layersHeight = 0.5;
const left = 34;
const stripHeight = 16;

/** Opacities of cells. */
const shades = 6;

/** A strip of cells for the values of each layer, and one for its tangents. @param {Pass} pass @returns {Mark[]} */
function layers({ layers: all }) {
  const pitch = (side * layersHeight) / all.length;
  return all.flatMap(({ value, tangent }, l) => {
    const top = l * pitch + (pitch - 2 * stripHeight) / 2;
    const name = l === 0 ? 'in' : l === all.length - 1 ? 'u' : `h${'₀₁₂₃₄₅₆₇₈₉'[l]}`;
    return [
      { kind: 'letter small', text: name, x: 6, y: top + stripHeight + 4 },
      ...strip(value, top),
      ...strip(tangent, top + stripHeight),
    ];
  });
}

/**
 * Cells in shades, relative to the largest.
 *
 * @param {Float64Array} values
 * @param {number} top
 * @returns {Mark[]}
 */
function strip(values, top) {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  const width = Math.min((side - left - 6) / values.length, 40);
  const paths = Array.from({ length: 2 * (shades + 1) }, () => '');
  for (const [i, value] of values.entries()) {
    const shade = Math.round((shades * Math.abs(value)) / largest);
    const x = (left + i * width).toFixed(1);
    paths[2 * shade + (value > 0 ? 1 : 0)] +=
      `M${x} ${top.toFixed(1)}h${(width - 0.6).toFixed(1)}v${stripHeight - 2}H${x}z`;
  }
  return paths.map((d, i) => ({
    kind: i % 2 === 0 ? 'tooFew' : 'tooMany',
    d,
    opacity: 0.04 + (0.96 * Math.floor(i / 2)) / shades,
  }));
}

/** The chart's frame, and the powers of ten at its ends. */
const frame = { left: 84, right: side - 16, top: 16, bottom: side - 60 };
const stepPowers = [-6, 0];
const errorPowers = [-8, 0];

/** @param {number} step */
const column = (step) => {
  const [first, last] = stepPowers;
  const share = (Math.log10(step) - first) / (last - first);
  return frame.left + share * (frame.right - frame.left);
};

/** @param {number} error */
const row = (error) => {
  const [first, last] = errorPowers;
  const share = (Math.log10(Math.max(error, 1e-8)) - first) / (last - first);
  return frame.bottom - Math.min(1, share) * (frame.bottom - frame.top);
};

/** Errors against step sizes, both by powers of ten. @param {Pass} pass @returns {Mark[]} */
function errors({ steps, errors: { jvp: own, differences } }) {
  const line = [...differences]
    .map(
      (error, i) => `${i === 0 ? 'M' : 'L'}${column(steps[i]).toFixed(1)} ${row(error).toFixed(1)}`,
    )
    .join('');
  const level = row(own).toFixed(1);
  return [
    ...grid(),
    { kind: 'line mf', d: line },
    { kind: 'line exact', d: `M${frame.left} ${level}H${frame.right}` },
    { kind: 'letter mf', text: 'central difference', x: frame.left + 190, y: row(0.2) },
    { kind: 'letter exact', text: 'JVP', x: frame.right - 60, y: row(own) - 10 },
  ];
}

/** @returns {Mark[]} */
function grid() {
  const marks = [];
  for (let power = stepPowers[0]; power <= stepPowers[1]; power += 2) {
    const x = column(10 ** power);
    marks.push({ kind: 'axis', d: `M${x} ${frame.top}V${frame.bottom}` });
    marks.push({ kind: 'tick middle', text: `10${raised(power)}`, x, y: frame.bottom + 28 });
  }
  for (let power = errorPowers[0]; power <= errorPowers[1]; power += 2) {
    const y = row(10 ** power);
    marks.push({ kind: 'axis', d: `M${frame.left} ${y}H${frame.right}` });
    marks.push({ kind: 'tick end', text: `10${raised(power)}`, x: frame.left - 8, y: y + 7 });
  }
  marks.push({
    kind: 'tick middle',
    text: 'step size h',
    x: (frame.left + frame.right) / 2,
    y: frame.bottom + 54,
  });
  return marks;
}
