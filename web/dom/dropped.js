// What was dropped or pasted: files, folders, and what of them is left out.

/** Names that a message lists. */
const most = 5;

/** @typedef {{files: File[], folders: string[]}} Dropped  folders: their names */

/** To be called while the event is handled. @param {DataTransfer | null} data @returns {Dropped} */
export function droppedFiles(data) {
  /** @type {Dropped} */
  const dropped = { files: [], folders: [] };
  for (const item of data?.items ?? []) {
    const entry = item.kind === 'file' ? item.webkitGetAsEntry?.() : null;
    const file = item.getAsFile();
    if (entry?.isDirectory) dropped.folders.push(entry.name);
    else if (file) dropped.files.push(file);
  }
  return dropped;
}

/**
 * @param {Dropped} dropped
 * @param {File} used
 * @returns {string} sentences that name all that is not used; "" if there is nothing
 */
export function leftOut({ files, folders }, used) {
  // An event gives different objects for the same file.
  const at = files.findIndex(({ name, size }) => name === used.name && size === used.size);
  const others = files.filter((_, i) => i !== at);
  const names = [...others.map(({ name }) => `"${name}"`), ...folders.map(folderText)];
  if (names.length === 0) return '';
  const more = names.length > most ? ` and ${names.length - most} more` : '';
  return `One file is read at a time. Left out: ${names.slice(0, most).join(', ')}${more}.`;
}

/** @param {string[]} folders  all that was dropped @returns {string} */
export const onlyFolders = ([first]) => `"${first}" is a folder: drop a file that is in it.`;

/** @param {string} name */
const folderText = (name) => `the folder "${name}"`;
