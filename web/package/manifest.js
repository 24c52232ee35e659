// The package.json of the npm package. The repository's own is of no package.

/** What the package's modules call by another name. */
const imports = {
  '#meanflow': {
    types: './web/engine/meanflow.d.ts',
    default: './build/wasm/meanflow.mjs',
  },
  '#tables': {
    types: './build/generated/tables.d.ts',
    default: './build/generated/tables.js',
  },
};

/** The element, with its types in a framework's templates. @param {string} name */
const element = (name) => ({ types: `./types/${name}.d.ts`, default: './browser/mean-flow.js' });

/** Names that others import; none may go. */
const exports = {
  '.': element('mean-flow'),
  './react': element('react'),
  './preact': element('preact'),
  './solid': element('solid'),
  './vue': element('vue'),
  './figure': { types: './types/figure.d.ts', default: './figure.js' },
  './engine': {
    node: { types: './types/engine/client/node.d.ts', default: './web/engine/client/node.js' },
    types: './types/engine/client/engine.d.ts',
    default: './browser/engine.js',
  },
  './mean-flow.min.js': './browser/mean-flow.min.js',
  './worker.js': './browser/worker.js',
  './meanflow.wasm': './browser/meanflow.wasm',
  './meanflow_fused.wasm': './browser/meanflow_fused.wasm',
  './custom-elements.json': './custom-elements.json',
  './html-data.json': './html-data.json',
  './package.json': './package.json',
};

/** @param {{version: string, description: string, license: string}} own  as in the repository's package.json */
export const manifest = ({ version, description, license }) => ({
  name: 'mean-flow-playground',
  version,
  description,
  license,
  keywords: ['flow matching', 'mean flow', 'generative', 'custom element', 'WebAssembly'],
  type: 'module',
  // The elements define themselves; the engine's modules do nothing until they are called.
  sideEffects: ['./figure.js', './browser/mean-flow*.js', './browser/worker.js'],
  exports,
  imports,
  // Parcel reads exports only where it is told to.
  main: './browser/mean-flow.js',
  types: './types/mean-flow.d.ts',
  customElements: './custom-elements.json',
  jsdelivr: './browser/mean-flow.min.js',
  unpkg: './browser/mean-flow.min.js',
});
