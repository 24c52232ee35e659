// "Share & keep": what can be taken away, and brought.

import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decodeLink } from '../../web/share/decode-link.js';
import { linkIn } from '../../web/share/link-in.js';
import { useSite } from './fixture.js';
import { saveInto } from './harness.js';
import { methods } from './page-driver.js';

const site = useSite();
/** @type {import('./page-driver.js').Playground} */
let playground;
/** Where the browser saves files. */
let downloads = '';

beforeEach(async () => {
  downloads = await mkdtemp(join(tmpdir(), 'meanflow-downloads-'));
  playground = await site.openPlayground('#v=1&batch=64&width=16&depth=2&seed=5&count=300');
  await saveInto(playground.page, downloads);
  for (let i = 0; i < 3; i++) {
    await playground.press('Step');
    await playground.until(({ iteration }) => iteration === i + 1);
  }
  await playground.openSection('share', 'button');
});

afterEach(async () => {
  await rm(downloads, { recursive: true, force: true });
});

/** The file that a button saves. @param {string} name @param {string} button */
async function saved(name, button) {
  await playground.press(button);
  for (let i = 0; i < 600; i++) {
    if ((await readdir(downloads)).includes(name)) return readFile(join(downloads, name));
    await playground.wait(0.05);
  }
  throw new Error(`${button} saved ${await readdir(downloads)}, not ${name}`);
}

const said = () =>
  playground.page.$eval('>>> .share-menu .share-status', (line) => line.textContent);
const wrong = () => playground.page.$eval('>>> .share-menu .message', (line) => line.textContent);

/** @param {() => Promise<string | null>} read @param {RegExp} pattern */
async function told(read, pattern) {
  for (let i = 0; i < 400; i++) {
    const text = (await read()) ?? '';
    if (pattern.test(text)) return text;
    await playground.wait(0.05);
  }
  throw new Error(`"${await read()}" is not ${pattern}`);
}

/** Hands a file to the page. @param {string} name @param {Uint8Array} bytes */
async function bring(name, bytes) {
  const path = join(downloads, name);
  await writeFile(path, bytes);
  const input = await playground.page.$('>>> .share-menu input[type="file"]');
  await /** @type {import('puppeteer-core').ElementHandle<HTMLInputElement>} */ (input).uploadFile(
    path,
  );
}

const receipts = () =>
  playground.page.evaluate(async () => {
    const { engine } = /** @type {any} */ (document.querySelector('mean-flow')).playground;
    return (await engine.receipts()).receipts;
  });

