// The browser modules of the npm package: the element and the engine, for <script type="module"> and for bundlers.
// Addresses are relative to each file.

import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { targets } from '../build-targets.js';
import { licenses, licensesFile } from '../licenses.js';

/** @param {string} relative */
const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

/** An address within an address, as Vite writes that of a worker or an asset; "$2" is the file. */
const nested =
  /new URL\(\s*(?:\/\*[^*]*\*\/\s*)?new URL\((["'`])([^"'`]+)\1,\s*import\.meta\.url\)\.href,\s*(["'`])\3\s*\+\s*import\.meta\.url\s*\)/g;

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
        chunk.code = chunk.code
          .replace(nested, "new URL('./$2', import.meta.url)")
          // Vite adds a helper of this name to everything that it bundles.
          .replaceAll('__vitePreload', 'preloaded');
        const left = /new URL\([^()]*new URL\([^;]{0,100}/.exec(chunk.code);
        if (left)
          this.error(`${chunk.fileName} has an address that bundlers do not find: ${left[0]}`);
      }
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

export default defineConfig({
  root: path('..'),
  base: './',
  publicDir: false,
  plugins: [plainAddresses(), licenses()],
  // The trained networks of the site are a hundred times as large as the code.
  resolve: {
    alias: [{ find: /^.*\/models\/models\.js$/, replacement: path('./no-models.js') }],
  },
  worker: {
    format: 'es',
    plugins: () => [noModuleAddress(), plainAddresses()],
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
    outDir: path('../../build/package/browser'),
    emptyOutDir: true,
    ...targets,
    minify: true, // Bundlers copy the worker as it is.
    sourcemap: true,
    modulePreload: false,
    license: { fileName: licensesFile },
    rolldownOptions: {
      input: {
        'mean-flow': path('../embed/mean-flow.js'),
        engine: path('../engine/client/engine.js'),
      },
      preserveEntrySignatures: 'strict',
      output: {
        entryFileNames: '[name].js',
        chunkFileNames: '[name]-[hash].js',
        assetFileNames: '[name][extname]',
      },
    },
  },
});
