// The include in Jekyll, the shortcode in Hugo and snippets elsewhere, as their sites are built.

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { elementSnippet, frameSnippet } from '../../../web/embed/snippets.js';
import { buildPost, generators } from './generators.js';

const figure =
  'mean-flow%s method="imf exact" density="rings" at="imf:300" caption="It *learns* rings & more." ' +
  'title="iMF & rings" height="300" grow="200"';

/** @type {string} */
let directory;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'meanflow-sites-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** @param {string} call */
const postWith = (call) => `---\ntitle: Post\n---\nBefore.\n\n${call}\n\nAfter.\n`;

const posts = {
  jekyll: postWith(`{% include ${figure.replace('%s', '.html')} %}`),
  hugo: postWith(`{{< ${figure.replace('%s', '')} >}}`),
};

const configs = {
  jekyll: (/** @type {string} */ base) => `baseurl: /blog\nmean_flow_base: ${base}\n`,
  hugo: (/** @type {string} */ base) =>
    `baseURL = "https://example.net/blog/"\n[params]\nmean_flow_base = "${base}"\n`,
};

describe.each(
  /** @type {const} */ ([
    ['jekyll', '/flow/'],
    ['hugo', 'flow/'],
  ]),
)('%s', (generator, folder) => {
  /** @param {string} config @param {string} [post] */
  const build = (config, post = posts[generator]) =>
    buildPost(generators[generator], directory, config, post);

  it.each([
    ['https://example.org/flow/', 'https://example.org/flow/'],
    ['https://example.org/flow', 'https://example.org/flow/'],
    [folder, '/blog/flow/'],
  ])('makes a frame of the playground at %s', async (base, address) => {
    const html = await build(configs[generator](base));
    expect(html).toContain('<p>Before.</p>');
    expect(html).toContain('<p>After.</p>');
    const query = Object.fromEntries(
      new URL(
        (html.match(/<iframe\s[^>]*src="([^"]*)"/)?.[1] ?? '')
          .replaceAll('&amp;', '&')
          .replaceAll('&#43;', '+'),
        'https://example.net/',
      ).searchParams,
    );
    expect(query).toEqual({ method: 'imf exact', density: 'rings', at: 'imf:300' });
    expect(html).toContain(`src="${address}embed.html?`);
    expect(html).toContain(`<script src="${address}mean-flow-frames.js" defer`);
    expect(html).toContain('title="iMF &amp; rings"');
    expect(html).toContain('height="300"');
    expect(html).toContain('viewBox="0 0 700 200"');
    expect(html).toContain('It <em>learns</em> rings &amp; more.');
    expect(html).not.toContain('style=');
  });

  it.runIf(generator === 'jekyll')('builds the tutorial as it is', async () => {
    const tutorial = await readFile(
      resolve(import.meta.dirname, '../../../docs/tutorial.md'),
      'utf8',
    );
    const config = configs.jekyll('/flow/');
    const html = await build(config, tutorial.replace('layout: post\n', ''));
    const figures = tutorial.match(/\{% include/g) ?? [];
    expect(html.match(/<iframe/g)).toHaveLength(figures.length);
    expect(html).toContain('src="/blog/flow/embed.html?method=fm+exact&amp;');
    expect(html).toContain('<a href="/blog/flow/">playground</a>');
    expect(html).not.toMatch(/\{[%{]/);
  });

  it.runIf(generator === 'hugo')('takes whole addresses in a site without its own', async () => {
    const config = '[params]\nmean_flow_base = "https://example.org/flow/"\n';
    expect(await build(config)).toContain('src="https://example.org/flow/embed.html?');
  });

  it('does not build without that address, and says so', async () => {
    const config = generator === 'hugo' ? 'baseURL = "https://example.net/"\n' : 'baseurl: /blog\n';
    await expect(build(config)).rejects.toThrow(/mean_flow_base/);
  });
});

describe('what is pasted is there as it was, in', () => {
  const pasted = {
    site: 'https://example.org/flow/',
    attributes: new Map([
      ['method', 'imf exact'],
      ['hide', 'training chart'],
    ]),
    title: 'iMF & *rings*',
    heights: { wide: 900, narrow: 800 },
  };

  it.each([
    ['the element', elementSnippet(pasted)],
    ['the frame', frameSnippet(pasted)],
  ])('MkDocs, %s between <div> and </div>', async (_, snippet) => {
    const config = 'site_name: Host\ntheme:\n  name: null\n  custom_dir: theme\n';
    const post = `# Post\n\nBefore.\n\n<div>\n${snippet}</div>\n\nAfter.\n`;
    const html = await buildPost(generators.mkdocs, directory, config, post);
    expect(html).toContain(`<div>\n${snippet}</div>`);
    expect(html).toContain('<p>After.</p>');
  });

  it.each([
    ['the element', elementSnippet(pasted)],
    ['the frame', frameSnippet(pasted)],
  ])('Sphinx, %s below ".. raw:: html"', async (_, snippet) => {
    const indented = snippet.replaceAll(/^/gm, '   ');
    const post = `Post\n====\n\nBefore.\n\n.. raw:: html\n\n${indented}\n\nAfter.\n`;
    const html = await buildPost(generators.sphinx, directory, "project = 'Host'\n", post);
    expect(html).toContain(snippet.trim());
    expect(html).toContain('<p>After.</p>');
  });
});