describe('files', () => {
  it('samples and losses are tables', async () => {
    const samples = (await saved('samples.csv', 'Samples, CSV')).toString().trim().split('\n');
    expect(samples[0]).toBe('method,iteration,steps,particle,x,y');
    expect(samples.filter((row) => row.startsWith('imf,3,1,'))).toHaveLength(300);
    const values = samples.slice(1).flatMap((row) => row.split(',').slice(4).map(Number));
    expect(values.every(Number.isFinite)).toBe(true);
    const losses = (await saved('losses.csv', 'Losses, CSV')).toString().trim().split('\n');
    expect(losses).toHaveLength(4);
    expect(losses[0].split(',').slice(0, 4)).toEqual(['iteration', ...methods]);
    const known = await playground.page.evaluate(() => {
      const { engine } = /** @type {any} */ (document.querySelector('mean-flow')).playground;
      return [...engine.losses('imf')];
    });
    expect(losses.slice(1).map((row) => Number(row.split(',')[3]))).toEqual(known);
  });

  it('pictures and films show panels', async () => {
    const png = await saved('all.png', 'PNG');
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
    expect(width).toBeGreaterThan(3 * height);
    await playground.choose('Picture', 'imf');
    const one = await saved('imf.png', 'PNG');
    expect(one.readUInt32BE(16)).toBe(one.readUInt32BE(20));
    expect(one.length).toBeLessThan(png.length);
    const webm = await saved('imf.webm', 'WebM');
    expect(webm.subarray(0, 4).toString('hex')).toBe('1a45dfa3'); // EBML
    expect(webm.length).toBeGreaterThan(10_000);
    await told(said, /One way from noise to data/);
    expect(await playground.hasButton('Play flow')).toBe(true);
  });

  it('weights leave and come back, into another method, and train on', async () => {
    await playground.choose('Network', 'imf');
    const file = await saved('imf-3.safetensors', 'Export weights');
    const before = await receipts();
    await playground.choose('Network', 'mf');
    await bring('mine.safetensors', file);
    const text = await told(said, /begins with/);
    expect(text).toContain(
      'MF begins with the weights of mine.safetensors, which had 3 iterations',
    );
    const after = await receipts();
    const of = (/** @type {any[]} */ all, /** @type {string} */ name) =>
      all.find(({ method }) => method === name);
    expect(of(after, 'mf')).toMatchObject({
      receipt: of(before, 'imf').receipt,
      iteration: 0,
      imported: true,
    });
    expect(of(after, 'fm')).toEqual(of(before, 'fm'));
    await playground.press('Train');
    await playground.until(({ iteration }) => iteration > 10);
    await playground.press('Pause');
    // A link cannot lead to it, and does not say so.
    for (let i = 0; i < 100 && !/at=/.test(playground.page.url()); i++) await playground.wait(0.1);
    const { link } = decodeLink(linkIn(new URL(playground.page.url()))?.text ?? '');
    expect(Object.keys(link.at)).not.toContain('mf');
    expect(link.proof?.methods.mf).toBeUndefined();
    expect(link.proof?.methods.imf).toBeDefined();
    await playground.press('Copy link');
    await told(
      said,
      /^Copied\. .* MF is left out: it began with weights from a file, which no link/,
    );
  });

  it('what does not fit is refused with why, and nothing changes', async () => {
    const file = await saved('fm-3.safetensors', 'Export weights');
    const before = await receipts();
    await playground.choose('Network', 'imf');
    await bring('fm.safetensors', file);
    expect(await told(wrong, /does not fit/)).toBe(
      "fm.safetensors does not fit iMF: method: the file's network has 3 inputs (x, y, t), this " +
        "run's 4 inputs (x, y, t, r). Nothing has changed.",
    );
    await bring('broken.safetensors', file.subarray(0, 100));
    await told(wrong, /^broken\.safetensors does not fit iMF: .*Nothing has changed\.$/);
    await bring('text.safetensors', Buffer.from('hello'));
    await told(wrong, /^text\.safetensors does not fit iMF: /);
    expect(await receipts()).toEqual(before);
    expect((await playground.read()).iteration).toBe(3);
  });

  it('of a method that was chosen since leave, too, and of no other', async () => {
    await playground.choose('Network', 'lsd');
    await playground.press('Export weights');
    await told(wrong, /^LSD is not on show: tick it under/);
    await playground.tick('LSD');
    const file = await saved('lsd-0.safetensors', 'Export weights');
    expect(file.length).toBeGreaterThan(100);
    expect(await wrong()).toBe('');
  });

  it('a film that cannot be made is not said to be on its way', async () => {
    await playground.page.evaluate(() => Reflect.deleteProperty(globalThis, 'MediaRecorder'));
    await playground.press('WebM');
    await told(wrong, /^This browser records no WebM: it lacks MediaRecorder/);
    expect(await said()).toBe('');
  });

  it('a file dropped onto a panel is for its method', async () => {
    await playground.choose('Network', 'imf');
    const file = await saved('imf-3.safetensors', 'Export weights');
    // Whoever drags a file in need not have opened anything.
    await playground.page.reload();
    await playground.untilSampled();
    await playground.page.evaluate(() => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([], 'dropped.safetensors'));
      const root = document.querySelector('mean-flow')?.shadowRoot;
      const panel = root?.querySelector('figure[data-method="mf"] canvas');
      panel?.dispatchEvent(new DragEvent('dragenter', { dataTransfer, bubbles: true }));
    });
    await playground.page.waitForSelector('>>> details.share button', { visible: true });
    await playground.page.evaluate(
      (bytes) => {
        const panel = document
          .querySelector('mean-flow')
          ?.shadowRoot?.querySelector('figure[data-method="mf"] canvas');
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([Uint8Array.from(bytes)], 'dropped.safetensors'));
        const options = { dataTransfer, bubbles: true, cancelable: true };
        panel?.dispatchEvent(new DragEvent('drop', options));
      },
      [...file],
    );
    await told(said, /^MF begins with the weights of dropped\.safetensors/);
  });

  it('what is no weights is told for what it is, and all that is not read is named', async () => {
    await playground.choose('Network', 'imf');
    const weights = await saved('imf-3.safetensors', 'Export weights');
    const put = async (
      /** @type {string} */ name,
      /** @type {string | Buffer} */ content = 'x',
    ) => {
      await writeFile(join(downloads, name), content);
      return join(downloads, name);
    };
    const photo = await put('photo.png', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'));
    const points = await put('points.csv', 'x,y\n0.25,0.5\n1,2\n');
    const runs = join(downloads, 'runs');
    await mkdir(runs);
    const before = await receipts();
    const panel = '[data-method="mf"] canvas';
    const drop = (/** @type {string[]} */ ...paths) => playground.dropFiles(panel, paths);
    const draw = 'Pictures and points go to "Draw your own". Nothing has changed.';
    await drop(photo);
    expect(await told(wrong, /photo/)).toBe(`"photo.png" is a picture, not weights. ${draw}`);
    await drop(points);
    const table = `"points.csv" is a table or text, not weights. ${draw}`;
    expect(await told(wrong, /points/)).toBe(table);
    await drop(runs);
    expect(await told(wrong, /runs/)).toBe('"runs" is a folder: drop a file that is in it.');
    await drop(await put('model.pt'));
    expect(await told(wrong, /model/)).toBe(
      '"model.pt" is not a safetensors file; safetensors.torch.save_file(model.state_dict(), path) writes one. ' +
        'Nothing has changed.',
    );
    await drop(await put('unknown', 'a picture, for all that is known of it'));
    const unknown = await told(wrong, /unknown/);
    expect(unknown).toMatch(/safetensors file\? Nothing has changed\.$/);
    expect(await receipts()).toEqual(before);
    await drop(points, photo);
    expect(await told(wrong, /Left out/)).toBe(
      `${table} One file is read at a time. Left out: "photo.png".`,
    );
    await drop(photo, runs, await put('mine.safetensors', weights), points);
    expect(await told(said, /mine/)).toMatch(
      /keeps it\. One file is read at a time\. Left out: "photo\.png", "points\.csv", the folder "runs"\.$/,
    );
    expect(await wrong()).toBe('');
  });
});

it('the link says how far the run is, also while it trains', async () => {
  await playground.press('Train');
  await playground.press('Copy link');
  const field = await playground.field('Link to this run');
  const url = new URL(await field.evaluate((input) => /** @type {any} */ (input).value));
  const { link, messages } = decodeLink(linkIn(url)?.text ?? '');
  expect(messages).toEqual([]);
  expect(Number(link.at.imf)).toBeGreaterThanOrEqual(3);
  expect(Object.keys(link.proof?.methods ?? {})).toEqual(expect.arrayContaining([...methods]));
});
