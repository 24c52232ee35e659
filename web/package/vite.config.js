// What the npm package ships for browsers: the element and the engine as modules that a plain
// <script type="module"> takes, and that bundlers take apart again; addresses are relative to each file.

import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { licenses, licensesFile } from '../licenses.js';

/** @param {string} relative */
const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

/**
 * Vite's addresses of assets are right for browsers, but bundlers, itself included, know only the plain form.
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
          // Vite gives whatever it bundles a helper of this name.
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
  // The networks that come with the site would be a hundred times the code.
  resolve: {
    alias: [{ find: /^.*\/models\/models\.js$/, replacement: path('./no-models.js') }],
  },
  worker: {
    format: 'es',
    // In one piece, so that it works wherever a bundler takes it.
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
    minify: false, // Whoever bundles it does, and others can read it.
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
