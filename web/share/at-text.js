// The text of a link's part "at": the iterations that methods have done, and earlier learning rates. "1200" is for all
// that train; in "fm:900,imf:300@10:1200", iMF did 300 iterations at a rate of 10 and continued to 1200 at `lr`.

/** @import {Method, Phase} from '../engine/types.js' */
import { findSetting, parseSetting } from '../settings/settings.js';

/**
 * @typedef {object} Progress
 * @property {Partial<Record<Method, number>>} at  iterations done
 * @property {Partial<Record<Method, Phase[]>>} phases  earlier phases at other learning rates, of methods that have any
 */

/**
 * @param {Progress & {methods: readonly Method[], training: readonly Method[]}} link
 * @returns {string} "" for a run that has yet to begin
 */
export function atText({ methods, training, at, phases }) {
  const done = methods.filter((method) => at[method] !== undefined);
  const texts = done.map((method) => {
    const past = (phases[method] ?? []).map(({ until, lr }) => `${until}@${lr}:`);
    return past.join('') + at[method];
  });
  const all = done.length === training.length && done.every((one) => training.includes(one));
  if (all && new Set(texts).size === 1) return texts[0];
  return done.map((method, i) => `${method}:${texts[i]}`).join(',');
}

/**
 * @param {string} text
 * @param {object} link
 * @param {readonly Method[]} link.methods   displayed
 * @param {readonly Method[]} link.training
 * @param {number} iterations  length of the run
 * @returns {Progress | null} null: not valid
 */
export function parseAt(text, { methods, training }, iterations) {
  /** @type {[string, string][]} */
  const entries = /^\d/.test(text)
    ? training.map((method) => [method, text])
    : text.split(',').map((entry) => splitAt(entry, entry.indexOf(':')));
  /** @type {Progress} */
  const progress = { at: {}, phases: {} };
  for (const [name, value] of entries) {
    const method = methods.find((candidate) => candidate === name);
    const parsed = parsePhases(value, iterations);
    if (!method || !parsed) return null;
    progress.at[method] = parsed.iteration;
    if (parsed.phases.length > 0) progress.phases[method] = parsed.phases;
  }
  return progress;
}

/** @param {string} text @param {number} index @returns {[string, string]} */
const splitAt = (text, index) => [text.slice(0, index), text.slice(index + 1)];

/** As in "300@10:1200". @param {string} text @param {number} iterations @returns {{iteration: number, phases: Phase[]} | null} */
function parsePhases(text, iterations) {
  const [last, ...past] = text.split(':').reverse();
  const iteration = parseWhole(last);
  /** @type {Phase[]} */
  const phases = [];
  for (const phase of past.reverse()) {
    const [until, rate, ...rest] = phase.split('@');
    const { value: lr } = parseSetting(findSetting('lr'), rate ?? '');
    const start = phases.at(-1)?.until ?? 0;
    const end = parseWhole(until);
    if (rest.length > 0 || lr === undefined || !(end > start)) return null;
    phases.push({ until: end, lr: Number(lr) });
  }
  const valid = iteration >= (phases.at(-1)?.until ?? 0) && iteration <= iterations;
  return valid ? { iteration, phases } : null;
}

/** @param {string} text @returns {number} NaN when it is no whole number */
const parseWhole = (text) => (/^\d+$/.test(text) ? Number(text) : Number.NaN);
