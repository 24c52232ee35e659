import { createServer } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { compileFrom } from '../../web/engine/compile.js';

// The smallest module there is: magic number and version.
const MODULE = Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);

const WASM = { 'Content-Type': 'application/wasm' };

let base = '';
/** Sends the next piece of what is served slowly. */
let next = () => {};
const server = createServer((request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  if (pathname === '/right') response.setHeader('Content-Type', 'application/wasm').end(MODULE);
  else if (pathname === '/untyped') response.end(MODULE);
  else if (pathname === '/wrong') response.setHeader('Content-Type', 'text/plain').end(MODULE);
  else if (pathname === '/page') response.setHeader('Content-Type', 'text/html').end('<p>Hello');
  else if (pathname === '/half') response.writeHead(200, WASM).write(MODULE.subarray(0, 4));
  else if (pathname === '/slow') drip(response.writeHead(200, WASM));
  else if (pathname !== '/silent') response.writeHead(404).end('none');
});
beforeAll(async () => {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = server.address();
  if (address && typeof address === 'object') base = `http://127.0.0.1:${address.port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** @param {import('node:http').ServerResponse} response */
function drip(response) {
  response.flushHeaders();
  let sent = 0;
  next = () => {
    response.write(MODULE.subarray(sent, ++sent));
    if (sent === MODULE.length) response.end();
  };
}

/** Messages and answers come. */
const moment = () => new Promise((resolve) => setTimeout(resolve, 20));

describe('compileFrom', () => {
  it.each(['right', 'untyped', 'wrong'])(
    'compiles a module that is served as %s type',
    async (type) => {
      expect(await compileFrom(`${base}/${type}`)).toBeInstanceOf(WebAssembly.Module);
    },
  );

  it('says what the server answered', async () => {
    await expect(compileFrom(`${base}/missing`)).rejects.toThrow(
      'The WebAssembly module could not be fetched: HTTP 404',
    );
  });

  it('says that there was no answer', async () => {
    await expect(compileFrom('http://127.0.0.1:1/')).rejects.toThrow(
      'The WebAssembly module could not be fetched: ',
    );
  });

  it('says that the answer is no module, and what it was served as', async () => {
    await expect(compileFrom(`${base}/page`)).rejects.toThrow(/did not compile.*"text\/html"/);
  });

  describe('where nothing comes', () => {
    beforeEach(() => {
      vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    });
    afterEach(() => {
      vi.useRealTimers();
    });

    it.each(['silent', 'half'])('gives up, and says so: %s', async (where) => {
      let settled = false;
      const module = compileFrom(`${base}/${where}`).finally(() => {
        settled = true;
      });
      module.catch(() => {});
      await moment();
      await vi.advanceTimersByTimeAsync(60_000);
      await moment();
      expect(settled).toBe(false);
      await vi.advanceTimersByTimeAsync(5000);
      await expect(module).rejects.toThrow(
        /^The WebAssembly module could not be fetched: nothing has come for 60 s$/,
      );
    });

    it('waits for what comes slowly', async () => {
      const module = compileFrom(`${base}/slow`);
      await moment();
      for (let i = 0; i < MODULE.length; i++) {
        await vi.advanceTimersByTimeAsync(55_000);
        next();
        await moment();
      }
      expect(await module).toBeInstanceOf(WebAssembly.Module);
      expect(vi.getTimerCount()).toBe(0);
    });
  });
});
