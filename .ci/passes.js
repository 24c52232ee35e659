// Which stages passed whole, and of what inputs: those need not run again. Kept in build/passed/.

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { contentHash, surroundings } from './inputs.js';

/** @typedef {import('./stages.js').Stage} Stage */
/** @typedef {import('./reports.js').Counts} Counts */

const directory = 'build/passed';
const fileOf = (/** @type {Stage} */ stage) => `${directory}/${stage.name}.json`;

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
 * What a stage counted when it passed with the inputs of this hash.
 * @param {Stage} stage
 * @param {string | undefined} hash
 * @returns {Counts | undefined} undefined: it did not, or what it left is gone
 */
export function lastPass(stage, hash) {
  if (!hash || !(stage.products ?? []).every((path) => existsSync(path))) return undefined;
  try {
    const pass = JSON.parse(readFileSync(fileOf(stage), 'utf8'));
    return pass.hash === hash ? pass.counts : undefined;
  } catch {
    return undefined;
  }
}

/** @param {Stage} stage */
export function forgetPass(stage) {
  rmSync(fileOf(stage), { force: true });
}

/**
 * @param {Stage} stage
 * @param {string} hash
 * @param {Counts} counts
 */
export function keepPass(stage, hash, counts) {
  mkdirSync(directory, { recursive: true });
  writeFileSync(fileOf(stage), `${JSON.stringify({ hash, counts })}\n`);
}
