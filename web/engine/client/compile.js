// Gets the WebAssembly module, once, where the page is. Apart from wasm.js, so that the
// page's own script does without the module's glue.

import { messageOf } from '../../errors.js';
import { download } from './download.js';

const WHAT = 'The WebAssembly module';

/**
 * Downloads and compiles, while it streams when the server names the right type.
 * @param {URL | string} url
 * @returns {Promise<WebAssembly.Module>} Fails with what went wrong, for people.
 */
export async function compileFrom(url) {
  if (typeof WebAssembly !== 'object') throw new Error('This browser has no WebAssembly.');
  return download(url, WHAT, compiled);
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
