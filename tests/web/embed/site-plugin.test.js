// The development server has the files that snippets and instructions name, as the built site does.

import { resolve } from 'node:path';
import { createServer } from 'vite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { embedding } from '../../../web/embed/site-plugin.js';

/** @type {import('vite').ViteDevServer} */
let server;

beforeAll(async () => {
  server = await createServer({
    root: resolve(import.meta.dirname, '../../../web'),
    configFile: false,
    logLevel: 'error',
    plugins: [embedding()],
    server: { port: 0, ws: false, watch: null },
    optimizeDeps: { noDiscovery: true },
  });
  await server.listen();
}, 60_000);
afterAll(() => server.close());

it.each([
  ['mean-flow.js', 'text/javascript', "export * from './embed/mean-flow.js';"],
  ['mean-flow-frames.js', 'text/javascript', "'mean-flow:height'"],
  ['opened-as-file.js', 'text/javascript', "'file:'"],
  ['_includes/mean-flow.html', 'text/plain', 'site.mean_flow_base'],
  ['shortcodes/mean-flow.html', 'text/plain', 'site.Params.mean_flow_base'],
  ['posters/rings.svg', 'image/svg+xml', '<svg'],
])('serves %s', async (name, type, text) => {
  const address = server.httpServer?.address();
  const port = address && typeof address === 'object' ? address.port : 0;
  const response = await fetch(`http://localhost:${port}/${name}`);
  expect(response.headers.get('content-type')).toBe(type);
  expect(await response.text()).toContain(text);
});
