// Runs the browser tests, but those of files for which nothing changed since they passed: neither what the site served
// them, nor the modules they import, nor what all of them share.
//   node .ci/run-browser.js [--all] [--live] [FILTER ...]

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { contentHash, surroundings } from './inputs.js';
import { moduleClosure } from './module-closure.js';
import { countsOf, sumOf } from './reports.js';
import { siteFiles } from './site-files.js';

/** @typedef {import('./reports.js').Counts} Counts */

/**
 * A test file that passed.
 * @typedef {object} Pass
 * @property {string} hash     of all it depends on
 * @property {string[]} served  files of the site that it had; see tests/browser/record-served.js
 * @property {Counts} counts
 */

const tests = 'tests/browser';
const reports = 'build/reports/browser';
const passes = 'build/passed/browser';
const recorded = 'build/reports/served';

const { values, positionals: filters } = parseArgs({
  options: { all: { type: 'boolean' }, live: { type: 'boolean' } },
  allowPositionals: true,
});
const files = readdirSync(tests)
  .filter((name) => name.endsWith('.test.js'))
  .filter((name) => filters.length === 0 || filters.some((filter) => name.includes(filter)));
const site = siteFiles('dist');
const shared = [
  surroundings(),
  contentHash([
    '.ci',
    'package.json',
    'package-lock.json',
    'tests/golden',
    tests,
    `:!${tests}/*.test.js`,
  ]),
];
const wholeSite = [...site].flat();

/** Of all that a test file depends on. @param {string} file @param {string[]} served @returns {string | undefined} */
function hashOf(file, served) {
  const { modules, whole } = moduleClosure(`${tests}/${file}`);
  const imported = modules.map((path) => readFileSync(path, 'utf8'));
  const project = whole ? contentHash(['web', 'src', 'docs', '*.md', 'CMakeLists.txt']) : '';
  const had = whole ? wholeSite : served.map((name) => `${name} ${site.get(name)}`);
  if (project === undefined || !shared.every(Boolean)) return undefined;
  return createHash('sha256')
    .update([...shared, ...imported, project, ...had].join('\n'))
    .digest('hex');
}

/** @template T @param {string} path @returns {T | undefined} */
function read(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Counts by test file in a report of Vitest. @returns {Map<string, Counts>} */
function countsByFile() {
  const xml = readFileSync(`${reports}/run.xml`, 'utf8');
  const suites = xml.matchAll(/<testsuite name="tests\/browser\/([^"]+)"[^>]*>/g);
  return new Map([...suites].map(([tag, name]) => [name, countsOf(tag)]));
}

for (const path of [reports, recorded]) rmSync(path, { recursive: true, force: true });
for (const path of [reports, recorded, passes]) mkdirSync(path, { recursive: true });

/** @type {Counts[]} */
const unchanged = [];
const changed = files.filter((file) => {
  const pass = values.all ? undefined : read(`${passes}/${file}.json`);
  const { hash, served, counts } = /** @type {Pass} */ (pass ?? {});
  if (!hash || hash !== hashOf(file, served)) return true;
  unchanged.push(counts);
  return false;
});
for (const file of changed) rmSync(`${passes}/${file}.json`, { force: true });
if (unchanged.length > 0) {
  const { passed, skipped } = sumOf(unchanged);
  console.log(`${unchanged.length} of ${files.length} files are unchanged since they passed`);
  const xml = `<testsuites tests="${passed + skipped}" skipped="${skipped}"></testsuites>\n`;
  writeFileSync(`${reports}/unchanged.xml`, xml);
}
if (changed.length === 0) process.exit(0);

const before = new Map(changed.map((file) => [file, contentHash([`${tests}/${file}`])]));
const { status } = spawnSync(
  'vitest',
  [
    'run',
    ...['--config', `${tests}/vitest.config.js`],
    ...[`--reporter=${values.live ? 'verbose' : 'default'}`, '--reporter=junit'],
    `--outputFile.junit=${reports}/run.xml`,
    ...changed.map((file) => `${tests}/${file}`),
  ],
  { stdio: 'inherit', env: { ...process.env, MEANFLOW_RECORD_SERVED: recorded } },
);
for (const [file, counts] of countsByFile()) {
  const served = read(`${recorded}/${file}.json`);
  // What was edited meanwhile may have been seen or not.
  if (counts.failed > 0 || !served || before.get(file) !== contentHash([`${tests}/${file}`]))
    continue;
  const hash = hashOf(file, served);
  if (hash) writeFileSync(`${passes}/${file}.json`, JSON.stringify({ hash, served, counts }));
}
process.exit(status ?? 1);
