// A short soak: nothing is left behind by training and by starting anew. `npm run soak` is the long one.

import { expect, it } from 'vitest';
import { watchMemories } from '../soak/memory.js';
import { resetOften, small, trainLong } from '../soak/soak.js';
import { useSite } from './fixture.js';
import { visit } from './page-driver.js';

const site = useSite();

it('nothing grows in training, in hiding and resizing, nor in fifty resets', {
  timeout: 600_000,
}, async () => {
  const { page, problems } = await site.openPage();
  await watchMemories(page);
  const playground = await visit(page, problems, site.url + small, { still: false });
  /** @type {string[]} */
  const held = [];
  const witness = (/** @type {string} */ label, /** @type {object} */ holding) =>
    held.push(`${label}: ${JSON.stringify(holding)}`);
  const { grown } = await trainLong(
    playground,
    { settled: 500, iterations: 1500, parts: 3 },
    witness,
  );
  const left = await resetOften(playground, 50, witness);
  expect([...grown, ...left], held.join('\n')).toEqual([]);
});
