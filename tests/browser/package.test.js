// The npm package as others have it: packed, installed in a place of its own, and used from Node, from a
// plain static host, through a bundler, and with its types.

import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pageOf } from './element-page.js';
import { useBrowser } from './fixture.js';
import { serveSite } from './site-server.js';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../..');

/** Where the package is installed. */
let home = '';
const tester = useBrowser();

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'meanflow-package-'));
  await run('.ci/pack', [home], { cwd: root });
  const [archive] = (await readdir(home)).filter((name) => name.endsWith('.tgz'));
  await writeFile(join(home, 'package.json'), '{"private": true, "type": "module"}');
  const quietly = ['--offline', '--no-audit', '--no-fund', '--ignore-scripts'];
  await run('npm', ['install', ...quietly, `./${archive}`], { cwd: home });
}, 240_000);

afterAll(async () => {
  if (home) await rm(home, { recursive: true, force: true });
});

const small = { width: 16, depth: 2, batch: 64, iterations: 5, seed: 3 };

/** Trains a little, whatever the platform; to be run there. */
const headless = `
  import { Engine, SHOWN_METHODS } from 'mean-flow-playground/engine';
  const engine = new Engine({ workers: 2 });
  await engine.configure(${JSON.stringify(small)});
  const end = new Promise((done) => engine.on('paused', (state) => state.done && done(state)));
  engine.train();
  await end;
  const weights = await engine.exportWeights('imf');
  const losses = Object.fromEntries(SHOWN_METHODS.map((method) => [method, [...engine.losses(method)]]));
  engine.dispose();
`;

it('needs no other package', async () => {
  const installed = await readdir(join(home, 'node_modules'));
  expect(installed.filter((name) => !name.startsWith('.'))).toEqual(['mean-flow-playground']);
});

