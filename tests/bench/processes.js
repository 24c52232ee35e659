// Programs that measure: main.cc as built natively, and PyTorch.

import { execFile, spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

/** @typedef {{name: string, threads: number, flop: number, rates: number[]}} Measured */

const program = join(import.meta.dirname, '../../build/release/meanflow_bench');

/** @param {string[]} args See main.cc. @returns {Promise<Measured[]>} */
export async function measureNative(args) {
  const { stdout } = await promisify(execFile)(program, args);
  return JSON.parse(stdout);
}

/** @param {Measured[]} all @param {string} name @param {number} [threads] @returns {Measured} */
export function find(all, name, threads = 1) {
  const found = all.find((one) => one.name === name && one.threads === threads);
  if (!found) throw new Error(`${name} was not measured`);
  return found;
}

const python = process.env.PYTHON ?? '/usr/bin/python3';
// Settings of OpenBLAS that would make it other than it is by itself.
const { OPENBLAS_CORETYPE: _, OPENBLAS_L2_SIZE: __, ...environment } = process.env;

/** @returns {string} "" when there is none. */
export function pytorchVersion() {
  const { status, stdout } = spawnSync(python, ['-c', 'import torch; print(torch.__version__)']);
  return status === 0 ? stdout.toString().trim() : '';
}

/** pytorch_step.py, waiting for what to measure. */
export function startPyTorch() {
  const script = join(import.meta.dirname, 'pytorch_step.py');
  const child = spawn(python, [script], {
    env: environment,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    /** @returns {Promise<string>} The library that multiplies matrices. */
    blas: async () => (await lines.next()).value ?? 'nothing: it ended',
    /** @param {string} method @param {number} threads @param {number} seconds @returns {Promise<number>} */
    async measure(method, threads, seconds) {
      child.stdin.write(`${method} ${threads} ${seconds}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error('pytorch_step.py ended');
      return Number(value);
    },
    close: () => child.stdin.end(),
  };
}
