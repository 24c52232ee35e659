// `npm run documents`: writes the tables of docs/elements.md. Vite loads the element's tables, as they import styles.

import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';

/** @import * as Tables from './tables.js' */

const file = new URL('../../docs/elements.md', import.meta.url);
const server = await createServer({
  root: fileURLToPath(new URL('..', import.meta.url)),
  configFile: false,
  logLevel: 'error',
  appType: 'custom',
  server: { middlewareMode: true, ws: false, watch: null },
  optimizeDeps: { noDiscovery: true },
});
const module = await server.ssrLoadModule('/documents/tables.js');
const { elementTables, withTables } = /** @type {typeof Tables} */ (module);
await writeFile(file, withTables(await readFile(file, 'utf8'), elementTables()));
await server.close();
