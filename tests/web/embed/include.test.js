// The Jekyll include, rendered by LiquidJS.

import { expect, it } from 'vitest';
import { liquid } from '../../../web/documents/post.js';

/** @param {string} parameters @param {Record<string, string>} [config]  what _config.yml has */
const render = (parameters, config = {}) =>
  liquid.parseAndRender(`{% include mean-flow.html ${parameters} %}`, { site: config });

it.each([
  'density="rings"',
  'density="rings" theme="dark" sandbox="true" caption="*Rings*" at="imf:300@10:450" height="300" grow="200"',
])('has no blank line, which would end its HTML in Markdown: %s', async (parameters) => {
  const html = await render(`base="https://example.org/flow/" ${parameters}`);
  expect(html).toMatch(/^<div[\s\S]*<\/script>\s*$/);
  expect(html.trim()).not.toMatch(/\n\s*\n/);
  expect(html).toMatch(/<iframe\s[^>]*embed\.html\?density=rings/);
  expect(html).not.toContain('style=');
  expect(html).toMatch(/<p hidden><a href="https:..example.org.flow.embed.html.density=rings&amp;/);
  expect(html.includes('<p><em>Rings</em></p>')).toBe(parameters.includes('caption'));
  expect(html.includes(' data-theme="dark"')).toBe(parameters.includes('theme'));
  expect(html.includes(' sandbox="allow-scripts"')).toBe(parameters.includes('sandbox'));
  expect(html.includes('height="300"')).toBe(parameters.includes('height'));
  expect(html.includes('viewBox="0 0 700 200"')).toBe(parameters.includes('grow'));
});

it.each([
  ['https://example.org/flow/', 'https://example.org/flow/'],
  ['https://example.org/flow', 'https://example.org/flow/'],
  ['//example.org/flow/', '//example.org/flow/'],
  ['/flow/', '/blog/flow/'],
  ['/flow', '/blog/flow/'],
])('finds the playground at %s, of a site at /blog', async (base, address) => {
  const html = await render('', { mean_flow_base: base, baseurl: '/blog' });
  expect(html).toContain(`src="${address}embed.html?`);
  expect(html).toContain(`src="${address}mean-flow-frames.js"`);
});

it('stops the build without the address of the playground, and says what is missing', async () => {
  await expect(render('density="rings"')).rejects.toThrow(
    'mean_flow_base-is-not-set-in-_config.yml',
  );
});
