// What a module imports, and what those import in turn.

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

const specifier = /(?:\bfrom|\bimport)\s*\(?\s*'([^']+)'/g;
/** It records which files of the site are read. */
const recorder = 'tests/browser/site-server.js';
/** What `#tables` is: see package.json. */
const tables = 'build/generated/tables.js';
const comment = /\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm;
/** Other ways to files of the project than an import. */
const otherReads = /pathToFileURL|new URL\('(?!\.\.\/golden\/)|\.\.\/(?:web|dist|build|docs|src)\b/;

/**
 * @param {string} entry  path of a module
 * @returns {{modules: string[], whole: boolean}} paths of the modules, `entry` first, but those of packages; `whole`:
 *   some of them may read other files of the project as well, or are made by the build
 */
export function moduleClosure(entry) {
  const modules = new Set([normalize(entry)]);
  let whole = false;
  for (const path of modules) {
    if (path === recorder) continue;
    const text = readFileSync(path, 'utf8').replaceAll(comment, '');
    for (const [, name] of text.matchAll(specifier)) {
      if (name === '#tables') modules.add(tables);
      else if (name.startsWith('#') || name === 'node:child_process') whole = true;
      if (!name.startsWith('.')) continue;
      const target = join(dirname(path), name.replace(/\?.*/, ''));
      if (existsSync(target)) modules.add(target);
      else whole = true;
    }
    whole ||= otherReads.test(text.replaceAll(specifier, ''));
  }
  return { modules: [...modules], whole };
}
