// Workers whose WebAssembly memory does not grow as far as a network would have it, as on a small phone.

import { expect, it } from 'vitest';
import { useFaultySite } from './fixture.js';
import { openPage } from './harness.js';
import { smallAtZero, visit } from './page-driver.js';
import { starve } from './site-server.js';

const { faults, site, reader } = useFaultySite();

/** The page, with a small network. @param {string} role  of workers that are short of memory */
async function open(role) {
  faults['assets/worker'] = { before: starve(role, 24e6) };
  const { page, problems } = await openPage(reader.context);
  const playground = await visit(page, problems, site.url + smallAtZero);
  await playground.lossesAfterOneStep();
  return playground;
}

const tooLarge = 'not fit into the memory that a page gets; lower width';

it('lane workers: training stops and says what is too large, and goes on with what fits', async () => {
  const playground = await open('lanes');
  await playground.enter('Width', '1024');
  await playground.until(({ status }) => status.startsWith('Width 1024.'));
  await playground.press('Train');
  const { messages, iteration } = await playground.until(({ messages }) => messages.length > 0);
  expect(messages).toEqual([
    `Training stopped, its workers keep failing: The network does ${tooLarge} or depth`,
  ]);
  expect(iteration).toBe(0);
  expect(await playground.hasButton('Train')).toBe(true);
  await playground.enter('Width', '16');
  await playground.until(({ messages }) => messages.length === 0);
  await playground.lossesAfterOneStep();
  expect(playground.uncaught).toEqual([]);
});

it('the sampler: says what is too large, and trains on; what fits is drawn again', async () => {
  const playground = await open('sampler');
  await playground.enter('Width', '1024');
  await playground.until(({ messages }) => messages.some((text) => text.includes('So have those')));
  const { messages } = await playground.read();
  expect(messages).toEqual([
    `The worker that samples failed: The network and 2048 paths of 1 step do ${tooLarge}, depth, particles or steps. So have those that took its place; the next change to what is sampled starts another. Training does not need it.`,
  ]);
  await playground.lossesAfterOneStep();
  await playground.enter('Width', '16');
  await playground.until(({ messages, samples }) => {
    return messages.length === 0 && samples.every((iteration) => iteration === '0');
  });
  await playground.lossesAfterOneStep();
  await playground.until(({ samples }) => samples.every((iteration) => iteration === '1'));
  expect(playground.uncaught).toEqual([]);
});
