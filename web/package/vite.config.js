// The browser modules of the npm package: the element and the engine, for <script type="module"> and for bundlers.
// Addresses are relative to each file.

import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { licenses, licensesFile } from '../licenses.js';

/** @param {string} relative */
const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

/**
 * Replaces Vite's expressions for addresses of assets: bundlers, Vite included, recognize only the plain form.
 * @returns {import('vite').Plugin}
 */
function plainAddresses() {
  const long =
    /new URL\(new URL\((["'`])([^"'`]+)\1, ?import\.meta\.url\)\.href, ?["'`]{2} ?\+ ?import\.meta\.url\)/g;
  return {
    name: 'plain-addresses',
    generateBundle(_, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk') continue;
        chunk.code = chunk.code
          .replace(long, "new URL('./$2', import.meta.url)")
          // Vite adds a helper of this name to everything that it bundles.
          .replaceAll('__vitePreload', 'preloaded');
      }
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
    target: 'es2022',
    minify: false, // Bundlers minify; others can read it.
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
