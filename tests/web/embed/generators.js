// Sites of one post, as generators of static sites build them.

import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const embed = resolve(import.meta.dirname, '../../../web/embed');

/**
 * @typedef {object} Generator
 * @property {string[]} command
 * @property {string} config   where its configuration is
 * @property {string} post     where the post is
 * @property {string} page     where the built post is
 * @property {[string, string]} [own]  file of web/embed, and its place
 * @property {Record<string, string>} [files]  others that it takes, by path
 */

/** @satisfies {Record<string, Generator>} */
export const generators = {
  jekyll: {
    command: ['jekyll', 'build', '--disable-disk-cache'],
    config: '_config.yml',
    post: 'post.md',
    page: '_site/post.html',
    own: ['_includes/mean-flow.html', '_includes/mean-flow.html'],
  },
  hugo: {
    command: ['hugo'],
    config: 'config.toml',
    post: 'content/post.md',
    page: 'public/post/index.html',
    own: ['shortcodes/mean-flow.html', 'layouts/shortcodes/mean-flow.html'],
    files: { 'layouts/_default/single.html': '{{ .Content }}' },
  },
  mkdocs: {
    command: ['mkdocs', 'build', '--strict', '--quiet'],
    config: 'mkdocs.yml',
    post: 'docs/index.md',
    page: 'site/index.html',
    files: { 'theme/main.html': '{{ page.content }}' },
  },
  sphinx: {
    command: ['sphinx-build', '-q', '-W', '.', 'out'],
    config: 'conf.py',
    post: 'index.rst',
    page: 'out/index.html',
  },
};

/**
 * Builds a site in a new directory.
 * @param {Generator} generator
 * @param {string} directory  for such directories
 * @param {string} config
 * @param {string} post
 * @returns {Promise<string>} the post's HTML; rejects with what the generator says
 */
export async function buildPost(generator, directory, config, post) {
  const root = await mkdtemp(join(directory, 'site-'));
  const files = { ...generator.files, [generator.config]: config, [generator.post]: post };
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  if (generator.own) {
    const [from, to] = generator.own;
    await cp(join(embed, from), join(root, to));
  }
  const [program, ...options] = generator.command;
  await promisify(execFile)(program, options, { cwd: root }).catch((error) => {
    throw new Error(`${error.message} ${error.stdout}`);
  });
  return readFile(join(root, generator.page), 'utf8');
}
