import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileFrom } from '../../../../web/engine/client/compile.js';

// The smallest valid module: magic number and version.
const MODULE = Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);

let base = '';
const server = createServer((request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  if (pathname === '/right') response.setHeader('Content-Type', 'application/wasm').end(MODULE);
  else if (pathname === '/untyped') response.end(MODULE);
  else if (pathname === '/wrong') response.setHeader('Content-Type', 'text/plain').end(MODULE);
  else if (pathname === '/page') response.setHeader('Content-Type', 'text/html').end('<p>Hello');
  else response.writeHead(404).end('none');
});
beforeAll(async () => {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = server.address();
  if (address && typeof address === 'object') base = `http://127.0.0.1:${address.port}`;
});
afterAll(() => {
  server.close();
});

describe('compileFrom', () => {
  it.each(['right', 'untyped', 'wrong'])(
    'compiles a module that is served as %s type',
    async (type) => {
      expect(await compileFrom(`${base}/${type}`)).toBeInstanceOf(WebAssembly.Module);
    },
  );

  it('reports the status that the server answered with', async () => {
    await expect(compileFrom(`${base}/missing`)).rejects.toThrow(
      'The WebAssembly module could not be fetched: HTTP 404',
    );
  });

  it('reports that there was no answer', async () => {
    await expect(compileFrom('http://127.0.0.1:1/')).rejects.toThrow(
      'The WebAssembly module could not be fetched: ',
    );
  });

  it('reports an answer that is no module, with its type', async () => {
    await expect(compileFrom(`${base}/page`)).rejects.toThrow(/did not compile.*"text\/html"/);
  });
});
