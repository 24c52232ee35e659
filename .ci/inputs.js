// Of what a stage's result depends on, a hash: as long as it stays, so does the result.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readFileSync, readlinkSync } from 'node:fs';
import { cpus } from 'node:os';

// Debian's record of every package installed here: tools, libraries and browsers.
const installedPackages = '/var/lib/dpkg/status';
const tools = [
  'c++',
  'clang++',
  'clang-tidy',
  'clang-format',
  'cmake',
  'emcc',
  'chromium',
  'firefox',
];
const variables =
  /^(CC|CXX|CPATH|.*FLAGS|CMAKE_.*|MEANFLOW_.*|EM_?.*|CHROMIUM.*|FIREFOX.*|NODE_.*|LD_.*|.*SAN_OPTIONS|LANG|LC_.*|TZ|VITE.*)$/;

/** @param {string} command @param {string[]} words */
function outputOf(command, words) {
  try {
    return execFileSync(command, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return 'none';
  }
}

/**
 * All that stages depend on beside files of the repository: compilers, libraries, browsers, processor,
 * environment.
 * @returns {string | undefined} undefined: that cannot be told here
 */
export function surroundings() {
  if (!existsSync(installedPackages)) return undefined;
  const hash = createHash('sha256').update(readFileSync(installedPackages));
  hash.update(`${cpus()[0]?.model} ${process.version} ${process.arch}\n`);
  for (const tool of tools)
    hash.update(`${outputOf('which', [tool])}${outputOf(tool, ['--version'])}`);
  for (const name of Object.keys(process.env)
    .filter((name) => variables.test(name))
    .sort()) {
    hash.update(`${name}=${process.env[name]}\n`);
  }
  return hash.digest('hex');
}

/**
 * Names and content of all files below some paths but those that Git ignores.
 * @param {string[]} paths
 * @param {string} [directory]  the repository
 * @returns {string | undefined} undefined: no Git repository
 */
export function contentHash(paths, directory = process.cwd()) {
  let listed;
  try {
    listed = execFileSync(
      'git',
      ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', ...paths],
      { cwd: directory, encoding: 'utf8', maxBuffer: 2 ** 28, stdio: ['ignore', 'pipe', 'ignore'] },
    );
  } catch {
    return undefined;
  }
  const hash = createHash('sha256');
  for (const file of [...new Set(listed.split('\0'))].filter((name) => name !== '').sort()) {
    const path = `${directory}/${file}`;
    const state = lstatSync(path, { throwIfNoEntry: false });
    if (!state || state.isDirectory()) continue; // Deleted, or a repository of its own.
    const content = state.isSymbolicLink() ? readlinkSync(path) : readFileSync(path);
    hash.update(`${file}\0${state.mode & 0o111 ? 'x' : ''}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}
