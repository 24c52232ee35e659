// Follows the documents: runs every `meanflow` command of README, CONTRIBUTING and docs/, each document's in a directory of
// its own, and checks that stages, scripts and presets that other commands name exist. Exits 1 when one does not work.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { stages } from '../../.ci/stages.js';
import { commandsOf, documentNames } from './documents.js';

const root = resolve(import.meta.dirname, '../..');
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const presets = readFileSync(join(root, 'CMakePresets.json'), 'utf8');

/** What is wrong with a command that is not run; "" for nothing. @param {string} command */
function faultOf(command) {
  const [program, ...words] = command.split(/\s+/);
  if (program === 'npm' && words[0] === 'test') {
    const known = (/** @type {string} */ name) => stages.some((stage) => stage.name === name);
    return words.length < 2 || words[2]?.startsWith('--') || known(words[2]) ? '' : 'no such stage';
  }
  if (program === 'npm') {
    const name = words[0] === 'run' ? words[1] : words[0];
    const isOfNpm = ['install', 'pack', 'audit'].includes(name);
    return isOfNpm || name in scripts ? '' : 'no such script';
  }
  if (program === 'cmake') {
    const name = words[words.indexOf('--preset') + 1];
    return presets.includes(`"name": "${name}"`) ? '' : 'no such preset';
  }
  return '';
}

/** @param {string} command @param {string} directory @returns {string} "" or what went wrong */
function run(command, directory) {
  const PATH = `${join(root, 'build/release')}:${process.env.PATH}`;
  const options = /** @type {const} */ ({
    cwd: directory,
    env: { ...process.env, PATH },
    encoding: 'utf8',
  });
  const { status, stdout, stderr } = spawnSync('bash', ['-c', command], options);
  return status === 0 ? '' : `exit code ${status}\n${stdout}${stderr}`;
}

let failed = 0;
let passed = 0;
for (const name of documentNames(root)) {
  const directory = mkdtempSync(join(tmpdir(), 'documents-'));
  for (const entry of ['tests', 'web', 'build'])
    symlinkSync(join(root, entry), join(directory, entry));
  for (const command of commandsOf(readFileSync(join(root, name), 'utf8'))) {
    const fault = command.startsWith('meanflow') ? run(command, directory) : faultOf(command);
    if (fault === '') passed += 1;
    else {
      failed += 1;
      console.error(`${name}: ${command}\n  ${fault}`);
    }
  }
  rmSync(directory, { recursive: true, force: true });
}
console.log(`${passed} commands of documents work, ${failed} do not`);
process.exit(failed > 0 || passed < 10 ? 1 : 0);
