// Commands run by bash, each to its end or a limit, with everything it starts.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Process groups. @type {Set<number>} */
const running = new Set();

/** Ends all commands that run. */
export function endAll() {
  for (const group of running) {
    try {
      process.kill(-group, 'SIGKILL');
    } catch {
      // It ended by itself.
    }
  }
}

/**
 * Processor time that bash's `times` tells of what a shell started, in its last line.
 * @param {string} times
 */
function processorSeconds(times) {
  const last = times.trim().split('\n').at(-1) ?? '';
  return [...last.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + 60 * Number(minutes) + Number(seconds),
    0,
  );
}

/**
 * @param {string} command
 * @param {number} limit  in seconds
 * @param {(line: string) => void} onLine  of what it says
 * @returns {Promise<{ok: boolean, output: string, processor: number}>} `processor` in seconds
 */
export function run(command, limit, onLine) {
  return new Promise((resolve) => {
    const child = spawn('bash', ['-o', 'pipefail', '-c', `trap 'times >&3' EXIT\n${command}`], {
      detached: true, // a process group of its own, to end it whole
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined },
    });
    const group = child.pid ?? 0;
    running.add(group);
    /** @type {Buffer[]} */
    const chunks = [];
    let times = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk) => chunks.push(chunk));
      if (stream) createInterface({ input: stream }).on('line', onLine);
    }
    child.stdio[3]?.on('data', (chunk) => {
      times += chunk;
    });
    const timer = setTimeout(() => {
      chunks.push(Buffer.from(`\nEnded after ${limit} s.\n`));
      if (child.exitCode === null) process.kill(-group, 'SIGKILL');
    }, limit * 1000);
    child.on('close', (code) => {
      clearTimeout(timer);
      running.delete(group);
      const output = Buffer.concat(chunks).toString();
      resolve({ ok: code === 0, output, processor: processorSeconds(times) });
    });
  });
}
