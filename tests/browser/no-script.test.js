// What readers see who have no JavaScript.

import { expect, it } from 'vitest';
import { useSite } from './fixture.js';

const site = useSite();

/** Opens a page of the site. @param {string} name @param {{width: number, height: number}} size */
async function open(name, size) {
  const { page, problems } = await site.openPage(size);
  await page.setJavaScriptEnabled(false);
  await page.goto(site.url + name);
  // Scripts that may not run are announced, and then not fetched.
  const others = problems.splice(0).filter((text) => !text.startsWith('request failed'));
  problems.push(...others);
  return page;
}

it.each(['index.html', 'embed.html'])('%s shows a picture', async (name) => {
  const page = await open(name, { width: 700, height: 900 });
  const picture = await page.waitForSelector('img');
  expect(
    await picture?.evaluate((image) => image.checkVisibility() && image.clientWidth),
  ).toBeGreaterThan(600);
});

it.each([
  // Least share of the frame's height that pictures and sentence take.
  [360, 900, 0.45],
  [700, 875, 0.85],
  [1000, 1100, 0.85],
  [1000, 300, 0.7],
  [360, 160, 0.7],
])('a frame of %i x %i px is filled, from its middle', async (width, height, share) => {
  const page = await open('embed.html', { width, height });
  const { left, right, above, below, scrolls } = await page.$eval('.still', (still) => {
    const boxes = [...still.children].map((child) => child.getBoundingClientRect());
    return {
      left: Math.min(...boxes.map((box) => box.left)),
      right: innerWidth - Math.max(...boxes.map((box) => box.right)),
      above: Math.min(...boxes.map((box) => box.top)),
      below: innerHeight - Math.max(...boxes.map((box) => box.bottom)),
      scrolls: document.documentElement.scrollHeight > innerHeight,
    };
  });
  expect(scrolls).toBe(false);
  expect(Math.abs(above - below)).toBeLessThan(2);
  expect(Math.abs(left - right)).toBeLessThan(2);
  expect(left).toBeGreaterThanOrEqual(0);
  expect(1 - (above + below) / height).toBeGreaterThan(share);
});
