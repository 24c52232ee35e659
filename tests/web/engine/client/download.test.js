import { createServer } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { download } from '../../../../web/engine/client/download.js';

const TEXT = 'a few words';

let base = '';
/** Sends the next byte of the slow response, once there is one. @type {(() => void) | undefined} */
let next;

/** @param {import('node:http').ServerResponse} response */
function drip(response) {
  response.flushHeaders();
  let sent = 0;
  next = () => {
    response.write(TEXT[sent++]);
    if (sent === TEXT.length) response.end();
  };
}

const server = createServer((request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  if (pathname === '/whole') response.end(TEXT);
  else if (pathname === '/half') response.writeHead(200).write(TEXT.slice(0, 4));
  else if (pathname === '/slow') drip(response.writeHead(200));
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
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Bytes that `text` has received. */
let received = 0;

/** Waits until a condition holds. @param {() => unknown} holds */
async function until(holds) {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 1));
}

/** @param {string} url */
function text(url) {
  received = 0;
  return download(url, 'The file', async ({ body }) => {
    const chunks = [];
    for await (const chunk of /** @type {any} */ (body)) {
      chunks.push(chunk);
      received += chunk.length;
    }
    return Buffer.concat(chunks).toString();
  });
}

it('reads the response and stops its timer', async () => {
  expect(await text(`${base}/whole`)).toBe(TEXT);
  expect(vi.getTimerCount()).toBe(0);
});

it('reports the status that the server answered with, or that there was no answer', async () => {
  await expect(text(`${base}/missing`)).rejects.toThrow(
    `The file could not be fetched: HTTP 404 (${base}/missing)`,
  );
  await expect(text('http://127.0.0.1:1/')).rejects.toThrow('The file could not be fetched: ');
  expect(vi.getTimerCount()).toBe(0);
});

it('rejects with an error of the reader', async () => {
  const refuse = () => Promise.reject(new Error('no such thing'));
  await expect(download(`${base}/whole`, 'The file', refuse)).rejects.toThrow('no such thing');
});

it.each(['silent', 'half'])('rejects when no data arrives: %s', async (where) => {
  let settled = false;
  const file = text(`${base}/${where}`).finally(() => {
    settled = true;
  });
  file.catch(() => {});
  await until(() => where === 'silent' || received === 4);
  vi.advanceTimersByTime(60_000);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(settled).toBe(false);
  vi.advanceTimersByTime(5000);
  await expect(file).rejects.toThrow(
    /^The file could not be fetched: nothing has come for 60 s \(http.*\)$/,
  );
});

it('waits for a slow response that makes progress', async () => {
  const file = text(`${base}/slow`);
  await until(() => next);
  for (let i = 1; i <= TEXT.length; i++) {
    vi.advanceTimersByTime(55_000);
    next?.();
    await until(() => received === i);
  }
  expect(await file).toBe(TEXT);
});