it('has addresses in the only form that bundlers find, and is minified, with source maps', async () => {
  const directory = join(home, 'node_modules/mean-flow-playground/browser');
  const files = await readdir(directory);
  /** By file. @type {Record<string, string[]>} */
  const addresses = {};
  for (const file of files.filter((name) => name.endsWith('.js'))) {
    const code = await readFile(join(directory, file), 'utf8');
    expect(code, file).not.toMatch(/new URL\([^()]*new URL\(/);
    expect(code, file).not.toMatch(/@(param|type) /); // As in its source.
    expect(code, file).not.toMatch(/\bprocess\b/); // Parcel looks for Node's.
    // webpack warns of addresses that a program forms, and puts the path of the build's machine for a bare one.
    const bare = code.replaceAll(/new URL\('[^']+',\s*import\.meta\.url\)/g, '');
    if (file !== 'worker.js') expect(bare, file).not.toContain('import.meta');
    // What only passes on other files' exports has none.
    const passesOn = /^(import\{[^{}]*\}from"[^"]*";)*export\{[^{}]*\}(from"[^"]*")?;\s*$/.test(
      code,
    );
    expect(files.includes(`${file}.map`), file).toBe(!passesOn);
    const named = [...code.matchAll(/new URL\('([^']+)',\s*import\.meta\.url\)/g)];
    if (named.length > 0) addresses[file] = named.map(([, address]) => address).sort();
  }
  // The engine's, and so the single file's: the worker is handed the compiled module.
  const all = ['./meanflow.wasm', './meanflow_fused.wasm', './worker.js'];
  expect(Object.values(addresses)).toEqual([all, all]);
  expect(addresses['mean-flow.min.js']).toEqual(all);
  const own = ['mean-flow.min.js.map', 'mean-flow-figure.js.map', 'worker.js.map'];
  expect(files).toEqual(expect.arrayContaining(own));
});

it('offers the files that a bundler may not copy', async () => {
  const print = `console.log(JSON.stringify(['worker.js', 'meanflow.wasm', 'meanflow_fused.wasm'].map((name) =>
    import.meta.resolve('mean-flow-playground/' + name))));`;
  const options = ['--input-type=module', '--eval', print];
  const { stdout } = await run(process.execPath, options, { cwd: home });
  for (const address of JSON.parse(stdout)) await access(new URL(address));
});

it('tells editors of the element', async () => {
  const read = async (/** @type {string} */ name) =>
    JSON.parse(await readFile(join(home, 'node_modules/mean-flow-playground', name), 'utf8'));
  const { customElements } = await read('package.json');
  const [{ path, declarations }] = (await read(customElements)).modules;
  await access(join(home, 'node_modules/mean-flow-playground', path));
  expect(declarations[0].tagName).toBe('mean-flow');
  expect((await read('html-data.json')).tags[0].name).toBe('mean-flow');
});

it('trains headless in Node', async () => {
  const print = 'console.log(JSON.stringify({ losses, size: weights.length }));';
  await writeFile(join(home, 'headless.js'), headless + print);
  const { stdout } = await run(process.execPath, ['headless.js'], { cwd: home });
  const { losses, size } = JSON.parse(stdout);
  expect(Object.keys(losses)).toEqual(['fm', 'mf', 'imf']);
  for (const all of Object.values(losses)) expect(all).toHaveLength(small.iterations);
  expect(size).toBeGreaterThan(1000);
});

it('is imported by a server that renders pages', async () => {
  const print = "console.log(Object.keys(await import('mean-flow-playground')).join());";
  const options = ['--input-type=module', '--eval', print];
  const { stdout } = await run(process.execPath, options, { cwd: home });
  expect(stdout.trim()).toBe('MeanFlowElement');
});

const attributes = 'width="16" depth="2" batch="64" method="imf"';

/** Waits until the element has trained. @param {string} url */
async function expectTraining(url) {
  const { page } = await tester.openPage();
  await page.goto(url);
  await page.waitForFunction(() => (document.querySelector('mean-flow')?.iteration ?? 0) > 5, {
    polling: 50,
  });
  await page.close(); // Before its host.
}

it('is an element on a plain static host', async () => {
  const script = './node_modules/mean-flow-playground/browser/mean-flow.js';
  const page = `<!doctype html><html lang="en"><title>Plain</title><link rel="icon" href="data:,">
    <script type="module" src="${script}"></script><mean-flow ${attributes}></mean-flow>`;
  const host = await serveSite({ pages: { 'plain.html': page }, directory: home });
  await expectTraining(`${host.url}plain.html`);
  await host.close();
});

describe('trained networks', () => {
  const script = './node_modules/mean-flow-playground/browser/mean-flow.js';

  it('are none in the package, which the figure says', async () => {
    const pages = {
      'post.html': pageOf('<mean-flow method="imf" trained hide="all"></mean-flow>', script),
    };
    const host = await serveSite({ pages, directory: home });
    const { page } = await tester.openPage();
    await page.goto(`${host.url}post.html`);
    await page.waitForFunction(() => (document.querySelector('mean-flow')?.iteration ?? 0) > 0, {
      polling: 50,
    });
    const [said] = await page.$$eval('>>> [role=alert]', (all) =>
      all.map((one) => one.textContent),
    );
    expect(said).toBe(
      'trained="" finds no networks: The package comes without them; the attribute "models" takes an address.',
    );
    await page.close();
    await host.close();
  });

  it('are those of the address that it is given, such as of the site', async () => {
    const site = await serveSite({ headers: { 'access-control-allow-origin': '*' } });
    const figure = `<mean-flow method="imf" trained models="${site.url}models"></mean-flow>`;
    const host = await serveSite({
      pages: { 'post.html': pageOf(figure, script) },
      directory: home,
    });
    const { page } = await tester.openPage();
    await page.goto(`${host.url}post.html`);
    await page.waitForFunction(
      () => document.querySelector('mean-flow')?.playground?.trained.shown,
    );
    expect(await page.$eval('mean-flow', (flow) => flow.iteration)).toBe(5001);
    await page.close();
    await Promise.all([host.close(), site.close()]);
  });
});

it('is one file for a CDN of another origin, beside the worker and the module', async () => {
  /** Requests by file; the last of all others. @type {Record<string, import('./site-server.js').Fault>} */
  const files = { 'mean-flow.min.js': {}, 'worker.js': {}, '.wasm': {}, '': {} };
  const headers = { 'access-control-allow-origin': '*' };
  const cdn = await serveSite({ directory: home, headers, faults: files });
  const script = `${cdn.url}node_modules/mean-flow-playground/browser/mean-flow.min.js`;
  const page = pageOf(`<mean-flow ${attributes} workers="2"></mean-flow>`, script);
  const host = await serveSite({ pages: { 'post.html': page } });
  await expectTraining(`${host.url}post.html`);
  await Promise.all([cdn.close(), host.close()]);
  expect(files['mean-flow.min.js'].asked).toBe(1);
  expect(files['.wasm'].asked).toBe(1);
  expect(files['worker.js'].asked).toBeGreaterThan(0); // Once for every worker, or from the cache.
  expect(files[''].asked).toBeUndefined();
});

it('is an element and an engine through a bundler', async () => {
  const source = join(home, 'app');
  await mkdir(source);
  await writeFile(
    join(source, 'index.html'),
    `<!doctype html><html lang="en"><title>Bundled</title><link rel="icon" href="data:,">
     <script type="module" src="./app.js"></script><mean-flow ${attributes}></mean-flow>`,
  );
  await writeFile(
    join(source, 'app.js'),
    `import 'mean-flow-playground'; ${headless} globalThis.losses = losses;`,
  );
  await build({
    root: source,
    base: './',
    configFile: false,
    logLevel: 'error',
    build: { target: 'es2022', outDir: join(home, 'bundled') },
  });
  const host = await serveSite({ directory: join(home, 'bundled') });
  await expectTraining(`${host.url}index.html`);
  const { page } = await tester.openPage();
  await page.goto(`${host.url}index.html`);
  const all = await page.waitForFunction(() => /** @type {any} */ (globalThis).losses, {
    polling: 50,
  });
  const losses = /** @type {Record<string, number[]>} */ (await all.jsonValue());
  await page.close();
  expect(losses.imf).toHaveLength(small.iterations);
  await host.close();
});

it.each(['nodenext', 'bundler'])('has types for %s resolution', async (resolution) => {
  const program = `
    import { MeanFlowElement } from 'mean-flow-playground';
    import { Engine } from 'mean-flow-playground/engine';
    const engine = new Engine({ workers: 1 });
    engine.on('progress', ({ method, losses }) => { const name: 'fm' | 'mf' | 'imf' | 'lsd' = method; losses.length; name; });
    const element = document.createElement('mean-flow');
    element satisfies MeanFlowElement;
    element.steps = 4;
    element.autotrain = false;
    const method: string = element.method;
    method;
    element.addEventListener('flow-progress', ({ detail }) => detail.iteration.toFixed());
    // @ts-expect-error  there is no such method
    engine.sample({ method: 'gan', steps: 1, count: 1, seed: 0 });
    // @ts-expect-error  nor such a property
    element.wings;
  `;
  await writeFile(join(home, 'program.ts'), program);
  const kind = resolution === 'nodenext' ? 'nodenext' : 'esnext';
  const options = [
    '--noEmit',
    '--strict',
    '--target',
    'es2022',
    '--lib',
    'es2023,dom,dom.iterable',
  ];
  const how = ['--module', kind, '--moduleResolution', resolution, '--types', '', 'program.ts'];
  const compiler = join(root, 'node_modules/.bin/tsc');
  const { stdout } = await run(compiler, [...options, ...how], { cwd: home }).catch(
    (error) => error,
  );
  expect(stdout).toBe('');
});
