// The lines of src/meanflow/objective.cc that compute a loss, by the comment with their mathematics. When the page is
// built, this module becomes what it exports (objective-lines-plugin.js).

import { readFileSync } from 'node:fs';

const source = readFileSync(new URL('../../src/meanflow/objective.cc', import.meta.url), 'utf8');

/** @typedef {{math: string, code: string[]}} Step  the code below a comment with its mathematics */

/** By the method that they compute; all: of every method. */
export const objectiveLines = {
  all: stepsOf(bodyOf('LoadSamples')),
  fm: stepsOf(bodyOf('FlowMatching')),
  mf: stepsOf(bodyOf('MeanFlow')),
  imf: stepsOf(bodyOf('ImprovedMeanFlow')),
  lsd: stepsOf(bodyOf('LagrangianSelfDistillation')),
};

/** @param {string} name @returns {string[]} lines */
function bodyOf(name) {
  const [, body] = new RegExp(`::${name}\\([^)]*\\) \\{\n([\\s\\S]*?)\n\\}\n`).exec(source) ?? [];
  if (body === undefined) throw new Error(`objective.cc has no function ${name}`);
  return body.split('\n').map((line) => line.replace(/^ {2}/, ''));
}

/** @param {string[]} body @returns {Step[]} */
function stepsOf(body) {
  /** @type {Step[]} */
  const steps = [];
  for (const line of body) {
    const [, math] = /^\/\/ (.*)$/.exec(line) ?? [];
    if (math !== undefined) steps.push({ math, code: [] });
    else steps.at(-1)?.code.push(line);
  }
  return steps;
}
