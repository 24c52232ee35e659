// Gets the WebAssembly module, once, where the page is. Apart from wasm.js, so that the
// page's own script does without the module's glue.

import { messageOf } from './message-of.js';
import { Patience } from './watchdog.js';

const WHAT = 'The WebAssembly module';

/** How long nothing may come of a download, s. A slow one is no reason to give up, however long it takes. */
const STALLED = 60;

/**
 * Downloads and compiles, while it streams when the server names the right type.
 * @param {URL | string} url
 * @returns {Promise<WebAssembly.Module>} Fails with what went wrong, for people.
 */
export async function compileFrom(url) {
  if (typeof WebAssembly !== 'object') throw new Error('This browser has no WebAssembly.');
  const download = new AbortController();
  const { signal } = download;
  const patience = new Patience(STALLED, () => {
    download.abort(new Error(`${WHAT} could not be fetched: nothing has come for ${STALLED} s`));
  });
  try {
    const response = await fetched(url, signal);
    follow(response.clone(), patience);
    return await compiled(response);
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    patience.stop();
  }
}

/** @param {URL | string} url @param {AbortSignal} signal */
async function fetched(url, signal) {
  const response = await fetch(url, { signal }).catch((error) => {
    throw new Error(`${WHAT} could not be fetched: ${messageOf(error)}`);
  });
  if (response.ok) return response;
  throw new Error(`${WHAT} could not be fetched: HTTP ${response.status}`);
}

/** Every piece that comes is a reason to wait for the next. @param {Response} response @param {Patience} patience */
async function follow({ body }, patience) {
  try {
    const reader = body?.getReader();
    while (reader && !(await reader.read()).done) patience.heard();
    patience.stop();
  } catch {} // Whoever compiles it hears of it.
}

/** @param {Response} response */
async function compiled(response) {
  const type = response.headers.get('Content-Type') ?? '';
  try {
    // compileStreaming insists on the type; many plain static servers do not know it.
    const streams = /^application\/wasm$/i.test(type.trim());
    if (streams) return await WebAssembly.compileStreaming(response);
    return await WebAssembly.compile(await response.arrayBuffer());
  } catch (error) {
    const message = messageOf(error);
    throw new Error(`${WHAT} did not compile (it needs SIMD; served as "${type}"): ${message}`);
  }
}
