// Error messages, and errors that say what did not fit into memory.

/** The message of whatever was thrown. @param {unknown} error @returns {string} */
export function messageOf(error) {
  // An abort that no caller has explained yet.
  const explained = hasAborted(error) ? explainNetworkOutOfMemory(error, 'It does') : error;
  return explained instanceof Error ? explained.message : String(explained);
}

/** A text that ends like a sentence, as some messages do already. @param {string} text @returns {string} */
export const sentence = (text) => (/[.!?…]["”’)]*$/.test(text) ? text : `${text}.`);

/** Part of every out-of-memory message. */
export const DOES_NOT_FIT = 'not fit into the memory that a page gets';

/** The module aborts only when it runs out of memory. @param {unknown} error */
export function hasAborted(error) {
  // Checked by name, as a browser may lack WebAssembly.RuntimeError.
  return (
    error instanceof Error && error.name === 'RuntimeError' && error.message.startsWith('Aborted')
  );
}

/** Typed arrays that cannot be allocated throw a RangeError. @param {unknown} error */
const isOutOfMemory = (error) => hasAborted(error) || error instanceof RangeError;

/**
 * Returns the error unchanged, or, when memory ran out, one that says what was too large.
 * @param {unknown} error
 * @param {string} what Subject and verb, such as "The network does".
 * @param {string} remedy Such as "lower width or depth".
 */
export function explainOutOfMemory(error, what, remedy) {
  if (!isOutOfMemory(error)) return error;
  return new Error(`${what} ${DOES_NOT_FIT}; ${remedy}`);
}

/** For errors that a smaller network avoids. @param {unknown} error @param {string} [what] As above. */
export function explainNetworkOutOfMemory(error, what = 'The network does') {
  return explainOutOfMemory(error, what, 'lower width or depth');
}
