// What the built site ships, and under which licenses.

import { readdirSync, readFileSync } from 'node:fs';
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

  const web = new URL('../../web/', import.meta.url);
  const read = (/** @type {string} */ name) => readFileSync(new URL(name, web), 'utf8');
  const scripts = readdirSync(web, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.js') && name.includes('/')) // Those beside vite.config.js build.
    .map(read);
  const { packages } = JSON.parse(read('../package-lock.json'));
  const imported = scripts.flatMap((script) => [...script.matchAll(/ from '([^'.#][^']*)'/g)]);
  const shipped = new Set(
    imported.map(([, name]) => name.split('/')[0]).filter((name) => !/^(node:|vite$)/.test(name)),
  );
  expect([...shipped]).toContain('uplot');
  for (const name of shipped) {
    const { version, license } = packages[`node_modules/${name}`];
    expect(text).toContain(`## ${name} - ${version} (${license})`);
  }
  for (const library of ['Eigen', 'JSON for Modern C++', 'Emscripten', 'musl', 'libc++']) {
    expect(text).toMatch(new RegExp(`^### ${library.replaceAll('+', '\\+')}.* \\(.+\\)$`, 'm'));
  }
  expect(text).not.toContain('@');
  await page.close();
});
