// A Vite plugin that adds the files for other sites: posters, the script for pages with frames, the Jekyll include, and the
// Hugo shortcode.

import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { conceptPosters } from '../concepts/concept-poster.js';
import { concepts } from '../concepts/concepts.js';
import { nodeHost } from '../engine/client/node-host.js';
import { instantiate } from '../engine/wasm.js';
import { networkPath } from '../models/models.js';
import { findSetting } from '../settings/settings.js';
import { renderNeutralPoster, renderPoster } from './poster.js';

/** @import {MeanFlowModule} from '../engine/meanflow.d.ts' */

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
    ...(await conceptFiles(module)),
    ['mean-flow-frames.js', await read('./mean-flow-frames.js')],
    ['opened-as-file.js', shortened(await read('../page/opened-as-file.js'))],
    ['_includes/mean-flow.html', await read('./_includes/mean-flow.html')],
    ['shortcodes/mean-flow.html', await read('./shortcodes/mean-flow.html')],
  ]);
}

/** The posters of figures that explain. @param {MeanFlowModule} module @returns {Promise<[name: string, svg: string][]>} */
async function conceptFiles(module) {
  const models = new URL('../models/', import.meta.url);
  const draw = conceptPosters(module, ({ method, iteration }) =>
    readFile(new URL(networkPath('reverse', method, iteration), models)),
  );
  const style = await posterStyle();
  return Promise.all(
    Object.entries(concepts).map(async ([name, concept]) => [
      `posters/figure-${name}.svg`,
      await draw(concept, style),
    ]),
  );
}

/** The style of marks, and the colours that it names. */
async function posterStyle() {
  const sheets = await Promise.all(
    ['../element/mean-flow.css', '../../build/generated/methods.css', '../concepts/marks.css'].map(
      read,
    ),
  );
  const colors = [...sheets.join('').matchAll(/(--[\w-]+): light-dark\((#\w+), (#\w+)\)/g)];
  const theme = (/** @type {2 | 3} */ i) =>
    `svg{${colors.map((color) => `${color[1]}:${color[i]}`).join(';')}}`;
  const marks = sheets[2].replaceAll(/\/\*.*?\*\/|\n\s*/g, '');
  return (
    `${marks}.frame{fill:none;stroke:var(--hairline);stroke-width:2}text{font-family:system-ui,sans-serif}.code{font-family:ui-monospace,Menlo,Consolas,monospace;font-size:17px;white-space:pre}` +
    `${theme(2)}@media(prefers-color-scheme:dark){${theme(3)}}`
  );
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
