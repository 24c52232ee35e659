// The driver of `npm test`: what its arguments choose, what reports count, what is unchanged.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { choose } from '../../.ci/choice.js';
import { contentHash } from '../../.ci/inputs.js';
import { countsOf, readReports } from '../../.ci/reports.js';
import { run } from '../../.ci/shell.js';
import { stages } from '../../.ci/stages.js';

/** A directory of each test's own. @type {string} */
let directory;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'stages-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

describe('arguments', () => {
  /** @param {string[]} words */
  const chosen = (...words) => {
    const choice = choose(words, stages);
    if ('error' in choice) return choice.error;
    return choice.chosen.map(({ stage, filters }) => [stage.name, ...filters].join(' '));
  };

  it('choose all stages, changed or not, but those that have to be named', () => {
    const names = stages.map(({ name }) => name).filter((name) => name !== 'bundlers');
    expect(chosen()).toEqual(names);
    expect(choose([], stages)).toMatchObject({ always: false });
    expect(chosen('--all')).toEqual(names);
    expect(choose(['--all'], stages)).toMatchObject({ always: true });
  });

  it('choose stages, which then run in any case, and some of their tests', () => {
    expect(choose(['unit'], stages)).toMatchObject({ always: true });
    expect(chosen('unit', 'types')).toEqual(['types', 'unit']);
    expect(chosen('native', 'Mlp.*', '*Jvp*', 'unit', 'share')).toEqual([
      'native Mlp.* *Jvp*',
      'unit share',
    ]);
    expect(chosen('fuzz', 'share_link', 'unit')).toEqual(['fuzz share_link', 'unit']);
    expect(chosen('browser', 'share')).toEqual(['browser share']);
    expect(chosen('bundlers', 'esbuild')).toEqual(['bundlers esbuild']);
  });

  it('are told when they are no stage and no tests of one', () => {
    expect(chosen('nativ')).toMatch(
      /^No stage nativ; there are native, sanitize, .*browser, bundlers$/,
    );
    expect(chosen('Mlp.*')).toMatch(/^No stage Mlp/);
    expect(chosen('native', 'unti')).toMatch(/^No stage unti, nor tests of native by that name; /);
    expect(chosen('native', "Mlp.*'; false")).toMatch(/^No stage/);
    expect(chosen('fuzz', 'no_such_target')).toMatch(/^No stage/);
    expect(chosen('fuzz', '../fuzz/drawing')).toMatch(/^No stage/);
    expect(chosen('unit', 'no such file')).toMatch(/^No stage/);
    expect(chosen('types', 'web')).toMatch(/^No stage/);
    expect(chosen('bundlers', 'apps')).toMatch(/^No stage/);
  });

  it('name tests in the commands', () => {
    const live = false;
    /** @param {string} name @param {string[]} filters */
    const command = (name, filters) =>
      stages.find((stage) => stage.name === name)?.command({ filters, live });
    expect(command('native', ['Mlp.*', 'Gelu.*'])).toContain("GTEST_FILTER='Mlp.*:Gelu.*'");
    expect(command('native', [])).not.toContain('GTEST_FILTER');
    expect(command('wasm', ['Mlp.*'])).toContain("--gtest_filter='Mlp.*'");
    expect(command('fuzz', ['drawing', 'phases'])).toContain("-R '^fuzz_(drawing|phases)_'");
    expect(command('unit', ['share'])).toMatch(/'share'$/);
    expect(command('bundlers', ['esbuild', 'rollup'])).toMatch(/^APPS='esbuild rollup' /);
  });
});

