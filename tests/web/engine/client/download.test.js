import { createServer } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { download } from '../../../../web/engine/client/download.js';

const TEXT = 'a few words';

let base = '';
/** Sends the next piece of what is served slowly. */
let next = () => {};

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

/** Messages and answers come. */
const moment = () => new Promise((resolve) => setTimeout(resolve, 20));

const text = (/** @type {string} */ url) =>
  download(url, 'The file', (response) => response.text());

it('reads what there is, and watches no longer', async () => {
  expect(await text(`${base}/whole`)).toBe(TEXT);
  expect(vi.getTimerCount()).toBe(0);
});

it('says what the server answered, or that there was no answer', async () => {
  await expect(text(`${base}/missing`)).rejects.toThrow('The file could not be fetched: HTTP 404');
  await expect(text('http://127.0.0.1:1/')).rejects.toThrow('The file could not be fetched: ');
  expect(vi.getTimerCount()).toBe(0);
});

it('tells what goes wrong in reading', async () => {
  const refuse = () => Promise.reject(new Error('no such thing'));
  await expect(download(`${base}/whole`, 'The file', refuse)).rejects.toThrow('no such thing');
});

it.each(['silent', 'half'])('gives up where nothing comes, and says so: %s', async (where) => {
  let settled = false;
  const file = text(`${base}/${where}`).finally(() => {
    settled = true;
  });
  file.catch(() => {});
  await moment();
  vi.advanceTimersByTime(60_000);
  await moment();
  expect(settled).toBe(false);
  vi.advanceTimersByTime(5000);
  await expect(file).rejects.toThrow(/^The file could not be fetched: nothing has come for 60 s$/);
});

it('waits for what comes slowly', async () => {
  const file = text(`${base}/slow`);
  await moment();
  for (let i = 0; i < TEXT.length; i++) {
    vi.advanceTimersByTime(55_000);
    next();
    await moment();
  }
  expect(await file).toBe(TEXT);
});
