// The browser modules of the npm package, in build/npm/browser: the element and the engine for bundlers and
// <script type="module">, and with `--mode single` the element as one file. Addresses are relative to each file.

import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { targets } from '../build-targets.js';
import { objectiveCode } from '../concepts/objective-lines-plugin.js';
import { licenses, licensesFile } from '../licenses.js';

/** @param {string} relative */
const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

/** An address within an address, as Vite writes that of a worker or an asset; "$2" is the file. */
const nested =
  /new URL\(\s*(?:\/\*[^*]*\*\/\s*)?new URL\((["'`])([^"'`]+)\1,\s*import\.meta\.url\)\.href,\s*(["'`])\3\s*\+\s*import\.meta\.url\s*\)/g;

/** As long as what it replaces, so that source maps hold. @param {string} code @param {string} whole */
const padded = (code, whole) => code.padEnd(whole.length);

/**
 * Replaces Vite's expressions for addresses of assets: bundlers, Vite included, recognize only the plain form. Fails
 * where one is left, as Vite may write it otherwise one day.
 * @returns {import('vite').Plugin}
 */
function plainAddresses() {
  return {
    name: 'plain-addresses',
    generateBundle(_, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk') continue;
        chunk.code = chunk.code.replace(nested, (whole, _quote, file) =>
          padded(`new URL('./${file}', import.meta.url)`, whole),
        );
        const left = /new URL\([^()]*new URL\([^;]{0,100}/.exec(chunk.code);
        if (left)
          this.error(`${chunk.fileName} has an address that bundlers do not find: ${left[0]}`);
      }
    },
  };
}

/** What Vite hands its helper for imports, beside the import. */
const preloads = /,\s*(?:\[\]|void 0),\s*import\.meta\.url\)/g;

/**
 * Replaces Vite's helper for imports, which preloads style sheets that the package does not have: webpack warns of the
 * addresses that it forms, and writes the path of the machine that builds in their place.
 * @returns {import('vite').Plugin}
 */
function plainImports() {
  return {
    name: 'plain-imports',
    enforce: 'pre',
    load: {
      filter: { id: /vite\/preload-helper\.js$/ },
      handler: () => 'export const __vitePreload = (load) => load();',
    },
    generateBundle: {
      order: 'post', // Vite fills in its expressions at the same time.
      handler(_, bundle) {
        for (const chunk of Object.values(bundle)) {
          if (chunk.type !== 'chunk') continue;
          chunk.code = chunk.code.replace(preloads, (whole) => padded(')', whole));
          if (/__vitePreload|__VITE_PRELOAD__|import\.meta\.resolve/.test(chunk.code))
            this.error(`${chunk.fileName} has Vite's own helper for imports`);
        }
      },
    },
  };
}

/**
 * Takes the module's address out of the worker, which is handed the compiled module: a bundler would look for the file.
 * @returns {import('vite').Plugin}
 */
function noModuleAddress() {
  const address = /new URL\((["'`])meanflow\.wasm\1,\s*import\.meta\.url\)\.(?:href|toString\(\))/g;
  return {
    name: 'no-module-address',
    enforce: 'pre',
    transform(code, id) {
      if (!/\/meanflow\.mjs$/.test(id)) return null;
      const without = code.replace(address, "''");
      if (without === code) this.error('the module names no file, where it did');
      return { code: without, map: null };
    },
  };
}

const modules = {
  input: {
    'mean-flow': path('../embed/mean-flow.js'),
    'mean-flow-figure': path('../embed/mean-flow-figure.js'),
    engine: path('../engine/client/engine.js'),
  },
  output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
};

/** For a CDN: each file is a request. */
const single = {
  input: { 'mean-flow': path('../embed/mean-flow.js') },
  output: { entryFileNames: '[name].min.js', codeSplitting: false },
};

export default defineConfig(({ mode }) => {
  const { input, output } = mode === 'single' ? single : modules;
  return {
    root: path('..'),
    base: './',
    publicDir: false,
    define: { process: 'undefined' }, // The module's glue code asks for Node's, which Parcel then looks for.
    plugins: [
      plainImports(),
      plainAddresses(),
      objectiveCode(),
      ...(mode === 'single' ? [] : [licenses()]),
    ],
    // The trained networks of the site are a hundred times as large as the code.
    resolve: {
      alias: [{ find: /^\.\/shipped\.js$/, replacement: path('./no-networks.js') }],
    },
    worker: {
      format: 'es',
      plugins: () => [noModuleAddress(), plainImports(), plainAddresses()],
      // A single file, which bundlers can copy.
      rolldownOptions: {
        output: {
          entryFileNames: 'worker.js',
          assetFileNames: '[name][extname]',
          codeSplitting: false,
        },
      },
    },
    build: {
      outDir: path('../../build/npm/browser'),
      emptyOutDir: mode !== 'single',
      ...targets,
      minify: true, // Bundlers copy the worker as it is.
      sourcemap: true,
      modulePreload: false,
      ...(mode === 'single' ? {} : { license: { fileName: licensesFile } }),
      rolldownOptions: {
        input,
        preserveEntrySignatures: 'strict',
        output: { ...output, assetFileNames: '[name][extname]' },
      },
    },
  };
});