describe('reports', () => {
  it('are counted as GoogleTest, Vitest and CTest write them', () => {
    const googletest = `<?xml version="1.0"?>
      <testsuites tests="4" failures="1" disabled="1" errors="0" time="1">
        <testsuite name="A" tests="4" failures="1" disabled="1" skipped="1">
          <testcase name="a" result="skipped" /></testsuite></testsuites>`;
    expect(countsOf(googletest)).toEqual({ passed: 1, failed: 1, skipped: 2 });
    const vitest =
      '<testsuites name="vitest tests" tests="4" failures="1" errors="1" time="9"></testsuites>';
    expect(countsOf(vitest)).toEqual({ passed: 2, failed: 2, skipped: 0 });
    const ctest = '<testsuite name="(empty)" tests="5" failures="0" disabled="0" skipped="1">';
    expect(countsOf(ctest)).toEqual({ passed: 4, failed: 0, skipped: 1 });
  });

  it('add up over a directory, and to nothing where there are none', () => {
    writeFileSync(`${directory}/0.xml`, '<testsuites tests="3" failures="1">');
    writeFileSync(`${directory}/1.xml`, '<testsuites tests="4" failures="0">');
    expect(readReports(directory)).toEqual({ passed: 6, failed: 1, skipped: 0 });
    expect(readReports(`${directory}/1.xml`)).toEqual({ passed: 4, failed: 0, skipped: 0 });
    expect(readReports(`${directory}/none`)).toEqual({ passed: 0, failed: 0, skipped: 0 });
    expect(readReports(`${directory}/none.xml`)).toEqual({ passed: 0, failed: 0, skipped: 0 });
  });
});

describe("a stage's inputs", () => {
  const git = (/** @type {string[]} */ ...words) =>
    execFileSync('git', words, { cwd: directory, stdio: 'ignore' });
  /** @param {string} file @param {string} content */
  const write = (file, content) => writeFileSync(`${directory}/${file}`, content);

  it('change with any content, name or file that Git does not ignore', () => {
    git('init');
    mkdirSync(`${directory}/src`);
    write('src/a', 'one');
    write('.gitignore', 'ignored\n');
    const hash = () => contentHash(['src'], directory);
    const seen = new Set([hash()]);
    const isNew = () => {
      const now = hash();
      return !seen.has(now) && seen.add(now) !== undefined;
    };
    expect(isNew()).toBe(false);
    write('src/a', 'two');
    expect(isNew(), 'content').toBe(true);
    git('add', 'src/a');
    expect(isNew(), 'added to the index').toBe(false);
    write('src/b', '');
    expect(isNew(), 'an untracked file').toBe(true);
    symlinkSync('a', `${directory}/src/link`);
    expect(isNew(), 'a link').toBe(true);
    rmSync(`${directory}/src/a`);
    expect(isNew(), 'a file deleted').toBe(true);
    write('src/ignored', 'x');
    write('other', 'x');
    expect(isNew(), 'files ignored and elsewhere').toBe(false);
  });

  it('cannot be told outside of a repository', () => {
    git('init');
    rmSync(`${directory}/.git`, { recursive: true });
    expect(contentHash(['.'], directory)).toBeUndefined();
  });

  it('are what the stages read', () => {
    const paths = new Set(stages.flatMap(({ inputs }) => inputs ?? []));
    for (const path of paths) expect(contentHash([path]), path).not.toBe(contentHash(['no-such']));
  });
});

describe('a command', () => {
  it('ends with its status, what it said and its processor time', async () => {
    /** @type {string[]} */
    const lines = [];
    const command = 'echo said; for ((i = 0; i < 20000; ++i)); do :; done; (exit 3)';
    const { ok, output, processor } = await run(command, 60, (line) => lines.push(line));
    expect({ ok, output, lines }).toEqual({ ok: false, output: 'said\n', lines: ['said'] });
    expect(processor).toBeGreaterThanOrEqual(0);
    const busy = 'bash -c "for ((i = 0; i < 200000; ++i)); do :; done"';
    expect((await run(busy, 60, () => {})).processor).toBeGreaterThan(0.01);
  });

  it('is ended at its limit with what it started', async () => {
    const { ok, output } = await run('sleep 1000 & sleep 1000', 0.2, () => {});
    expect(ok).toBe(false);
    expect(output).toContain('Ended after 0.2 s.');
  });
});
