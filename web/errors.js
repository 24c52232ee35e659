// Messages of errors, and errors that say what did not fit into memory.

/** What an error says, whatever was thrown. @param {unknown} error @returns {string} */
export function messageOf(error) {
  // Where memory ran out and nobody has said what for.
  const told = hasAborted(error) ? namingNetwork(error, 'It does') : error;
  return told instanceof Error ? told.message : String(told);
}

/** In every such message. */
export const NO_ROOM = 'not fit into the memory that a page gets';

/** The module aborts then, which it does for nothing else. @param {unknown} error */
export function hasAborted(error) {
  // By its name, as a browser may be without WebAssembly.
  return (
    error instanceof Error && error.name === 'RuntimeError' && error.message.startsWith('Aborted')
  );
}

/** Arrays cannot be made either. @param {unknown} error */
const isOutOfMemory = (error) => hasAborted(error) || error instanceof RangeError;

/**
 * An error as it is, or where memory ran out one that says what for.
 * @param {unknown} error
 * @param {string} what As in "The network does".
 * @param {string} remedy As in "lower width or depth".
 */
export function namingWhatIsTooLarge(error, what, remedy) {
  if (!isOutOfMemory(error)) return error;
  return new Error(`${what} ${NO_ROOM}; ${remedy}`);
}

/** Where a smaller network is the remedy. @param {unknown} error @param {string} [what] As above. */
export function namingNetwork(error, what = 'The network does') {
  return namingWhatIsTooLarge(error, what, 'lower width or depth');
}
