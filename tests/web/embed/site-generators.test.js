// The include in Jekyll and the shortcode in Hugo, as their sites are built.

import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/**
 * @param {string} program
 * @param {string[]} options
 * @param {string} cwd
 * @returns {Promise<unknown>} rejects with what the program says
 */
const run = (program, options, cwd) =>
  promisify(execFile)(program, options, { cwd }).catch((error) => {
    throw new Error(`${error.message} ${error.stdout}`);
  });

const embed = resolve(import.meta.dirname, '../../../web/embed');
const figure =
  'mean-flow%s method="imf exact" density="rings" at="imf:300" caption="It *learns* rings & more." ' +
  'title="iMF & rings" height="300" grow="200"';

/** @type {string} */
let directory;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'meanflow-sites-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/**
 * @param {string} name  of the site
 * @param {Record<string, string>} files
 * @param {[string, string]} own  file of the project, and its place
 */
async function makeSite(name, files, [from, to]) {
  const root = join(directory, name);
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  await cp(join(embed, from), join(root, to));
  return root;
}

const jekyllPost = `---\ntitle: Post\n---\nBefore.\n\n{% include ${figure.replace('%s', '.html')} %}\n\nAfter.\n`;

/** @param {string} name @param {string} config @param {string} [post] */
async function jekyll(name, config, post = jekyllPost) {
  const files = { '_config.yml': config, 'post.md': post };
  const root = await makeSite(name, files, [
    '_includes/mean-flow.html',
    '_includes/mean-flow.html',
  ]);
  await run('jekyll', ['build', '--disable-disk-cache'], root);
  return readFile(join(root, '_site/post.html'), 'utf8');
}

/** @param {string} name @param {string} config */
async function hugo(name, config) {
  const post = `---\ntitle: Post\n---\nBefore.\n\n{{< ${figure.replace('%s', '')} >}}\n\nAfter.\n`;
  const files = {
    'config.toml': config,
    'content/post.md': post,
    'layouts/_default/single.html': '{{ .Content }}',
  };
  const place = 'layouts/shortcodes/mean-flow.html';
  const root = await makeSite(name, files, ['shortcodes/mean-flow.html', place]);
  await run('hugo', [], root);
  return readFile(join(root, 'public/post/index.html'), 'utf8');
}

const configs = {
  jekyll: (/** @type {string} */ base) => `baseurl: /blog\nmean_flow_base: ${base}\n`,
  hugo: (/** @type {string} */ base) =>
    `baseURL = "https://example.net/blog/"\n[params]\nmean_flow_base = "${base}"\n`,
};

describe.each(
  /** @type {const} */ ([
    ['jekyll', jekyll, '/flow/'],
    ['hugo', hugo, 'flow/'],
  ]),
)('%s', (generator, build, folder) => {
  it.each([
    ['https://example.org/flow/', 'https://example.org/flow/'],
    ['https://example.org/flow', 'https://example.org/flow/'],
    [folder, '/blog/flow/'],
  ])('makes a frame of the playground at %s', async (base, address) => {
    const html = await build(`${generator}-${base.length}`, configs[generator](base));
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
    const tutorial = await readFile(resolve(embed, '../../docs/tutorial.md'), 'utf8');
    const config = configs.jekyll('/flow/');
    const html = await build('jekyll-tutorial', config, tutorial.replace('layout: post\n', ''));
    const figures = tutorial.match(/\{% include/g) ?? [];
    expect(html.match(/<iframe/g)).toHaveLength(figures.length);
    expect(html).toContain('src="/blog/flow/embed.html?method=fm+exact&amp;');
    expect(html).toContain('<a href="/blog/flow/">playground</a>');
    expect(html).not.toMatch(/\{[%{]/);
  });

  it('does not build without that address, and says so', async () => {
    const config = generator === 'hugo' ? 'baseURL = "https://example.net/"\n' : 'baseurl: /blog\n';
    await expect(build(`${generator}-none`, config)).rejects.toThrow(/mean_flow_base/);
  });
});
