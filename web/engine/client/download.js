// Downloads that fail when no data arrives for a minute. A slow download that still makes progress continues.

import { messageOf } from '../../errors.js';
import { InactivityTimeout } from '../watchdog.js';

/** Longest time without data, s. */
const STALL_TIMEOUT = 60;

/**
 * @template T
 * @param {URL | string} url
 * @param {string} what As in "The WebAssembly module", for messages.
 * @param {(response: Response) => Promise<T>} read Reads the whole response.
 * @returns {Promise<T>} Rejects with a message for the user.
 */
export async function download(url, what, read) {
  const control = new AbortController();
  const { signal } = control;
  const timeout = new InactivityTimeout(STALL_TIMEOUT, () => {
    control.abort(failure(what, `nothing has come for ${STALL_TIMEOUT} s`, url));
  });
  try {
    const response = await fetched(url, what, signal);
    watchProgress(response.clone(), timeout);
    return await read(response);
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    timeout.stop();
  }
}

/** @param {URL | string} url @param {string} what @param {AbortSignal} signal */
async function fetched(url, what, signal) {
  const response = await fetch(url, { signal }).catch((error) => {
    throw failure(what, messageOf(error), url);
  });
  if (response.ok) return response;
  throw failure(what, `HTTP ${response.status}`, url);
}

/** Names the address, as a bundler may have left the file behind. @param {string} what @param {string} why @param {URL | string} url */
const failure = (what, why, url) => new Error(`${what} could not be fetched: ${why} (${url})`);

/** Resets the timeout whenever data arrives. @param {Response} response @param {InactivityTimeout} timeout */
async function watchProgress({ body }, timeout) {
  try {
    const reader = body?.getReader();
    while (reader && !(await reader.read()).done) timeout.reset();
    timeout.stop();
  } catch {} // Reading the original response reports the error.
}
