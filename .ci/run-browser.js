// Runs the browser tests, but those of files for which nothing changed since they passed: neither what the site served
// them, nor the modules they import, nor what all of them share.
//   node .ci/run-browser.js [--all] [--live] [FILTER ...]

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { contentHash, surroundings } from './inputs.js';
import { moduleClosure } from './module-closure.js';
import { forgetPass, keepPass, readPass } from './passes.js';
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
const project = contentHash(['web', 'src', 'docs', '*.md', 'CMakeLists.txt']);

/** What is kept of a test file that passed. @param {string} file */
const passOf = (file) => `browser/${file}`;

/** Of all that a test file depends on. @param {string} file @param {string[]} served @returns {string | undefined} */
function hashOf(file, served) {
  const { modules, whole } = moduleClosure(`${tests}/${file}`);
  const imported = modules.map((path) => readFileSync(path, 'utf8'));
  const had = whole ? [project, ...wholeSite] : served.map((name) => `${name} ${site.get(name)}`);
  if (!project || !shared.every(Boolean)) return undefined;
  return createHash('sha256')
    .update([...shared, ...imported, ...had].join('\n'))
    .digest('hex');
}

/** Counts by test file in a report of Vitest. @returns {Map<string, Counts>} */
function countsByFile() {
  const xml = readFileSync(`${reports}/run.xml`, 'utf8');
  const suites = xml.matchAll(/<testsuite name="tests\/browser\/([^"]+)"[^>]*>/g);
  return new Map([...suites].map(([tag, name]) => [name, countsOf(tag)]));
}

for (const path of [reports, recorded]) rmSync(path, { recursive: true, force: true });
for (const path of [reports, recorded]) mkdirSync(path, { recursive: true });

/** @type {Counts[]} */
const unchanged = [];
const changed = files.filter((file) => {
  /** @type {Pass | undefined} */
  const pass = values.all ? undefined : readPass(passOf(file));
  if (!pass || pass.hash !== hashOf(file, pass.served)) return true;
  unchanged.push(pass.counts);
  return false;
});
for (const file of changed) forgetPass(passOf(file));
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
  const record = `${recorded}/${file}.json`;
  // What was edited meanwhile may have been seen or not.
  if (
    counts.failed > 0 ||
    !existsSync(record) ||
    before.get(file) !== contentHash([`${tests}/${file}`])
  )
    continue;
  const served = JSON.parse(readFileSync(record, 'utf8'));
  const hash = hashOf(file, served);
  /** @type {Pass | undefined} */
  const pass = hash ? { hash, served, counts } : undefined;
  if (pass) keepPass(passOf(file), pass);
}
process.exit(status ?? 1);
