// Imports weights from files, chosen or dropped onto a panel.

/** @import {Dropped} from '../dom/dropped.js' */
/** @import {Method} from '../engine/types.js' */
/** @import {Playground} from '../element/playground.js' */
import { droppedFiles, leftOut, onlyFolders } from '../dom/dropped.js';
import { messageOf, sentence } from '../errors.js';
import { methodStyles } from '../plot/method-styles.js';

/** Largest file that is read, bytes; the largest network is smaller. */
const MAX_BYTES = 1 << 28;

const weightsName = /\.safetensors$/i;

const drawInstead = 'Pictures and points go to "Draw your own".';

/** Files that are often taken for weights: by type and name, what they are, and what to do. @type {[RegExp, string][]} */
const foreignKinds = [
  [
    /^image\/|\.(png|jpe?g|gif|webp|bmp|avif|ico|svg|tiff?|heic|p[bgpn]m)$/i,
    `is a picture, not weights. ${drawInstead}`,
  ],
  [
    /^text\/|\.(csv|tsv|txt|json|dat|xlsx?|ods)$/i,
    `is a table or text, not weights. ${drawInstead}`,
  ],
  [
    /\.(pth?|ckpt|pkl|bin|npz?|zip|h5|onnx)$/i,
    'is not a safetensors file; safetensors.torch.save_file(model.state_dict(), path) writes one.',
  ],
];

/**
 * Begins a method's run with the weights of a file.
 * @param {Playground} playground
 * @param {Method} method
 * @param {Dropped} dropped  the first file of weights is read
 * @returns {Promise<string>} what was imported, and what was left out, to be shown; rejects with the reason when it fails,
 *   and then nothing has changed
 */
export async function importFiles(playground, method, dropped) {
  const { files, folders } = dropped;
  const file = files.find(({ name }) => weightsName.test(name)) ?? files[0];
  if (!file) throw new Error(onlyFolders(folders));
  const others = leftOut(dropped, file);
  const { label } = methodStyles[method];
  try {
    if (file.size > MAX_BYTES) throw new Error('it is larger than any network here');
    const bytes = new Uint8Array(await file.arrayBuffer());
    const trained = await playground.engine.importWeights(method, bytes);
    const behind = trained > 0 ? `, which had ${trained} iterations of training` : '';
    const said =
      `${label} begins with the weights of ${file.name}${behind}: iteration 0, with a fresh optimizer. ` +
      'A link cannot lead to it, as it has no such file; this browser keeps it.';
    return `${said} ${others}`.trim();
  } catch (error) {
    const kind = foreignKindOf(file);
    const why = kind
      ? `"${file.name}" ${kind}`
      : sentence(`${file.name} does not fit ${label}: ${messageOf(error)}`);
    throw new Error(`${why} Nothing has changed. ${others}`.trim());
  }
}

/** What a file is that is no weights, as a predicate; undefined if that is unknown. @param {File} file */
function foreignKindOf({ name, type }) {
  if (weightsName.test(name)) return undefined;
  return foreignKinds.find(([pattern]) => pattern.test(type) || pattern.test(name))?.[1];
}

/**
 * Imports dropped files: for the method of the panel that they are dropped on, elsewhere for the chosen one.
 * @param {Playground} playground
 * @param {() => Method} chosen
 * @param {(method: Method, dropped: Dropped) => void} importFrom
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
    const dropped = droppedFiles(event.dataTransfer);
    if (dropped.files.length + dropped.folders.length === 0) return;
    event.preventDefault();
    const panel = event.target instanceof Element ? event.target.closest('[data-method]') : null;
    const name = panel?.getAttribute('data-method');
    importFrom(playground.methods.find((method) => method === name) ?? chosen(), dropped);
  };
  element.addEventListener('dragover', over);
  element.addEventListener('drop', drop);
  return () => {
    element.removeEventListener('dragover', over);
    element.removeEventListener('drop', drop);
  };
}
