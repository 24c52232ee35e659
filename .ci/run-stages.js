// Runs the stages of stages.js, two lanes of them side by side, whatever becomes of each:
//   node .ci/run-stages.js                  all but those whose inputs are as they were when they passed
//   node .ci/run-stages.js --all            all
//   node .ci/run-stages.js unit types       those named
//   node .ci/run-stages.js native 'Mlp.*'   some tests of those named
// A stage says when it begins and when it ends, and one that fails all it said; on a terminal, tests show as they
// pass, and steps of builds. Ends with `N passed, N failed`.

import { mkdirSync, rmSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { choose } from './choice.js';
import { forgetPass, hashOf, keepPass, lastPass } from './passes.js';
import { readReports, sumOf } from './reports.js';
import { endAll, run } from './shell.js';
import { stages } from './stages.js';

/** @typedef {import('./choice.js').Chosen} Chosen */
/** @typedef {import('./reports.js').Counts} Counts */
/** @typedef {Counts & {line: string}} Result */

const stageLimit = 60 * 60; // seconds; only a hang takes that long
const laneMemory = 3 * 2 ** 30; // bytes that compilers, or a browser, may take
const live = process.stdout.isTTY === true;

/** A test that passed, as GoogleTest, Vitest and CTest tell, or a step of a build, as Ninja does. */
const progress = /\[ {7}OK \] (\S+)|^\s*✓ (.+)|Test +#\d+: (\w+) \.+ +Passed|^(\[\d+\/\d+\] .+)/;

/**
 * @param {Chosen} chosen
 * @param {Counts} counts
 * @param {string} time
 * @returns {Result}
 */
function report({ stage }, counts, time) {
  const failed = counts.failed > 0;
  const line = [
    failed ? 'FAILED' : 'ok    ',
    stage.name.padEnd(9),
    stage.about.padEnd(33),
    time.padStart(32),
    `${counts.passed} passed`.padStart(11),
    failed ? `${counts.failed} failed` : '',
    counts.skipped ? `${counts.skipped} skipped` : '',
  ]
    .join('  ')
    .trimEnd();
  console.log(line);
  return { ...counts, line };
}

/**
 * @param {Chosen} chosen
 * @param {boolean} always
 * @returns {Promise<Result>}
 */
async function runStage(chosen, always) {
  const { stage, filters } = chosen;
  const { reports } = stage;
  console.log(`begun   ${stage.name.padEnd(9)}  ${stage.about}`);
  if (reports) rmSync(reports, { recursive: true, force: true });
  const start = performance.now();
  const { ok, output, processor } = await run(
    stage.command({ filters, live, always }),
    stageLimit,
    (said) => {
      const name = live && progress.exec(said)?.slice(1).find(Boolean);
      if (name) console.log(`        ${stage.name.padEnd(9)}  ${name}`);
    },
  );
  const seconds = (performance.now() - start) / 1000;
  const counts = reports ? readReports(reports) : { passed: ok ? 1 : 0, failed: 0, skipped: 0 };
  if (!ok) counts.failed ||= 1; // It did not build, or broke before or after its tests.
  const empty = ok && counts.passed === 0;
  if (empty) counts.failed = 1;
  if (counts.failed > 0) {
    console.log(`\n===== ${stage.name} said:\n${output}`);
    if (empty) console.log('No test ran.');
    console.log(`===== end of ${stage.name}\n`);
  }
  return report(chosen, counts, `${seconds.toFixed(1)} s (processor ${processor.toFixed(1)} s)`);
}

/**
 * Runs a stage, unless nothing that it depends on changed since it passed.
 * @param {Chosen} chosen
 * @param {boolean} always
 */
async function runWhereChanged(chosen, always) {
  const { stage, filters } = chosen;
  if (filters.length > 0) {
    const some = await runStage(chosen, always);
    if (some.failed > 0) forgetPass(stage.name);
    return some;
  }
  const hash = hashOf(stage);
  const before = always ? undefined : lastPass(stage, hash);
  if (before) return report(chosen, before, 'unchanged since it passed');
  forgetPass(stage.name);
  const result = await runStage(chosen, always);
  const { passed, failed, skipped } = result;
  // What was edited meanwhile may have been seen or not.
  if (failed === 0 && hash && hash === hashOf(stage))
    keepPass(stage.name, { hash, counts: { passed, failed, skipped } });
  return result;
}

const choice = choose(process.argv.slice(2), stages);
if ('error' in choice) {
  console.error(choice.error);
  process.exit(2);
}
const { chosen, always } = choice;

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    endAll();
    process.exit(130);
  });
}
mkdirSync('build/reports', { recursive: true });

/** @type {Map<Chosen, Result>} */
const results = new Map();
const runLane = async (/** @type {Chosen[]} */ lane) => {
  for (const one of lane) results.set(one, await runWhereChanged(one, always));
};
const lanes = [...new Set(chosen.map(({ stage }) => stage.lane))].map((lane) =>
  chosen.filter(({ stage }) => stage.lane === lane),
);
if (availableParallelism() > 1 && totalmem() >= lanes.length * laneMemory) {
  await Promise.all(lanes.map(runLane));
} else {
  for (const lane of lanes) await runLane(lane);
}

const { passed, failed, skipped } = sumOf([...results.values()]);
console.log('\nSummary');
for (const one of chosen) console.log(results.get(one)?.line);
console.log(`\n${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`);
process.exit(failed ? 1 : 0);
