// The built site by names and contents that stay when only those of other files change.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';

/** What Vite puts between a name and its ending, a hash of the content. */
const nameHash = /-[\w-]{8}(?=\.(?:js|css|wasm|svg|png|woff2|safetensors)\b)/g;

/** A name without the hash in it. @param {string} name */
export const stableName = (name) => name.replace(nameHash, '');

/** @param {string} name @param {Buffer} content */
const stableContent = (name, content) =>
  /\.(js|css|html|json)$/.test(name) ? stableName(content.toString('utf8')) : content;

/**
 * A hash of the content of every file below a directory, by its name; names of files in them count without their
 * hashes. Files whose names differ in the hash alone count as one.
 * @param {string} directory
 * @returns {Map<string, string>}
 */
export function siteFiles(directory) {
  /** @type {Map<string, string>} */
  const files = new Map();
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((e) => `${e.parentPath}/${e.name}`);
  for (const path of paths.sort()) {
    const name = stableName(path.slice(directory.length + 1));
    const hash = createHash('sha256').update(files.get(name) ?? '');
    files.set(name, hash.update(stableContent(name, readFileSync(path))).digest('hex'));
  }
  return files;
}
