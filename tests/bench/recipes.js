// Trains recipes without a browser and prints how good one step is, as the tables of docs/recipes.md.
//   npm run recipes -- [--recipes quick,sharp] [--densities checkerboard,rings] [--seeds 0,1,2]
// Means over the seeds. A drawing is the density "drawing", whose text is below.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { density, recipes } from '#tables';

const program = join(import.meta.dirname, '../../build/release/meanflow');
/** A bar, and a square ring above it. */
const drawing = [
  '8.AAAAAAAA',
  'A______A',
  'AAAAAAAA',
  'A______A',
  'A_AAAA_A',
  'A_AAAA_A',
  'A______A',
  'AAAAAAAA',
].join('');

/** @typedef {{support: number, distance: number, error: number, seconds: number}} Result */

/** @param {string} recipe @param {string} target @param {string} seed @param {string} directory @returns {Result} */
function measure(recipe, target, seed, directory) {
  const out = join(directory, `${recipe}-${target}-${seed}`);
  const options = ['--recipe', recipe, '--density', target, '--seed', seed, '--out', out];
  if (target === 'drawing') options.push('--drawing', drawing);
  const start = performance.now();
  execFileSync(program, ['train', ...options], { stdio: 'ignore' });
  const seconds = (performance.now() - start) / 1000;
  const model = join(out, 'model.safetensors');
  const json = execFileSync(program, ['evaluate', '--model', model, '--steps', '1', '--json']);
  const { on_support, sliced_wasserstein, flow_map_error } = JSON.parse(String(json)).steps[1];
  return { support: on_support, distance: sliced_wasserstein, error: flow_map_error, seconds };
}

/** @param {Result[]} results @param {keyof Result} key @param {number} digits */
const mean = (results, key, digits) =>
  (results.reduce((sum, result) => sum + result[key], 0) / results.length)
    .toFixed(digits)
    .replace(/^0\./, '.');

const { values } = parseArgs({
  options: {
    recipes: { type: 'string', default: recipes.map(({ name }) => name).join() },
    densities: { type: 'string', default: 'checkerboard' },
    seeds: { type: 'string', default: '0,1,2' },
  },
});
/** @param {string} text @param {readonly string[]} known @param {string} option */
function namesIn(text, known, option) {
  const names = text.split(',');
  const wrong = names.find((name) => !known.includes(name));
  if (wrong === undefined) return names;
  console.error(`--${option}: "${wrong}" is not one of ${known.join(', ')}`);
  process.exit(2);
}
const chosen = namesIn(
  values.recipes,
  recipes.map(({ name }) => name),
  'recipes',
);
const targets = namesIn(
  values.densities,
  density.choices?.map(({ value }) => value) ?? [],
  'densities',
);
const seeds = values.seeds.split(',');

const directory = mkdtempSync(join(tmpdir(), 'meanflow-recipes-'));
try {
  console.log('| recipe | density | on support | SW2 | flow-map error | seconds |');
  console.log('|---|---|---|---|---|---|');
  for (const target of targets) {
    for (const recipe of chosen) {
      const results = seeds.map((seed) => measure(recipe, target, seed, directory));
      const cells = [
        recipe,
        target,
        mean(results, 'support', 3),
        mean(results, 'distance', 3),
        mean(results, 'error', 3),
        mean(results, 'seconds', 0),
      ];
      console.log(`| ${cells.join(' | ')} |`);
    }
  }
} finally {
  rmSync(directory, { recursive: true });
}
