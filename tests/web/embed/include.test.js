// The Jekyll include, rendered by LiquidJS.

import { resolve } from 'node:path';
import { Liquid } from 'liquidjs';
import { expect, it } from 'vitest';

const includes = resolve(import.meta.dirname, '../../../web/embed/_includes');
const liquid = new Liquid({ partials: includes, jekyllInclude: true, dynamicPartials: false });

it.each([
  'density="rings"',
  'density="rings" theme="dark" sandbox="true" caption="Rings" at="imf:300@10:450"',
])('has no blank line, which would end its HTML in Markdown: %s', async (parameters) => {
  const include = `{% include mean-flow.html base="https://example.org/flow/" ${parameters} %}`;
  const html = await liquid.parseAndRender(include);
  expect(html).toMatch(/^<figure[\s\S]*<\/script>\s*$/);
  expect(html.trim()).not.toMatch(/\n\s*\n/);
  expect(html).toMatch(/<iframe\s[^>]*embed\.html\?density=rings/);
  expect(html.includes('<figcaption>Rings</figcaption>')).toBe(parameters.includes('caption'));
  expect(html.includes(' data-theme="dark"')).toBe(parameters.includes('theme'));
  expect(html.includes(' sandbox="allow-scripts"')).toBe(parameters.includes('sandbox'));
});
