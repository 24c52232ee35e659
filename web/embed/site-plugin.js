// A Vite plugin that adds the files for other sites: posters, the script for pages with frames, the Jekyll include, and the
// Hugo shortcode.

import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { nodeHost } from '../engine/client/node-host.js';
import { instantiate } from '../engine/wasm.js';
import { findSetting } from '../settings/settings.js';
import { renderNeutralPoster, renderPoster } from './poster.js';

/** @type {Record<string, string>} */
const types = { '.js': 'text/javascript', '.svg': 'image/svg+xml' };

/** @param {string} relative */
const read = (relative) => readFile(new URL(relative, import.meta.url), 'utf8');

/** @returns {import('vite').Plugin} */
export function embedding() {
  return {
    name: 'embedding',
    async generateBundle() {
      for (const [fileName, source] of await makeFiles()) {
        this.emitFile({ type: 'asset', fileName, source });
      }
    },
    configureServer(server) {
      let files = makeFiles();
      // Snippets name the built script.
      const script = "export * from './embed/mean-flow.js';\n";
      server.middlewares.use(async (request, response, next) => {
        const name = new URL(request.url ?? '/', 'http://localhost').pathname.slice(1);
        const source = name === 'mean-flow.js' ? script : (await files).get(name);
        if (source === undefined) return next();
        const type = types[extname(name)] ?? 'text/plain';
        response.setHeader('Content-Type', type).end(source);
      });
      server.watcher.on('change', () => {
        files = makeFiles();
      });
    },
  };
}

/** @returns {Promise<Map<string, string>>} by name in the site */
async function makeFiles() {
  const module = await instantiate(await nodeHost.compile());
  const colors = await readColors();
  const choices = findSetting('density').choices ?? [];
  const posters = choices.map(({ value: density }) => {
    const svg =
      density === 'drawing'
        ? renderNeutralPoster(module, colors)
        : renderPoster(module, { density }, colors);
    return /** @type {const} */ ([`posters/${density}.svg`, svg]);
  });
  return new Map([
    ...posters,
    ['mean-flow-frames.js', await read('./mean-flow-frames.js')],
    ['opened-as-file.js', shortened(await read('../page/opened-as-file.js'))],
    ['_includes/mean-flow.html', await read('./_includes/mean-flow.html')],
    ['shortcodes/mean-flow.html', await read('./shortcodes/mean-flow.html')],
  ]);
}

/** Every page loads it first. @param {string} script @returns {string} without comments in lines of their own, and indents */
const shortened = (script) => script.replaceAll(/^\s*\/\/.*\n/gm, '').replaceAll(/^\s+/gm, '');

/** Colours of the element in its light and dark themes. */
async function readColors() {
  const style = await read('../element/mean-flow.css');
  const color = (/** @type {string} */ name) => {
    const pair = style.match(new RegExp(`--${name}: light-dark\\((#\\w+), (#\\w+)\\)`));
    if (!pair) throw new Error(`No colour "${name}" in mean-flow.css`);
    return /** @type {[string, string]} */ ([pair[1], pair[2]]);
  };
  return { ink: color('ink'), dots: color('exact') };
}
