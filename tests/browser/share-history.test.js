// The place of the slider through training history, in links and in attributes.

import { expect, it } from 'vitest';
import { decodeLink } from '../../web/share/decode-link.js';
import { linkIn } from '../../web/share/link-in.js';
import { useSite } from './fixture.js';

const site = useSite();
const slider = 'Training history';
const run = 'v=1&method=imf&batch=64&width=16&iterations=200';

/** @param {import('./page-driver.js').Playground} playground */
const saidHistory = ({ page }) => decodeLink(linkIn(new URL(page.url()))?.text ?? '').link.history;

/** Waits until the past is on show. @param {import('./page-driver.js').Playground} playground @param {number} at */
async function shows(playground, at) {
  await expect.poll(() => playground.sliderText(slider)).toBe(`iteration ${at}`);
  const samples = () => playground.textOf('[data-testid="samples-imf"]');
  await expect.poll(samples).toBe(String(at));
}

it('is in the address, and leads there again', async () => {
  const playground = await site.openPlayground(`#${run}&at=0`);
  await playground.press('Train');
  await playground.until(({ note }) => note === 'complete');
  const input = await playground.page.$(`aria/${slider}[role="slider"]`);
  await input?.focus();
  for (let i = 0; i < 3; i++) await playground.page.keyboard.press('ArrowLeft');
  await shows(playground, 180);
  await expect.poll(() => saidHistory(playground)).toBe(180);

  await playground.page.reload();
  await playground.until(({ iteration }) => iteration === 200);
  await shows(playground, 180);
  const other = await site.openPlayground(new URL(playground.page.url()).hash);
  await other.press('Repeat the run');
  await other.until(({ iteration }) => iteration === 200);
  await shows(other, 180);
  await other.page.focus('>>> #training-history');
  await other.page.keyboard.press('End');
  await expect.poll(() => other.sliderText(slider)).toBe('latest');
  await expect.poll(() => saidHistory(other)).toBeNull();
});

it('is shown as soon as the run has been there, the checkpoint before it if it is none', async () => {
  const playground = await site.openPlayground(`#${run}&history=47`);
  expect(await playground.sliderText(slider)).toBe('latest');
  await playground.press('Step');
  await expect.poll(() => playground.page.url()).toMatch(/&at=1&/);
  expect(saidHistory(playground)).toBe(47);
  await playground.press('Train');
  await playground.until(({ note }) => note === 'complete');
  await shows(playground, 40);
});

it('counts for the trained networks that come with the page', async () => {
  const playground = await site.openPlayground('#v=1&history=1000', { still: true });
  await expect.poll(() => playground.sliderText(slider)).toMatch(/^iteration \d+$/);
  expect(await playground.page.$$('>>> .notice:not([hidden])')).toEqual([]);
});

it('of a run to come is forgotten with it', async () => {
  const playground = await site.openPlayground(`#${run}&history=40`);
  await playground.enter('Seed', '6');
  await playground.until(({ status }) => status.startsWith('Seed 6.'));
  await playground.press('Train');
  await playground.until(({ note }) => note === 'complete');
  expect(await playground.sliderText(slider)).toBe('latest');
});
