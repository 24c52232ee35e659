// A Vite plugin that adds the documents to the site as pages, and the navigation to the playground's.

import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { documents, navigation } from './documents.js';
import { renderPage } from './render.js';

/** @param {string} relative */
const read = (relative) => readFile(new URL(relative, import.meta.url), 'utf8');

/** @type {Record<string, string>} */
const types = { '.css': 'text/css', '.html': 'text/html', '.svg': 'image/svg+xml' };

const fileNames = ['documents.css', 'icon.svg', ...documents.map(({ name }) => `${name}.html`)];

/** @returns {import('vite').Plugin} */
export function documentPages() {
  return {
    name: 'document-pages',
    transformIndexHtml: (html) => html.replace('<!-- navigation -->', navigation('')),
    async generateBundle() {
      for (const [fileName, source] of await makeFiles()) {
        this.emitFile({ type: 'asset', fileName, source });
      }
    },
    configureServer(server) {
      server.middlewares.use(async (request, response, next) => {
        const name = new URL(request.url ?? '/', 'http://localhost').pathname.slice(1);
        if (!fileNames.includes(name)) return next(); // Most requests are for scripts.
        const source = (await makeFiles()).get(name);
        response.setHeader('Content-Type', types[extname(name)]).end(source);
      });
    },
  };
}

/** @returns {Promise<Map<string, string>>} by name in the site */
async function makeFiles() {
  const style = `${await read('../page/page.css')}\n${await read('./documents.css')}`;
  const pages = documents.map(async (page) => {
    const markdown = await read(`../../docs/${page.name}.md`);
    return /** @type {const} */ ([`${page.name}.html`, renderPage(markdown, page)]);
  });
  const icon = await read('../icon.svg');
  return new Map([['documents.css', style], ['icon.svg', icon], ...(await Promise.all(pages))]);
}
