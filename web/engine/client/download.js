// Downloads that are given up when nothing comes any more: a slow network is no reason, one that has gone is.

import { messageOf } from '../../errors.js';
import { Patience } from '../watchdog.js';

/** How long nothing may come, s. */
const STALLED = 60;

/**
 * @template T
 * @param {URL | string} url
 * @param {string} what As in "The WebAssembly module", for messages.
 * @param {(response: Response) => Promise<T>} read All of it.
 * @returns {Promise<T>} Fails with what went wrong, for people.
 */
export async function download(url, what, read) {
  const control = new AbortController();
  const { signal } = control;
  const patience = new Patience(STALLED, () => {
    control.abort(new Error(`${what} could not be fetched: nothing has come for ${STALLED} s`));
  });
  try {
    const response = await fetched(url, what, signal);
    follow(response.clone(), patience);
    return await read(response);
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    patience.stop();
  }
}

/** @param {URL | string} url @param {string} what @param {AbortSignal} signal */
async function fetched(url, what, signal) {
  const response = await fetch(url, { signal }).catch((error) => {
    throw new Error(`${what} could not be fetched: ${messageOf(error)}`);
  });
  if (response.ok) return response;
  throw new Error(`${what} could not be fetched: HTTP ${response.status}`);
}

/** Every piece that comes is a reason to wait for the next. @param {Response} response @param {Patience} patience */
async function follow({ body }, patience) {
  try {
    const reader = body?.getReader();
    while (reader && !(await reader.read()).done) patience.heard();
    patience.stop();
  } catch {} // Whoever reads the other copy hears of it.
}
