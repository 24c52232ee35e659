// How far methods are, and at which learning rates they came there, as text: "1200" for all that train, or
// "fm:900,imf:300@10:1200", where iMF did 300 iterations at a rate of 10 and went on to 1200 at `lr`.

/** @import {Method, Phase} from '../engine/types.js' */
import { findSetting, parseSetting } from '../settings/settings.js';

/**
 * @typedef {object} Way
 * @property {Partial<Record<Method, number>>} at  iterations done
 * @property {Partial<Record<Method, Phase[]>>} phases  behind them, at other learning rates; of methods with such only
 */

/**
 * @param {Way & {methods: readonly Method[], training: readonly Method[]}} link
 * @returns {string} "" for a run yet to begin
 */
export function atText({ methods, training, at, phases }) {
  const done = methods.filter((method) => at[method] !== undefined);
  const ways = done.map((method) => {
    const past = (phases[method] ?? []).map(({ until, lr }) => `${until}@${lr}:`);
    return past.join('') + at[method];
  });
  const level = done.length === training.length && done.every((one) => training.includes(one));
  if (level && new Set(ways).size === 1) return ways[0];
  return done.map((method, i) => `${method}:${ways[i]}`).join(',');
}

/**
 * @param {string} text
 * @param {object} link
 * @param {readonly Method[]} link.methods   on show
 * @param {readonly Method[]} link.training
 * @param {number} iterations  length of the run
 * @returns {Way | null} null: it is no such text
 */
export function parseAt(text, { methods, training }, iterations) {
  /** @type {[string, string][]} */
  const entries = /^\d/.test(text)
    ? training.map((method) => [method, text])
    : text.split(',').map((entry) => splitAt(entry, entry.indexOf(':')));
  /** @type {Way} */
  const way = { at: {}, phases: {} };
  for (const [name, path] of entries) {
    const method = methods.find((candidate) => candidate === name);
    const read = parsePath(path, iterations);
    if (!method || !read) return null;
    way.at[method] = read.iteration;
    if (read.phases.length > 0) way.phases[method] = read.phases;
  }
  return way;
}

/** @param {string} text @param {number} index @returns {[string, string]} */
const splitAt = (text, index) => [text.slice(0, index), text.slice(index + 1)];

/** One method's. @param {string} text @param {number} iterations @returns {{iteration: number, phases: Phase[]} | null} */
function parsePath(text, iterations) {
  const [last, ...past] = text.split(':').reverse();
  const iteration = wholeOf(last);
  /** @type {Phase[]} */
  const phases = [];
  for (const phase of past.reverse()) {
    const [until, rate, ...rest] = phase.split('@');
    const { value: lr } = parseSetting(findSetting('lr'), rate ?? '');
    const begun = phases.at(-1)?.until ?? 0;
    if (rest.length > 0 || lr === undefined || !(wholeOf(until) > begun)) return null;
    phases.push({ until: wholeOf(until), lr: Number(lr) });
  }
  const sound = iteration >= (phases.at(-1)?.until ?? 0) && iteration <= iterations;
  return sound ? { iteration, phases } : null;
}

/** NaN when it is none. @param {string} text */
const wholeOf = (text) => (/^\d+$/.test(text) ? Number(text) : Number.NaN);
