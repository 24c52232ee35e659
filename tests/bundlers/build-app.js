// Installs an app's packages, with the packed package among them, and builds it.

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

/** @import {App} from './apps.js' */

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../..');
const work = join(root, 'build/bundlers');

/** How much of a failing build's output is shown, in characters. */
const SHOWN = 4000;

/** Of the bundlers' own. */
const environment = {
  ...process.env,
  CI: '1',
  NEXT_TELEMETRY_DISABLED: '1',
  ASTRO_TELEMETRY_DISABLED: '1',
  NODE_ENV: '',
};

/**
 * Packs the package.
 * @returns {Promise<string>} the tarball, named after its content: npm keeps what it has installed of a name
 */
export async function pack() {
  await mkdir(work, { recursive: true });
  const place = await mkdtemp(join(work, 'pack-'));
  await run('.ci/pack', [place], { cwd: root });
  const [name] = await readdir(place);
  const hash = createHash('sha256')
    .update(await readFile(join(place, name)))
    .digest('hex');
  const tarball = join(work, `${hash.slice(0, 12)}.tgz`);
  await rename(join(place, name), tarball);
  await rm(place, { recursive: true });
  return tarball;
}

/**
 * @param {App} app
 * @param {string} tarball
 * @returns {Promise<{site: string, output: string}>} the directory of the built site, and what the build said
 */
export async function buildApp({ name, fixtures, script, site }, tarball) {
  const home = join(work, name);
  await mkdir(home, { recursive: true });
  for (const entry of await readdir(home)) {
    if (entry !== 'node_modules')
      await rm(join(home, entry), { recursive: true, force: true, maxRetries: 3 });
  }
  for (const fixture of fixtures)
    await cp(join(import.meta.dirname, 'fixtures', fixture), home, { recursive: true });
  const file = join(home, 'package.json');
  const manifest = JSON.parse(await readFile(file, 'utf8'));
  manifest.dependencies = { ...manifest.dependencies, 'mean-flow-playground': `file:${tarball}` };
  await writeFile(file, JSON.stringify(manifest, null, 2));
  await said(home, ['install', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error']);
  return { site: join(home, site), output: await said(home, ['run', script]) };
}

/**
 * What npm says.
 * @param {string} home
 * @param {string[]} words
 * @throws {Error} with the end of it, when it fails
 */
async function said(home, words) {
  const options = { cwd: home, env: environment, maxBuffer: 2 ** 26 };
  try {
    const { stdout, stderr } = await run('npm', words, options);
    return stdout + stderr;
  } catch (error) {
    const { stdout = '', stderr = '', message } = /** @type {any} */ (error);
    throw new Error(`npm ${words.join(' ')}: ${(stdout + stderr || message).slice(-SHOWN)}`);
  }
}
