import { existsSync, readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import {
  checkpointIterations,
  earlierIterations,
  fetchWeights,
  shippedRuns,
} from '../../../web/models/models.js';
import { shippedFolder } from '../../../web/models/shipped.js';

const folder = new URL('../../../web/models/', import.meta.url);

it('knows the networks that there are', () => {
  const runs = Object.entries(shippedRuns).flatMap(([direction, methods]) =>
    methods.map((method) => `${direction}-${method}`),
  );
  const folders = readdirSync(folder, { withFileTypes: true }).filter((one) => one.isDirectory());
  expect(runs.toSorted()).toEqual(folders.map(({ name }) => name).sort());
  for (const run of runs) expect(existsSync(new URL(`${run}/losses.csv`, folder)), run).toBe(true);
});

it('knows their checkpoints', () => {
  const names = readdirSync(new URL('reverse-imf/checkpoints/', folder)).map(Number.parseFloat);
  expect(names).toEqual(checkpointIterations);
  expect(earlierIterations('reverse')).toEqual([0, ...checkpointIterations]);
  expect(earlierIterations('forward')).toEqual([0]);
});

it('has the address of their folder', () => {
  expect(shippedFolder).toBe(folder.href);
});

it('asks for none that there is not', async () => {
  await expect(fetchWeights('forward-as-published', 'imf')).rejects.toThrow(
    'There is no trained network ./forward-as-published-imf/model.safetensors; `npm run models` makes it',
  );
});
