// Completes build/npm, the npm package as it is published: its package.json and README, and the engine for Node beside
// the browser's modules and the types, which .ci/package has made.

import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { customElements, htmlData } from './editor-data.js';
import { manifest } from './manifest.js';

/** @param {string} relative */
const path = (relative) => fileURLToPath(new URL(`../../${relative}`, import.meta.url));
/** @param {string} name @param {object} value  as JSON */
const write = (name, value) =>
  writeFileSync(path(`build/npm/${name}`), `${JSON.stringify(value, null, 2)}\n`);

/** What the engine for Node runs from, in places as in the repository. */
const engine = [
  'build/generated/tables.js',
  'build/generated/tables.d.ts',
  'build/wasm/meanflow.mjs',
  'build/wasm/meanflow.wasm',
  'build/wasm/meanflow_fused.wasm',
  'web/engine',
  'web/errors.js',
  'web/settings',
];

for (const name of engine) cpSync(path(name), path(`build/npm/${name}`), { recursive: true });
cpSync(path('LICENSE'), path('build/npm/LICENSE'));
cpSync(path('web/package/README.md'), path('build/npm/README.md'));
const { version, description, license } = JSON.parse(readFileSync(path('package.json'), 'utf8'));
write('package.json', manifest({ version, description, license }));
// Parcel finds it by its name alone.
writeFileSync(path('build/npm/figure.js'), "export * from './browser/mean-flow-figure.js';\n");
write('custom-elements.json', customElements());
write('html-data.json', htmlData());
