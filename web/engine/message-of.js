import { hasAborted, NO_ROOM } from './out-of-memory.js';

/** What an error says, whatever was thrown. @param {unknown} error @returns {string} */
export function messageOf(error) {
  if (hasAborted(error)) return `It does ${NO_ROOM}; lower width or depth`; // Of which nobody has said what for.
  return error instanceof Error ? error.message : String(error);
}
