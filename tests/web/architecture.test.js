// Dependencies run one way, in JavaScript and in C++.

import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cruise } from 'dependency-cruiser';
import extractDepcruiseOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';
import { expect, it } from 'vitest';
import { rooms } from '../../.dependency-cruiser.js';

/** @import {ICruiseResult} from 'dependency-cruiser' */

const root = fileURLToPath(new URL('../..', import.meta.url));

/** @param {string} folder @param {RegExp} name @returns {[string, string][]} path from the root, and text */
const sources = (folder, name) =>
  readdirSync(`${root}/${folder}`, { recursive: true, encoding: 'utf8' })
    .filter((file) => name.test(file))
    .map((file) => [`${folder}/${file}`, readFileSync(`${root}/${folder}/${file}`, 'utf8')]);

/** @param {string[]} violations */
const expectNone = (violations) => expect(violations).toEqual([]);

it('imports modules of web/ in one direction only', async () => {
  const options = await extractDepcruiseOptions(`${root}/.dependency-cruiser.js`);
  const { output } = await cruise(
    ['web'],
    { ...options, baseDir: root },
    options.enhancedResolveOptions,
  );
  const { modules, summary } = /** @type {ICruiseResult} */ (output);
  const own = modules.map(({ source }) => source).filter((source) => source.startsWith('web/'));
  expect(own.length).toBeGreaterThan(100);
  const outside = own.filter((source) => roomOf(source) < 0);
  const violations = summary.violations.map(({ rule, from, to, cycle = [] }) => {
    const others = cycle.map(({ name }) => name);
    return `${rule.name}: ${[from, ...(cycle.length > 0 ? others : [to])].join(' → ')}`;
  });
  expectNone([...outside.map((source) => `no room: ${source}`), ...violations]);
});

it('uses types in the same direction', () => {
  const imported = /@import [^;]*? from '(\.[^']+)'|import\('(\.[^']+)'\)\./g;
  const violations = sources('web', /\.[jt]s$/).flatMap(([file, text]) =>
    [...text.matchAll(imported)]
      .map(([, whole, part]) => posix.join(posix.dirname(file), whole ?? part))
      .filter((other) => roomOf(other) < 0 || roomOf(other) > roomOf(file))
      .filter((other) => other !== 'web/engine/types.js') // Only types, for all rooms.
      .map((other) => `${file} → ${other}`),
  );
  expectNone(violations);
});

/** @param {string} file  in web/ @returns {number} -1 for none */
const roomOf = (file) =>
  rooms.findIndex((room) =>
    room.endsWith('/') ? file.startsWith(`web/${room}`) : file === `web/${room}`,
  );

/** What each folder of src/ may include. @type {Record<string, string[]>} */
const included = {
  meanflow: ['meanflow'],
  io: ['meanflow', 'io'],
  figures: ['meanflow', 'io', 'figures'],
  cli: ['meanflow', 'io', 'figures', 'cli'],
  wasm: ['meanflow', 'io', 'figures', 'wasm'],
  tables: ['meanflow', 'io', 'tables'],
};

it('includes headers of src/ in one direction only', () => {
  const files = sources('src', /\.(h|cc|cpp)$/);
  expect(files.length).toBeGreaterThan(100);
  const violations = files.flatMap(([file, text]) => {
    const [, folder] = file.split('/');
    return [...text.matchAll(/^\s*#\s*include\s+(["<])([^">]+)/gm)].flatMap(([, quote, header]) => {
      const isOwn = quote === '"' || /^(\.|src|tests)\b/.test(header);
      const allowed = isOwn
        ? included[folder]?.includes(header.split('/')[0])
        : folder === 'wasm' || !header.startsWith('emscripten');
      return allowed ? [] : [`${file} includes "${header}"`];
    });
  });
  expectNone(violations);
});

it("decides no result by the C library's functions, which differ between machines", () => {
  const called =
    /std::(exp2?|log(2|10|1p)?|pow|sin|cos|tan|a?sinh?|acosh?|atan[2h]?|erfc?|hypot)\(/g;
  const files = sources('src/meanflow', /\.(h|cc)$/);
  expect(files.length).toBeGreaterThan(40);
  expectNone(
    files
      // In double: the kernels of tests and checks, which are compared with tolerances.
      .filter(([file]) => file !== 'src/meanflow/kernels/gelu.h')
      .flatMap(([file, text]) => [...text.matchAll(called)].map(([call]) => `${file}: ${call}`)),
  );
});
