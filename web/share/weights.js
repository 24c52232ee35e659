// Imports weights from files, chosen or dropped onto a panel.

/** @import {Method} from '../engine/types.js' */
/** @import {Playground} from '../element/playground.js' */
import { messageOf } from '../errors.js';
import { methodStyles } from '../plot/method-styles.js';

/** Largest file that is read, bytes; the largest network is smaller. */
const MAX_BYTES = 1 << 28;

/**
 * Begins a method's run with the weights of a file.
 * @param {Playground} playground
 * @param {Method} method
 * @param {File} file
 * @returns {Promise<string>} what was imported, to be shown; rejects with the reason when it fails, and then nothing has
 *   changed
 */
export async function importFile(playground, method, file) {
  const { label } = methodStyles[method];
  try {
    if (file.size > MAX_BYTES) throw new Error('it is larger than any network here');
    const bytes = new Uint8Array(await file.arrayBuffer());
    const trained = await playground.engine.importWeights(method, bytes);
    const behind = trained > 0 ? `, which had ${trained} iterations of training` : '';
    return (
      `${label} begins with the weights of ${file.name}${behind}: iteration 0, with a fresh optimizer. ` +
      'A link cannot lead to it, as it has no such file; this browser keeps it.'
    );
  } catch (error) {
    const reason = messageOf(error);
    throw new Error(`${file.name} does not fit ${label}: ${reason}. Nothing has changed.`);
  }
}

/**
 * Imports dropped files: for the method of the panel that they are dropped on, elsewhere for the chosen one.
 * @param {Playground} playground
 * @param {() => Method} chosen
 * @param {(method: Method, file: File) => void} importFrom
 * @returns {() => void} removes the listeners
 */
export function importOnDrop(playground, chosen, importFrom) {
  const { element } = playground.parts;
  const carriesFile = (/** @type {DragEvent} */ event) =>
    event.dataTransfer?.types.includes('Files');
  const over = (/** @type {DragEvent} */ event) => {
    if (carriesFile(event)) event.preventDefault(); // Without this, browsers open the file instead.
  };
  const drop = (/** @type {DragEvent} */ event) => {
    const file = event.dataTransfer?.files[0];
    if (!file) return;
    event.preventDefault();
    const panel = event.target instanceof Element ? event.target.closest('[data-method]') : null;
    const name = panel?.getAttribute('data-method');
    importFrom(playground.methods.find((method) => method === name) ?? chosen(), file);
  };
  element.addEventListener('dragover', over);
  element.addEventListener('drop', drop);
  return () => {
    element.removeEventListener('dragover', over);
    element.removeEventListener('drop', drop);
  };
}
