// dist/ served from a sub-path, as a plain static host would, with faults where a test wants them.

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, resolve, sep } from 'node:path';

const site = resolve(import.meta.dirname, '../../dist');

/** Names of the site's files that were asked for, here or by readers of any server. @type {Set<string>} */
export const served = new Set();

/** The path of one of the site's files. @param {string} name */
export function sitePath(name) {
  served.add(name);
  return join(site, name);
}

/** Not the root of the host: addresses in the site must be relative. */
export const subPath = '/some/sub-path/';

/** @type {Record<string, string>} */
const contentTypes = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.safetensors': 'application/octet-stream',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
};

/**
 * What a file is answered with instead: a status, or 0 for a connection that breaks; another type; another content; a
 * script before it; or nothing at all, ever. `asked`: how often it was, counted by the server.
 * @typedef {{status?: number, type?: string, body?: string, before?: string, silent?: boolean, asked?: number}} Fault
 */

/**
 * @typedef {object} Serving
 * @property {Record<string, string>} [headers]  sent with every answer, for example a content-security policy
 * @property {Record<string, string>} [pages]    further HTML pages by name, such as one that embeds the site
 * @property {string} [directory]                in place of dist/
 * @property {Record<string, Fault>} [faults]    what goes wrong, by a part of the name; may change at any time
 */

/**
 * Serves dist/ on a free port of this machine.
 * @param {Serving} [serving]
 * @returns {Promise<{url: string, close: () => Promise<void>}>} `url` ends in a slash
 */
export async function serveSite({ headers = {}, pages = {}, directory = site, faults = {} } = {}) {
  if (directory === site && !existsSync(join(site, 'index.html')))
    throw new Error('No site in dist/: `npm run build` first');
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
    const name = path.startsWith(subPath) ? path.slice(subPath.length) || 'index.html' : '';
    const file = resolve(directory, name);
    const page = pages[name];
    if (directory === site) served.add(name);
    const fault = Object.entries(faults).find(([part]) => name.includes(part))?.[1] ?? {};
    fault.asked = (fault.asked ?? 0) + 1;
    if (fault.silent) return;
    if (fault.status === 0) {
      request.socket.destroy();
      return;
    }
    try {
      if (!name || !file.startsWith(directory + sep)) throw new Error('outside the site');
      const whole = fault.body ?? page ?? (await readFile(file));
      const body = fault.before ? fault.before + whole : whole;
      const type = fault.type ?? contentTypes[extname(name)] ?? 'application/octet-stream';
      response.writeHead(fault.status ?? 200, { 'content-type': type, ...headers }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', () => done(undefined)));
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new Error('The test server has no port');
  return {
    url: `http://127.0.0.1:${address.port}${subPath}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/** A script before that of workers: those of a role get so many bytes. @param {string} role @param {number} bytes */
export const starve = (role, bytes) => `{
  let most = Infinity;
  addEventListener('message', ({ data }) => {
    if (data.role === '${role}') most = ${bytes};
  });
  const { grow } = WebAssembly.Memory.prototype;
  WebAssembly.Memory.prototype.grow = function (pages) {
    if (this.buffer.byteLength + 65536 * pages > most) throw new RangeError('no more memory');
    return grow.call(this, pages);
  };
};
`;
