// Downloads and compiles the WebAssembly module once, on the page's thread. Separate from wasm.js, so that
// the page's script does not contain the module's glue code.

import { messageOf } from '../../errors.js';
import { download } from './download.js';

const WHAT = 'The WebAssembly module';

/**
 * Downloads and compiles the module, compiling while it streams if the server sends the right type.
 * @param {URL | string} url
 * @returns {Promise<WebAssembly.Module>} Rejects with a message for the user.
 */
export async function compileFrom(url) {
  if (typeof WebAssembly !== 'object') throw new Error('This browser has no WebAssembly.');
  return download(url, WHAT, compiled);
}

/** @param {Response} response */
async function compiled(response) {
  const type = response.headers.get('Content-Type') ?? '';
  try {
    // compileStreaming requires the type, which many plain static servers do not send.
    const streams = /^application\/wasm$/i.test(type.trim());
    if (streams) return await WebAssembly.compileStreaming(response);
    return await WebAssembly.compile(await response.arrayBuffer());
  } catch (error) {
    const message = messageOf(error);
    throw new Error(`${WHAT} did not compile (it needs SIMD; served as "${type}"): ${message}`);
  }
}
