// The stages of `npm test`; run-stages.js runs them.

import { existsSync, readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { apps } from '../tests/bundlers/apps.js';

const jobs = availableParallelism();

/**
 * @typedef {object} Stage
 * @property {string} name
 * @property {string} about
 * @property {'native' | 'web'} lane  its stages share build directories, and so run one after the other
 * @property {(run: Run) => string} command  for bash
 * @property {string} [reports]  the JUnit file that it writes, or a directory of such; without, it is one test
 * @property {string[]} [inputs]  paths of all that its result depends on, as Git takes them, so that it need
 *   not run when they are as they were when it passed; without them, it always runs
 * @property {string[]} [products]  what it leaves for others
 * @property {boolean} [named]  it runs only when it is named
 * @property {(filter: string) => boolean} [accepts]  can it run just the tests that a filter names?
 */

/**
 * @typedef {object} Run
 * @property {string[]} filters  which tests to run; none for all
 * @property {boolean} live      are tests shown as they pass?
 * @property {boolean} [always]  do those run, too, for which nothing changed since they passed?
 */

const shared = ['.ci', 'package.json', 'package-lock.json'];
const cmake = [...shared, 'CMakeLists.txt', 'CMakePresets.json', 'tests/CMakeLists.txt'];
const library = [...cmake, 'src/meanflow', 'src/io', 'src/figures'];
const program = [...library, 'src/cli'];
const programTests = [...program, 'tests/native', 'tests/golden'];
const modules = [...library, 'src/wasm', 'src/tables'];
const site = [...modules, 'web', 'docs', 'README.md', 'LICENSE'];
const everything = ['.'];

/** @param {string} text */
const quoted = (text) => `'${text.replaceAll("'", `'\\''`)}'`;
/** @param {string[]} patterns */
const gtestFilter = (patterns) => quoted(patterns.join(':'));
/** @param {string} filter */
const isGtestPattern = (filter) => /^[-\w*?/.:]*[*?.:][-\w*?/.:]*$/.test(filter);

/**
 * Builds a CMake preset and runs its CTest tests.
 * @param {string} preset
 * @param {boolean} live
 * @param {string} [options]  for ctest
 */
const buildAndTest = (preset, live, options = '') =>
  `.ci/configure ${preset === 'fuzz' ? 'sanitize' : preset} &&
   cmake --build --preset ${preset} --parallel ${jobs} &&
   ctest --preset ${preset} --parallel ${jobs} ${live ? '--verbose' : ''} ${options}`;

/**
 * Builds a CMake preset and runs its GoogleTest tests.
 * @param {string} preset
 * @returns {Pick<Stage, 'command' | 'reports' | 'accepts' | 'inputs'>}
 */
const gtest = (preset) => ({
  command: ({ filters, live }) =>
    [
      ...(filters.length > 0 ? [`export GTEST_FILTER=${gtestFilter(filters)}`] : []),
      ...(live ? [] : ['export GTEST_BRIEF=1']),
      buildAndTest(preset, live),
    ].join('; '),
  reports: `build/${preset}/reports`,
  inputs: programTests,
  accepts: isGtestPattern,
});

/** Does a filter name test files of a directory? @param {string} directory */
const isTestFile = (directory) => (/** @type {string} */ filter) =>
  readdirSync(directory, { recursive: true, encoding: 'utf8' }).some(
    (file) => file.endsWith('.test.js') && file.includes(filter),
  );

/** Vitest's options for what it says and reports. @param {string} name @param {boolean} live */
const reporters = (name, live) =>
  `--reporter=${live ? 'verbose' : 'default'} --reporter=junit --outputFile.junit=build/reports/${name}.xml`;

/**
 * Vitest's tests in a directory that holds vitest.config.js.
 * @param {string} name
 * @param {string} directory
 * @param {string} build  what comes before
 * @returns {Pick<Stage, 'command' | 'reports' | 'accepts'>}
 */
const vitest = (name, directory, build) => ({
  command: ({ filters, live }) =>
    `${build} && vitest run --config ${directory}/vitest.config.js ${reporters(name, live)} \
     ${filters.map(quoted).join(' ')}`,
  reports: `build/reports/${name}.xml`,
  accepts: isTestFile(directory),
});

const cxxFiles = `find src tests -name '*.h' -o -name '*.cc' -o -name '*.cpp'`;

/** In the order in which a lane runs them. @type {Stage[]} */
export const stages = [
  {
    name: 'native',
    about: 'C++ tests, optimised',
    lane: 'native',
    ...gtest('release'),
    inputs: [...programTests, 'tests/bench'],
  },
  {
    name: 'sanitize',
    about: 'C++ tests under ASan and UBSan',
    lane: 'native',
    ...gtest('sanitize'),
  },
  {
    name: 'fuzz',
    about: 'fuzz targets: corpus and a burst',
    lane: 'native',
    command: ({ filters, live }) => {
      const names = filters.length > 0 ? `-R '^fuzz_(${filters.join('|')})_'` : '';
      return buildAndTest('fuzz', live, `--output-junit $PWD/build/reports/fuzz.xml ${names}`);
    },
    reports: 'build/reports/fuzz.xml',
    inputs: [...program, 'tests/fuzz'],
    accepts: (filter) => /^\w+$/.test(filter) && existsSync(`tests/fuzz/${filter}.cc`),
  },
  { name: 'tsan', about: 'threaded C++ tests under TSan', lane: 'native', ...gtest('tsan') },
  {
    name: 'tidy',
    about: 'clang-tidy',
    lane: 'native',
    command: () => '.ci/tidy',
    inputs: [...cmake, 'src', '.clang-tidy'],
  },
  {
    name: 'format',
    about: 'clang-format',
    lane: 'native',
    command: () => `${cxxFiles} | xargs $CLANG_FORMAT --dry-run -Werror`,
  },
  {
    name: 'documents',
    about: 'commands of the documents',
    lane: 'native',
    command: () =>
      `.ci/configure release && cmake --build --preset release --parallel ${jobs} --target meanflow meanflow_plain &&
       node tests/documents/run-commands.js`,
    inputs: [...program, 'docs', 'README.md', 'CONTRIBUTING.md', 'tests/documents', 'tests/golden'],
  },
  {
    name: 'biome',
    about: 'JavaScript format and lint',
    lane: 'web',
    command: () => 'biome ci --colors=off --error-on-warnings',
  },
  {
    name: 'types',
    about: 'JavaScript types',
    lane: 'web',
    command: () => '.ci/wasm tables && tsc --project tsconfig.json',
  },
  {
    name: 'wasm',
    about: 'C++ tests as WebAssembly in Node',
    lane: 'web',
    // Emscripten shows its programs no environment.
    command: ({ filters, live }) => {
      const filter = filters.length > 0 ? `--gtest_filter=${gtestFilter(filters)}` : '';
      /** @param {string} program @param {string} name */
      const run = (program, name) =>
        `node build/wasm/${program}.cjs ${live ? '' : '--gtest_brief=1'} \
         --gtest_output=xml:$PWD/build/reports/wasm/${name}.xml ${filter}`;
      return `.ci/wasm all && ${run('meanflow_tests', 'plain')} && ${run('meanflow_tests_fused', 'fused')}`;
    },
    reports: 'build/reports/wasm',
    inputs: [...modules, 'tests/native', ':!tests/native/cli', 'tests/golden'],
    products: [
      'build/wasm/meanflow.mjs',
      'build/wasm/meanflow.wasm',
      'build/wasm/meanflow_fused.wasm',
      'build/wasm/meanflow_figures.mjs',
      'build/wasm/meanflow_figures.wasm',
      'build/wasm/meanflow_figures_fused.wasm',
    ],
    accepts: isGtestPattern,
  },
  {
    name: 'unit',
    about: 'JavaScript unit tests',
    lane: 'web',
    ...vitest('unit', 'tests/web', '.ci/wasm'),
    inputs: everything,
  },
  {
    name: 'site',
    about: 'static site',
    lane: 'web',
    command: () => '.ci/wasm && vite build web',
    inputs: site,
    products: ['dist/index.html'],
  },
  {
    name: 'browser',
    about: 'the built site in browsers',
    lane: 'web',
    command: ({ filters, live, always }) =>
      `.ci/wasm && vite build web &&
       node .ci/run-browser.js ${always ? '--all' : ''} ${live ? '--live' : ''} ${filters.map(quoted).join(' ')}`,
    reports: 'build/reports/browser',
    accepts: isTestFile('tests/browser'),
    inputs: [...site, 'tests'],
  },
  {
    name: 'bundlers',
    about: 'the npm package in other bundlers',
    lane: 'web',
    // Installs hundreds of packages from the registry.
    named: true,
    command: ({ filters, live }) =>
      `APPS=${quoted(filters.join(' '))} vitest run --config tests/bundlers/vitest.config.js ${reporters('bundlers', live)}`,
    reports: 'build/reports/bundlers.xml',
    accepts: (filter) => apps.some(({ name }) => name === filter),
  },
];
