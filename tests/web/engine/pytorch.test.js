// Weights go to PyTorch and come back: skipped where python3 has no torch.

import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { Engine } from '../../../web/engine/client/engine.js';
import { nodeHost } from '../../../web/engine/client/node-host.js';
import { instantiate } from '../../../web/engine/wasm.js';

const run = promisify(execFile);
const python = process.env.PYTHON ?? '/usr/bin/python3';
const script = new URL('./pytorch_weights.py', import.meta.url).pathname;

const hasTorch = await run(python, ['-c', 'import torch']).then(
  () => true,
  () => false,
);
if (!hasTorch) process.stderr.write(`Skipped: ${python} has no torch, so weights stay here.\n`);

const settings = { width: 16, depth: 2, batch: 64, seed: 3 };

it.skipIf(!hasTorch)(
  'weights mean the same to PyTorch, and its own can be imported',
  {
    timeout: 120_000,
  },
  async () => {
    const directory = await mkdtemp(join(tmpdir(), 'meanflow-pytorch-'));
    const engine = new Engine({ host: nodeHost, workers: 1 });
    try {
      await engine.configure(settings);
      await engine.trainTo({ imf: 20 });
      const [exported, saved] = ['exported', 'saved'].map((name) => join(directory, name));
      await writeFile(exported, await engine.exportWeights('imf'));
      const { stdout } = await run(python, [script, exported, saved]);
      const { outputs, receipt } = JSON.parse(stdout);

      const module = await instantiate(await nodeHost.compile());
      const sampler = new module.Sampler(JSON.stringify({ ...settings, method: 'imf' }));
      const before = await engine.receipts();
      const parameters = await flatParameters(engine);
      sampler.setParameters(parameters);
      const own = [
        ...sampler.velocity(Float32Array.of(0.5, -1), 0.75, 0.25),
        ...sampler.velocity(Float32Array.of(-1.5, 2), 1, 0),
      ];
      for (const [i, value] of own.entries()) expect(outputs[i]).toBeCloseTo(value, 5);

      expect(await engine.importWeights('imf', new Uint8Array(await readFile(saved)))).toBe(0);
      const after = await engine.receipts();
      const of = (/** @type {typeof after} */ { receipts }) =>
        receipts.find(({ method }) => method === 'imf');
      expect(of(after)).toMatchObject({ receipt, iteration: 0, imported: true });
      expect(of(after)?.receipt).not.toBe(of(before)?.receipt);
      await engine.step();
      expect(engine.losses('imf')).toHaveLength(1);
    } finally {
      engine.dispose();
      await rm(directory, { recursive: true, force: true });
    }
  },
);

/** The network of iMF as its workers have it. @param {Engine} engine */
async function flatParameters(engine) {
  const file = await engine.exportWeights('imf');
  const length = Number(new DataView(file.buffer).getBigUint64(0, true));
  return new Float32Array(file.slice(8 + length).buffer);
}
