// Apps of others that have the npm package, each for a bundler: a production build of plain files.

/**
 * @typedef {object} App
 * @property {string} name
 * @property {string[]} fixtures  directories in fixtures/ whose files it consists of
 * @property {string} script      of its package.json, which builds it
 * @property {string} site        the directory that the build leaves
 * @property {string} [rendered]  a figure as its HTML has it, where one is rendered on a server
 */

/** As React writes it. */
const still = '<mean-flow id="still" method="imf" autotrain="off" linear_path="">';

/** @type {App[]} */
export const apps = [
  { name: 'vite-react', fixtures: ['vite-react'], script: 'build', site: 'dist' },
  { name: 'next-turbopack', fixtures: ['next'], script: 'build', site: 'out', rendered: still },
  {
    name: 'next-webpack',
    fixtures: ['next'],
    script: 'build:webpack',
    site: 'out',
    rendered: still,
  },
  { name: 'vue', fixtures: ['vue'], script: 'build', site: 'dist' },
  { name: 'svelte', fixtures: ['svelte'], script: 'build', site: 'dist' },
  { name: 'preact', fixtures: ['preact'], script: 'build', site: 'dist' },
  { name: 'solid', fixtures: ['solid'], script: 'build', site: 'dist' },
  { name: 'astro', fixtures: ['astro'], script: 'build', site: 'dist' },
  { name: 'rollup', fixtures: ['plain', 'rollup'], script: 'build', site: 'dist' },
  { name: 'parcel', fixtures: ['plain', 'parcel'], script: 'build', site: 'dist' },
  { name: 'esbuild', fixtures: ['plain', 'esbuild'], script: 'build', site: 'dist' },
  { name: 'webpack', fixtures: ['plain', 'webpack'], script: 'build', site: 'dist' },
];
