// Running out of memory, in words.

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

/** Of what goes wrong with a network alone. @param {unknown} error */
export function namingNetwork(error) {
  return namingWhatIsTooLarge(error, 'The network does', 'lower width or depth');
}
