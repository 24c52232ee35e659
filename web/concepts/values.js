// The values that a figure's controls and attributes set: what they accept, and their labels.

import { methodStyles } from '../plot/method-styles.js';
import { accepts, clip, findSetting, parseSetting } from '../settings/settings.js';

/** @import {Method} from '../engine/types.js' */
/** @import {FlowPoint} from '../engine/inspection/inspections.js' */
/** @import {Choice, Setting, Values} from '../settings/settings.js' */

/** @typedef {typeof import('./attributes.js').valueNames[number]} ValueName */

const common = { section: /** @type {const} */ ('hidden'), help: '', restarts: false };

/**
 * @param {ValueName} name
 * @param {string} label
 * @param {[minimum: number, maximum: number]} range
 * @param {number} standard
 * @returns {Setting}
 */
const number = (name, label, [minimum, maximum], standard) => ({
  ...common,
  name,
  label,
  kind: 'number',
  minimum,
  maximum,
  default: standard,
});

/** @param {ValueName} name @param {string} label @param {Choice[]} choices @param {string} standard @returns {Setting} */
const choice = (name, label, choices, standard) => ({
  ...common,
  name,
  label,
  kind: 'choice',
  choices,
  default: standard,
});

/** The place of a figure, by its coordinates. @param {[x: number, y: number]} standard */
export const placeSettings = ([x, y]) => [
  number('x', 'x', [-3, 3], x),
  number('y', 'y', [-3, 3], y),
];

/** The anchor time. Towards the data, at t = 0, velocities outside it grow without bound. @param {number} standard */
export const anchorSetting = (standard) => number('t', 'Time t', [0.05, 1], standard);

/** The other end of the interval. @param {number} standard */
export const endSetting = (standard) => number('r', 'Time r', [0, 1], standard);

/** Any but a drawing. */
export function densitySetting() {
  const { label, choices = [], default: standard } = findSetting('density');
  const known = choices.filter(({ value }) => value !== 'drawing');
  return choice('density', label, known, String(standard));
}

/** @param {readonly Method[]} methods the first is the default @param {string} [label] */
export const methodSetting = (methods, label = 'Network trained by') =>
  choice(
    'method',
    label,
    methods.map((value) => ({ value, label: methodStyles[value].label })),
    methods[0],
  );

/** Iterations of the networks that come with the site. */
const iterations = [0, 1000, 2000, 3000, 4000, 5000];

export const iterationSetting = () =>
  choice(
    'iteration',
    'Trained for',
    iterations.map((at) => ({
      value: String(at),
      label: at === 0 ? 'not yet' : `${at} iterations`,
    })),
    String(iterations.at(-1)),
  );

/** Each at its default. @param {readonly Setting[]} settings @returns {Values} */
export const defaultsOf = (settings) =>
  Object.fromEntries(settings.map((one) => [one.name, one.default]));

/**
 * Reads an attribute.
 *
 * @param {Setting} setting
 * @param {string} text
 * @returns {{value: string | number, message: ''} | {value: undefined, message: string}} the value, or what is wrong
 */
export function readValue(setting, text) {
  const { value } = parseSetting(setting, text);
  if (value !== undefined) return { value, message: '' };
  return { value, message: `${setting.name}="${clip(text)}" is not ${accepts(setting)}.` };
}

/**
 * Keeps r at most t, as the networks are trained so.
 *
 * @param {Values} values  adjusted, if need be
 * @param {string} [changed]  the name of the value that stays; t by default
 */
export function adjustTimes(values, changed = 't') {
  if (!(Number(values.r) > Number(values.t))) return;
  if (changed === 'r') values.t = values.r;
  else values.r = values.t;
}

/** Of a figure that has no r, r is t. @param {Values} values @returns {FlowPoint} */
export const flowPointOf = ({ x, y, t, r = t }) => ({
  x: Number(x),
  y: Number(y),
  t: Number(t),
  r: Number(r),
});

/** @param {Values} values @returns {{method: Method, iteration: number}} */
export const networkOf = ({ method, iteration }) => ({
  method: /** @type {Method} */ (method),
  iteration: Number(iteration),
});
