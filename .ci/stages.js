// Every stage of `npm test`, one after the other, whatever becomes of those before it:
//   node .ci/stages.js             all of them
//   node .ci/stages.js unit types  those named
// A stage that fails prints all it said, the others one line. Ends with `N passed, N failed`.

import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';

const jobs = availableParallelism();
const reports = `${process.cwd()}/build/reports`;
const stageLimit = 30 * 60; // seconds; only a hang takes that long

/**
 * @typedef {object} Stage
 * @property {string} name
 * @property {string} about
 * @property {string} command    for bash
 * @property {string} [report]   the JUnit file it writes; without one, the stage counts as one test
 */

/**
 * Builds a CMake preset and runs its CTest tests.
 * @param {string} preset
 * @param {string} report
 */
const buildAndTest = (preset, report) =>
  `cmake --preset ${preset} && cmake --build --preset ${preset} --parallel ${jobs} &&
   ctest --preset ${preset} --parallel ${jobs} --output-junit ${report}`;

/** @param {string} directory holds vitest.config.js @param {string} report */
const vitest = (directory, report) =>
  `vitest run --config ${directory}/vitest.config.js --reporter=default --reporter=junit \
   --outputFile.junit=${report}`;

const cxxFiles = `find src tests -name '*.h' -o -name '*.cc' -o -name '*.cpp'`;

/** @type {Stage[]} */
const stages = [
  {
    name: 'native',
    about: 'C++ tests, optimised',
    command: buildAndTest('release', `${reports}/native.xml`),
    report: `${reports}/native.xml`,
  },
  {
    name: 'sanitize',
    about: 'C++ tests under ASan and UBSan',
    command: buildAndTest('sanitize', `${reports}/sanitize.xml`),
    report: `${reports}/sanitize.xml`,
  },
  {
    name: 'tsan',
    about: 'threaded C++ tests under TSan',
    command: buildAndTest('tsan', `${reports}/tsan.xml`),
    report: `${reports}/tsan.xml`,
  },
  {
    name: 'fuzz',
    about: 'fuzz targets: corpus and a burst',
    command: buildAndTest('fuzz', `${reports}/fuzz.xml`),
    report: `${reports}/fuzz.xml`,
  },
  {
    name: 'wasm',
    about: 'C++ tests as WebAssembly in Node',
    command: `.ci/wasm all && ctest --preset wasm`,
    report: 'build/wasm/meanflow_tests.xml', // One CTest test, so GoogleTest itself counts.
  },
  {
    name: 'unit',
    about: 'JavaScript unit tests',
    command: `.ci/wasm && ${vitest('tests/web', `${reports}/unit.xml`)}`,
    report: `${reports}/unit.xml`,
  },
  { name: 'site', about: 'static site', command: '.ci/wasm && vite build web' },
  {
    name: 'browser',
    about: 'the built site in browsers',
    command: `.ci/wasm && vite build web && ${vitest('tests/browser', `${reports}/browser.xml`)}`,
    report: `${reports}/browser.xml`,
  },
  {
    name: 'format',
    about: 'clang-format',
    command: `${cxxFiles} | xargs $CLANG_FORMAT --dry-run -Werror`,
  },
  { name: 'tidy', about: 'clang-tidy', command: '.ci/tidy' },
  {
    name: 'biome',
    about: 'JavaScript format and lint',
    command: 'biome ci --colors=off --error-on-warnings',
  },
  {
    name: 'types',
    about: 'JavaScript types',
    command: '.ci/wasm tables && tsc --project tsconfig.json',
  },
];

/**
 * Runs a command to its end or the limit, with everything it starts.
 * @param {string} command
 * @returns {Promise<{ok: boolean, output: string}>}
 */
function run(command) {
  return new Promise((resolve) => {
    const child = spawn('bash', ['-o', 'pipefail', '-c', command], {
      detached: true, // a process group of its own, to end it whole
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined },
    });
    /** @type {Buffer[]} */
    const chunks = [];
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.stderr.on('data', (chunk) => chunks.push(chunk));
    const end = () => {
      if (child.pid && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
    };
    const limit = setTimeout(() => {
      chunks.push(Buffer.from(`\nEnded after ${stageLimit} s.\n`));
      end();
    }, stageLimit * 1000);
    const interrupt = () => {
      end();
      process.exit(130);
    };
    process.once('SIGINT', interrupt);
    process.once('SIGTERM', interrupt);
    child.on('close', (code) => {
      clearTimeout(limit);
      process.off('SIGINT', interrupt);
      process.off('SIGTERM', interrupt);
      resolve({ ok: code === 0, output: Buffer.concat(chunks).toString() });
    });
  });
}

/**
 * Counts of a JUnit report's root element, as CTest, GoogleTest and Vitest write it.
 * @param {string} file
 * @returns {{passed: number, failed: number, skipped: number} | undefined} undefined: no such report
 */
function readReport(file) {
  let xml;
  try {
    xml = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  const root = xml.match(/<testsuites?\b[^>]*>/)?.[0] ?? '';
  const count = (/** @type {string} */ name) =>
    Number(root.match(new RegExp(`\\b${name}="(\\d+)"`))?.[1] ?? 0);
  const failed = count('failures') + count('errors');
  const skipped = count('skipped') + count('disabled');
  return { failed, skipped, passed: count('tests') - failed - skipped };
}

/** @param {Stage} stage */
async function runStage(stage) {
  if (stage.report) rmSync(stage.report, { force: true });
  const start = performance.now();
  const { ok, output } = await run(stage.command);
  const seconds = (performance.now() - start) / 1000;
  const counts = (stage.report && readReport(stage.report)) || { passed: 0, failed: 0, skipped: 0 };
  if (!stage.report && ok) counts.passed = 1;
  if (!ok) counts.failed ||= 1; // It did not build, or broke before or after its tests.
  const empty = ok && counts.passed === 0;
  if (empty) counts.failed = 1;
  const failed = counts.failed > 0;
  if (failed) {
    console.log(`\n===== ${stage.name} said:\n${output}`);
    if (empty) console.log('No test ran.');
    console.log(`===== end of ${stage.name}\n`);
  }
  const line = [
    failed ? 'FAILED' : 'ok    ',
    stage.name.padEnd(9),
    stage.about.padEnd(33),
    `${seconds.toFixed(1)} s`.padStart(8),
    `${counts.passed} passed`.padStart(11),
    failed ? `${counts.failed} failed` : '',
    counts.skipped ? `${counts.skipped} skipped` : '',
  ].join('  ');
  console.log(line.trimEnd());
  return { ...counts, line: line.trimEnd() };
}

const named = process.argv.slice(2);
const unknown = named.filter((name) => !stages.some((stage) => stage.name === name));
if (unknown.length > 0) {
  console.error(
    `No stage ${unknown.join(', ')}; there are ${stages.map(({ name }) => name).join(', ')}`,
  );
  process.exit(2);
}

mkdirSync(reports, { recursive: true });
/** @type {Awaited<ReturnType<typeof runStage>>[]} */
const results = [];
for (const stage of stages) {
  if (named.length === 0 || named.includes(stage.name)) results.push(await runStage(stage));
}

const sum = (/** @type {'passed' | 'failed' | 'skipped'} */ key) =>
  results.reduce((total, result) => total + result[key], 0);
const skipped = sum('skipped');
console.log('\nSummary');
for (const { line } of results) console.log(line);
console.log(
  `\n${sum('passed')} passed, ${sum('failed')} failed${skipped ? `, ${skipped} skipped` : ''}`,
);
process.exit(sum('failed') ? 1 : 0);
