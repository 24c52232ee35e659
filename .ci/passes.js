// Which stages and test files passed whole, and of what inputs: those need not run again. Kept in build/passed/.

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { contentHash, surroundings } from './inputs.js';

/** @typedef {import('./stages.js').Stage} Stage */
/** @typedef {import('./reports.js').Counts} Counts */

const directory = 'build/passed';
const fileOf = (/** @type {string} */ name) => `${directory}/${name}.json`;

/** @type {{hash: string | undefined} | undefined} */
let around;

/**
 * Of all that a stage's result depends on.
 * @param {Stage} stage
 * @returns {string | undefined} undefined: that cannot be told
 */
export function hashOf(stage) {
  if (!stage.inputs) return undefined;
  around ??= { hash: surroundings() };
  const content = contentHash(stage.inputs);
  return around.hash && content && `${around.hash} ${content}`;
}

/**
 * What was kept of something that passed.
 * @template {{hash: string, counts: Counts}} Pass
 * @param {string} name
 * @returns {Pass | undefined} undefined: it did not pass
 */
export function readPass(name) {
  try {
    return JSON.parse(readFileSync(fileOf(name), 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * What a stage counted when it passed with the inputs of this hash.
 * @param {Stage} stage
 * @param {string | undefined} hash
 * @returns {Counts | undefined} undefined: it did not, or what it left is gone
 */
export function lastPass(stage, hash) {
  if (!hash || !(stage.products ?? []).every((path) => existsSync(path))) return undefined;
  const pass = readPass(stage.name);
  return pass?.hash === hash ? pass.counts : undefined;
}

/** @param {string} name */
export function forgetPass(name) {
  rmSync(fileOf(name), { force: true });
}

/**
 * @param {string} name
 * @param {{hash: string, counts: Counts}} pass
 */
export function keepPass(name, pass) {
  mkdirSync(dirname(fileOf(name)), { recursive: true });
  writeFileSync(fileOf(name), `${JSON.stringify(pass)}\n`);
}
