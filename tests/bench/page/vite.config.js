import { resolve } from 'node:path';
import { defineConfig } from 'vite';

// As the site is built: see web/vite.config.js. browser.js says where to, and which arithmetic: `mode` is plain, or any
// other for what the browser has.
export default defineConfig(({ mode }) => ({
  root: import.meta.dirname,
  base: './',
  resolve: {
    alias: [
      {
        find: 'meanflow-bench',
        replacement: resolve(import.meta.dirname, '../../../build/wasm/meanflow_bench.mjs'),
      },
      ...(mode === 'plain'
        ? [{ find: /^.*\/arithmetic\.js$/, replacement: resolve(import.meta.dirname, 'plain.js') }]
        : []),
    ],
  },
  worker: { format: 'es' },
  build: { target: 'es2022' },
  logLevel: 'error',
}));
