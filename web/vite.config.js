import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { targets } from './build-targets.js';
import { objectiveCode } from './concepts/objective-lines-plugin.js';
import { documentPages } from './documents/plugin.js';
import { embedding } from './embed/site-plugin.js';
import { licenses, licensesFile } from './licenses.js';
import { trainedNetworks } from './models/models-plugin.js';

/** @param {string} relative */
const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

const elements = {
  'mean-flow': path('embed/mean-flow.js'),
  'mean-flow-figure': path('embed/mean-flow-figure.js'),
};

export default defineConfig({
  root: path('.'),
  base: './', // The site works from any sub-path.
  server: { fs: { allow: [path('..')] } }, // The WebAssembly module is in build/wasm, outside the root.
  worker: { format: 'es' },
  plugins: [licenses(), objectiveCode(), trainedNetworks(), embedding(), documentPages()],
  build: {
    outDir: path('../dist'),
    emptyOutDir: true,
    ...targets,
    license: { fileName: licensesFile },
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { index: path('index.html'), embed: path('embed.html'), ...elements },
      output: {
        // One chunk for the small modules that all others share, and one for those that only parts share which load later.
        codeSplitting: {
          groups: [
            { name: 'files', test: /\/web\/dom\/(pixels|dropped)\.js$/, priority: 2 },
            { name: 'shared', test: /\/web\/(dom\/.*|errors|plot\/viewport)\.js$/, priority: 1 },
          ],
        },
        // Other pages load the element's script by its name.
        entryFileNames: ({ name }) => (name in elements ? '[name].js' : 'assets/[name]-[hash].js'),
        // Figures elsewhere name the folder of the trained networks.
        assetFileNames: ({ originalFileNames: [name = ''] }) =>
          /^models\/.*\.(safetensors|csv)$/.test(name) ? name : 'assets/[name]-[hash][extname]',
      },
    },
  },
});
