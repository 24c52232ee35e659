// What the built site ships, and under which licenses.

import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { useSite } from './fixture.js';

const site = useSite();

it('are a link away, those of every package and of what is compiled in', {
  timeout: 60_000,
}, async () => {
  const { page } = await site.openPlayground();
  const href = await page.$eval('footer a[href$="licenses.txt"]', ({ href }) => href);
  const { ok, text } = await page.evaluate(async (url) => {
    const response = await fetch(url);
    return { ok: response.ok, text: await response.text() };
  }, href);
  expect(ok).toBe(true);

  const web = new URL('../../web/', import.meta.url);
  const read = (/** @type {string} */ name) => readFileSync(new URL(name, web), 'utf8');
  const scripts = readdirSync(web, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.js') && name.includes('/')) // Those beside vite.config.js build,
    .filter((name) => !name.startsWith('documents/')) // and so do these.
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
});
