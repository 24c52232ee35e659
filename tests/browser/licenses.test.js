// What the built site ships, and under which licenses.

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser, openPage, serveSite } from './harness.js';

/** @type {Awaited<ReturnType<typeof serveSite>>} */
let site;
/** @type {Awaited<ReturnType<typeof launchBrowser>>} */
let chromium;

beforeAll(async () => {
  site = await serveSite();
  chromium = await launchBrowser();
}, 60_000);
afterAll(async () => {
  await chromium?.close();
  await site?.close();
});

it('are a link away, those of every package and of what is compiled in', {
  timeout: 60_000,
}, async () => {
  const { page } = await openPage(chromium.browser);
  await page.goto(site.url);
  const href = await page.$eval('footer a[href$="licenses.txt"]', ({ href }) => href);
  const response = await page.goto(href);
  expect(response?.ok()).toBe(true);
  const text = await page.$eval('body', (body) => body.innerText);

  const lock = JSON.parse(
    readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8'),
  );
  const shipped = Object.entries(lock.packages).filter(([path, { dev }]) => path && !dev);
  expect(shipped.length).toBeGreaterThan(0);
  for (const [path, { version, license }] of shipped) {
    const name = path.replace(/^.*node_modules\//, '');
    expect(text).toContain(`## ${name} - ${version} (${license})`);
  }
  for (const library of ['Eigen', 'JSON for Modern C++', 'Emscripten', 'musl', 'libc++']) {
    expect(text).toMatch(new RegExp(`^### ${library.replaceAll('+', '\\+')}.* \\(.+\\)$`, 'm'));
  }
  expect(text).not.toContain('@');
  await page.close();
});
