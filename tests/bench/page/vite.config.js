import { resolve } from 'node:path';
import { defineConfig } from 'vite';

// As the site is built: see web/vite.config.js. run.js says where to.
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  resolve: {
    alias: {
      'meanflow-bench': resolve(import.meta.dirname, '../../../build/wasm/meanflow_bench.mjs'),
    },
  },
  worker: { format: 'es' },
  build: { target: 'es2022' },
  logLevel: 'error',
});
