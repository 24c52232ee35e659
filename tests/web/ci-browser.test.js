// Which browser tests have to run again: what they were served, and what they import.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { moduleClosure } from '../../.ci/module-closure.js';
import { siteFiles, stableName } from '../../.ci/site-files.js';

/** A directory of each test's own. @type {string} */
let directory;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'site-'));
  mkdirSync(`${directory}/assets`);
});
afterEach(() => rmSync(directory, { recursive: true }));

/** @param {string} name @param {string} text */
const write = (name, text) => writeFileSync(join(directory, name), text);

describe('files of the site', () => {
  it.each([
    ['assets/menu-BcFx6WdA.js', 'assets/menu.js'],
    ['assets/change-learning-rate-D-nx3hOk.js', 'assets/change-learning-rate.js'],
    ['assets/meanflow_fused-BPkgSa23.wasm', 'assets/meanflow_fused.wasm'],
    ['mean-flow-frames.js', 'mean-flow-frames.js'],
    ['index.html', 'index.html'],
  ])('%s is called %s', (name, stable) => expect(stableName(name)).toBe(stable));

  /** The site as one file imports the other, whose name has this hash. @param {string} hash @param {string} text */
  const build = (hash, text) => {
    rmSync(`${directory}/assets`, { recursive: true });
    mkdirSync(`${directory}/assets`);
    write('assets/index-AAAAAAAA.js', `import('./menu-${hash}.js')`);
    write(`assets/menu-${hash}.js`, text);
    return siteFiles(directory);
  };

  it('change with their content, not with names of others in it', () => {
    const before = build('BBBBBBBB', 'one');
    const after = build('CCCCCCCC', 'two');
    expect([...before.keys()]).toEqual(['assets/index.js', 'assets/menu.js']);
    expect([...after.keys()]).toEqual([...before.keys()]);
    expect(after.get('assets/index.js')).toBe(before.get('assets/index.js'));
    expect(after.get('assets/menu.js')).not.toBe(before.get('assets/menu.js'));
    expect(build('DDDDDDDD', 'two')).toEqual(after);
  });

  it('that have the same name without their hashes count together', () => {
    write('assets/a-AAAAAAAA.js', 'one');
    write('assets/a-BBBBBBBB.js', 'two');
    const both = siteFiles(directory).get('assets/a.js');
    write('assets/a-BBBBBBBB.js', 'three');
    expect(siteFiles(directory).get('assets/a.js')).not.toBe(both);
    write('assets/a-BBBBBBBB.js', 'two');
    write('assets/a-AAAAAAAA.js', 'three');
    expect(siteFiles(directory).get('assets/a.js')).not.toBe(both);
  });
});

describe('the modules that a module imports', () => {
  const closure = (/** @type {string} */ name) => {
    const { modules, whole } = moduleClosure(join(directory, name));
    return { modules: modules.map((path) => path.slice(directory.length + 1)), whole };
  };

  it('are found however they are imported, and theirs', () => {
    write('a.test.js', "import x from './b.js';\nimport 'fast-check';\nawait import('./c.js');\n");
    write('b.js', "export { y } from './d.js';\n");
    write('c.js', "import './a.test.js';\nimport style from './e.css?inline';\n");
    write('d.js', '');
    write('e.css', '');
    const modules = ['a.test.js', 'b.js', 'c.js', 'd.js', 'e.css'];
    expect(closure('a.test.js')).toEqual({ modules, whole: false });
  });

  it('may be tables that the build made', () => {
    write('a.js', "import { settings } from '#tables';");
    const { modules, whole } = moduleClosure(join(directory, 'a.js'));
    expect({ last: modules.at(-1), whole }).toEqual({
      last: 'build/generated/tables.js',
      whole: false,
    });
  });

  it('are no types in comments', () => {
    write('a.js', "/** @param {import('./b.js').B} b */\n// import './c.js'\n");
    write('b.js', '');
    expect(closure('a.js')).toEqual({ modules: ['a.js'], whole: false });
  });

  it.each([
    "import { a } from '#meanflow';",
    "import { execFile } from 'node:child_process';",
    "import './made-by-the-build.js';",
    "readFile(new URL('./other.js', import.meta.url));",
    "resolve(import.meta.dirname, '../../dist/_includes');",
  ])('may read the whole project: %s', (line) => {
    write('a.js', line);
    expect(closure('a.js').whole).toBe(true);
  });

  it('read golden files without that', () => {
    write('a.js', "readFile(new URL('../golden/links.json', import.meta.url));");
    expect(closure('a.js').whole).toBe(false);
  });
});
