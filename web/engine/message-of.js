import { hasAborted, namingNetwork } from './out-of-memory.js';

/** What an error says, whatever was thrown. @param {unknown} error @returns {string} */
export function messageOf(error) {
  // Where memory ran out and nobody has said what for.
  const told = hasAborted(error) ? namingNetwork(error, 'It does') : error;
  return told instanceof Error ? told.message : String(told);
}
