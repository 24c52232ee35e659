// The documents of the project: their links, the files that they name, their length; and the pages made of some.

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { documents, navigation } from '../../../web/documents/documents.js';
import { renderMarkdown, renderPage } from '../../../web/documents/render.js';
import {
  anchorsOf,
  codeOf,
  commandsOf,
  documentNames,
  linksOf,
} from '../../documents/documents.js';

const root = resolve(import.meta.dirname, '../../..');
const read = (/** @type {string} */ name) => readFileSync(join(root, name), 'utf8');

describe.each(documentNames(root))('%s', (name) => {
  const markdown = read(name);

  it('has links that lead somewhere', () => {
    for (const href of linksOf(markdown)) {
      if (/^https:/.test(href)) continue;
      const [path, anchor] = href.split('#');
      const target = path === '' ? name : join(dirname(name), path);
      expect(existsSync(join(root, target)), `${href} in ${name}`).toBe(true);
      if (anchor) expect(anchorsOf(read(target)), `${href} in ${name}`).toContain(anchor);
    }
  });

  it('names files that exist', () => {
    const paths = codeOf(markdown).filter((text) =>
      /^(src|web|tests|docs|\.ci)\/[\w./-]*$/.test(text),
    );
    for (const path of paths) expect(existsSync(join(root, path)), `${path} in ${name}`).toBe(true);
  });

  it('is short enough to read', () => {
    const most = name === 'README.md' ? 120 : 200;
    const written = markdown.replace(/<!-- table: [\s\S]*?<!-- end of table -->/g, '');
    expect(written.split('\n').length).toBeLessThanOrEqual(most);
  });
});

it('finds the commands of a document', () => {
  const markdown =
    'Text\n\n```sh\nnpm start    # serves\n# alone\nmeanflow a \\\n  b\n```\n\n```python\nx = 1\n```\n';
  expect(commandsOf(markdown)).toEqual(['npm start', 'meanflow a   b']);
  expect(commandsOf(read('README.md'))).toContain('npm start');
});

describe('pages', () => {
  const [page] = documents;

  it('have headings that can be linked to', () => {
    expect(renderMarkdown('## Two words\n\n## Two words\n')).toBe(
      '<h2 id="two-words">Two words</h2>\n<h2 id="two-words-1">Two words</h2>\n',
    );
  });

  it('link to pages of the site, and to nothing that it does not have', () => {
    const html = renderMarkdown(
      '[a](method.md#metrics) [b](architecture.md) [c](../README.md) [d](#x) ' +
        '[e](../web/embed/shortcodes/mean-flow.html)',
    );
    expect(html).toBe(
      '<p><a href="./method.html#metrics">a</a> <span>b</span> <span>c</span> <a href="#x">d</a> ' +
        '<a href="./shortcodes/mean-flow.html">e</a></p>\n',
    );
  });

  it('show live examples at work beside their text', () => {
    const html = renderMarkdown('```html live\n<i src="https://example.org/flow/x.js"></i>\n```\n');
    expect(html).toContain('&lt;i src=&quot;https://example.org/flow/x.js&quot;&gt;');
    expect(html).toContain('<div class="example"><i src="./x.js"></i>\n</div>');
    expect(renderMarkdown('```html\n<i></i>\n```\n')).not.toContain('<i>');
  });

  it('are in the navigation, which marks the present one', () => {
    expect(navigation('')).toContain('<a href="./" aria-current="page">Playground</a>');
    const html = renderPage('# Title\n', page);
    expect(html).toContain(`<a href="./${page.name}.html" aria-current="page">`);
    expect(html).toContain('<h1 id="title">Title</h1>');
  });

  it('are made of documents that exist', () => {
    for (const { name } of documents) expect(existsSync(join(root, `docs/${name}.md`))).toBe(true);
  });
});
