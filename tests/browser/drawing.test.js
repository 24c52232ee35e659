import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { useSite } from './fixture.js';

const site = useSite();
/** @type {import('./page-driver.js').Playground} */
let playground;

beforeEach(async () => {
  playground = await site.openPlayground();
});

/** Opens the editor. @returns {Promise<import('puppeteer-core').ElementHandle<Element>>} the canvas */
async function openEditor() {
  await playground.choose('Density', 'drawing');
  const canvas = await playground.page.waitForSelector('>>> .drawing-surface', { visible: true });
  if (!canvas) throw new Error('There is nothing to draw on');
  await playground.page.waitForFunction(() =>
    document.querySelector('mean-flow')?.shadowRoot?.activeElement?.matches('.drawing-surface'),
  );
  return canvas;
}

/** What is said of the sheet: how many cells have mass. */
const filled = async () =>
  Number(
    /^(\d+) of \d+ cells have mass/.exec(await playground.textOf('.drawing-tools > .note'))?.[1],
  );

const complaint = () => playground.textOf('.drawing-tools > .message');

/** Paints along a line of places, as shares of the canvas from its upper left corner. @param {[number, number][]} places */
async function paint(places) {
  const canvas = await playground.page.waitForSelector('>>> .drawing-surface');
  await canvas?.scrollIntoView();
  const box = await canvas?.boundingBox();
  if (!box) throw new Error('The canvas is not on show');
  const [first, ...rest] = places.map(
    ([x, y]) => /** @type {const} */ ([box.x + x * box.width, box.y + y * box.height]),
  );
  const { mouse } = playground.page;
  await mouse.move(...first);
  await mouse.down();
  for (const place of rest) await mouse.move(...place, { steps: 8 });
  await mouse.up();
}

/**
 * Pastes or drops something where people draw.
 *
 * @param {'paste' | 'drop'} how
 * @param {{text?: string, bytes?: number[], name?: string, type?: string, picture?: boolean}} what  text
 *   alone, or a file of that name; `picture`: a file of a PNG instead, 200 x 100 pixels, black left of its middle
 */
async function give(how, what) {
  await playground.page.$eval(
    '>>> .drawing-editor',
    async (editor, how, { text = '', bytes, name = '', type = '', picture = false }) => {
      const data = new DataTransfer();
      if (picture) {
        const canvas = new OffscreenCanvas(200, 100);
        const context = canvas.getContext('2d');
        context?.fillRect(0, 0, 100, 100);
        data.items.add(new File([await canvas.convertToBlob()], name, { type: 'image/png' }));
      } else if (name) {
        data.items.add(new File([bytes ? Uint8Array.from(bytes) : text], name, { type }));
      } else data.setData('text/plain', text);
      const options = { bubbles: true, composed: true, cancelable: true };
      const event =
        how === 'paste'
          ? new ClipboardEvent('paste', { ...options, clipboardData: data })
          : new DragEvent('drop', { ...options, dataTransfer: data });
      editor.dispatchEvent(event);
    },
    how,
    what,
  );
}

/** Masses of the target behind the particles, from the lower left. @returns {Promise<number[]>} */
const target = () =>
  playground.page.evaluate(() => {
    const element = /** @type {any} */ (document.querySelector('mean-flow'));
    return [...element.playground.parts.stage.panel('exact').density.weights];
  });

describe('drawing', () => {
  it('with a pointer, while the last run stays until the drawing is used', async () => {
    await playground.press('Step');
    await playground.until(({ iteration }) => iteration === 1);
    await openEditor();
    expect(await filled()).toBe(0);
    await paint([
      [0.1, 0.5],
      [0.9, 0.5],
    ]);
    await expect.poll(filled).toBeGreaterThanOrEqual(50);
    expect((await playground.read()).iteration).toBe(1);
    expect(await target()).toHaveLength(16);

    await playground.press('Undo');
    expect(await filled()).toBe(0);
    await playground.press('Redo');
    await playground.press('Use drawing');
    await playground.until(
      ({ iteration, status }) => iteration === 0 && /A new run began/.test(status),
    );
    await expect.poll(target).toHaveLength(32 * 32);
    const masses = await target();
    expect(masses.reduce((sum, mass) => sum + mass, 0)).toBeCloseTo(1, 5);
    for (const [i, mass] of masses.entries()) {
      const row = Math.floor(i / 32);
      if (row < 13 || row > 18) expect(mass, `row ${row}`).toBe(0);
    }
    expect(await playground.hasButton('Edit drawing')).toBe(true);
    await playground.lossesAfterOneStep();
  });

  it('with the keyboard', async () => {
    await openEditor();
    const { keyboard } = playground.page;
    const said = async () => (await playground.read()).status;
    await keyboard.press('Home');
    expect(await said()).toBe('Column 1, row 17: empty');
    for (let i = 0; i < 40; i++) await keyboard.press('ArrowUp');
    expect(await said()).toBe('Column 1, row 32: empty');
    const size = await playground.page.waitForSelector('aria/Brush size[role="slider"]');
    await size?.press('Home');
    await (await playground.page.$('>>> .drawing-surface'))?.focus();
    await keyboard.press('Space');
    expect(await said()).toBe('Column 1, row 32: 100 %');
    await keyboard.down('Shift');
    for (let i = 0; i < 3; i++) await keyboard.press('ArrowRight');
    await keyboard.up('Shift');
    expect(await filled()).toBe(4);
    await keyboard.press('Delete');
    expect(await said()).toBe('Column 4, row 32: empty');
    expect(await filled()).toBe(3);
    await keyboard.down('Control');
    await keyboard.press('z');
    await keyboard.up('Control');
    expect(await filled()).toBe(4);
    await playground.press('Use drawing');
    await expect.poll(target).toHaveLength(32 * 32);
    const masses = await target();
    expect(masses.flatMap((mass, i) => (mass > 0 ? [i] : []))).toEqual([992, 993, 994, 995]);
  });

  it('goes on after another density was chosen', async () => {
    await openEditor();
    await paint([
      [0.2, 0.2],
      [0.4, 0.2],
    ]);
    const count = await filled();
    await playground.press('Use drawing');
    await expect.poll(target).toHaveLength(32 * 32);
    const drawn = await target();
    await playground.choose('Density', 'rings');
    await expect.poll(target).toHaveLength(128 * 128);
    expect(await playground.hasButton('Edit drawing')).toBe(false);
    await playground.choose('Density', 'drawing');
    await expect.poll(target).toHaveLength(32 * 32);
    expect(await target()).toEqual(drawn);
    await playground.press('Edit drawing');
    expect(await filled()).toBe(count);
    await playground.press('Close');
    expect((await playground.read()).messages).toEqual([]);
  });

  it('leaves everything as it was when it is closed unused', async () => {
    await openEditor();
    await playground.press('Use drawing');
    expect(await complaint()).toMatch(/^Nothing is drawn yet/);
    await playground.press('Close');
    const select = await playground.page.waitForSelector('aria/Density[role="combobox"]');
    expect(await select?.evaluate((one) => /** @type {any} */ (one).value)).toBe('checkerboard');
    expect(await target()).toHaveLength(16);
  });

  it('starts from a density, on another grid, inverted', async () => {
    await openEditor();
    await playground.choose('Start from', 'checkerboard');
    await expect.poll(filled).toBe(512);
    await playground.choose('Grid', '64');
    await expect.poll(filled).toBe(2048);
    await playground.press('Invert');
    await playground.press('Use drawing');
    await expect.poll(target).toHaveLength(64 * 64);
    expect((await target())[0]).toBeCloseTo(1 / 2048, 7);
  });
});

describe('pasted and dropped', () => {
  it('points become a drawing', async () => {
    await openEditor();
    await give('paste', { text: 'x,y\n-2,-2\n-2,-2\n2,2\n0.01,0.01\n' });
    await expect.poll(filled).toBe(3);
    await playground.press('Use drawing');
    await expect.poll(target).toHaveLength(32 * 32);
    const masses = await target();
    expect(masses[0] / masses[1023]).toBeCloseTo(63 / 32, 5);
    expect(masses[16 * 32 + 16]).toBe(masses[1023]);
    await playground.press('Edit drawing');
    await give('drop', { text: '100,50\n120,55\n', name: 'points.csv', type: 'text/csv' });
    await expect.poll(filled).toBe(2);
  });

  it('a picture becomes a drawing, its dark parts or its light ones', async () => {
    await openEditor();
    await give('drop', { picture: true, name: 'half.png' });
    // Twice as wide as high: rows 8 to 23 of 32, of which the left half is black.
    await expect.poll(filled).toBe(16 * 16);
    await playground.press('Use drawing');
    await expect.poll(target).toHaveLength(32 * 32);
    expect((await target()).map((mass, i) => [i, mass]).find(([, mass]) => mass > 0)?.[0]).toBe(
      256,
    );
    await playground.press('Edit drawing');
    await playground.tick('Light is mass, in pictures');
    await give('paste', { text: 'P2 2 1 9 9 0', name: 'half.pgm' });
    await expect.poll(() => playground.textOf('.drawing-tools > .note')).toMatch(/^256 of/);
  });

  it('damaged pictures are drawn as far as they can be read, or refused, and do no harm', async () => {
    await openEditor();
    const damaged = await playground.page.evaluate(async () => {
      const canvas = new OffscreenCanvas(40, 30);
      canvas.getContext('2d')?.fillRect(5, 5, 20, 10);
      let state = 1;
      const random = (/** @type {number} */ below) => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        return state % below;
      };
      const files = [];
      for (const type of ['image/png', 'image/jpeg', 'image/webp']) {
        const whole = new Uint8Array(await (await canvas.convertToBlob({ type })).arrayBuffer());
        for (let i = 0; i < 12; i++) {
          const bytes = whole.slice(0, i % 3 === 0 ? random(whole.length) : whole.length);
          for (let k = 0; k < i && bytes.length > 0; k++)
            bytes[random(bytes.length)] ^= random(256);
          files.push({ type, bytes: [...bytes] });
        }
      }
      return files;
    });
    expect(damaged).toHaveLength(36);
    for (const [i, { type, bytes }] of damaged.entries()) {
      await playground.press('Clear');
      await give('drop', { bytes, type, name: `damaged-${i}` });
      await expect.poll(async () => (await filled()) > 0 || (await complaint()) !== '').toBe(true);
      const message = await complaint();
      if (message) expect(message).toMatch(/^damaged-\d+: [A-Z][ -~×]+\.$/);
    }
    await give('paste', { text: '2.AAAB' });
    await expect.poll(filled).toBe(1);
    await expect.poll(complaint).toBe('');
  });

  it('of what comes faster than it is read, the last counts', async () => {
    await openEditor();
    await playground.page.evaluate(() => {
      const read = createImageBitmap;
      Object.assign(window, {
        createImageBitmap: async (/** @type {Blob} */ blob) => {
          await new Promise((resolve) => setTimeout(resolve, 500));
          return read(blob);
        },
      });
    });
    await give('drop', { picture: true, name: 'slow.png' });
    await give('paste', { text: '2.AAAB' });
    await expect.poll(filled).toBe(1);
    await playground.wait(0.8);
    expect(await filled(), 'after the picture was read').toBe(1);
    await give('drop', { picture: true, name: 'slow.png' });
    await playground.press('Clear');
    await playground.wait(0.8);
    expect(await filled(), 'after Clear').toBe(0);
  });

  it('garbage is refused with its reason, and changes nothing', async () => {
    await openEditor();
    await paint([
      [0.5, 0.5],
      [0.6, 0.5],
    ]);
    const before = await filled();
    /** @type {[Parameters<typeof give>[1], string][]} */
    const cases = [
      [
        { text: 'x,y\n1,2\n3,four\n', name: 'bad.csv', type: 'text/csv' },
        'bad.csv: Line 3, column 2: "four" is not a number.',
      ],
      [
        { text: 'not a picture', name: 'bad.png', type: 'image/png' },
        'bad.png: This browser cannot read it as a picture.',
      ],
      [{ text: '', name: 'empty.csv', type: 'text/csv' }, 'empty.csv: It is empty.'],
      [{ text: '4.AAA' }, 'It has 3 of the 16 cells that 4 x 4 has.'],
      [{ text: '  ' }, 'There is nothing to draw from in it.'],
      [{ text: 'P2 2 2 255 1 2 3' }, 'PGM: pixel: "" is not a whole number from 0 to 255.'],
    ];
    for (const [what, message] of cases) {
      await give('drop', what);
      await expect.poll(complaint).toBe(message);
      expect(await filled()).toBe(before);
    }
    await playground.press('Undo');
    expect(await filled()).toBe(0);
  });

  it('of several files the first is drawn and the others are named, and a folder is told as one', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'meanflow-drop-'));
    try {
      const paths = ['a.csv', 'b.csv', 'c.csv'].map((name) => join(directory, name));
      for (const path of paths) await writeFile(path, '0,0\n');
      const runs = join(directory, 'runs');
      await mkdir(runs);
      await openEditor();
      await playground.dropFiles('.drawing-editor', [runs]);
      await expect.poll(complaint).toBe('"runs" is a folder: drop a file that is in it.');
      expect(await filled()).toBe(0);
      await playground.dropFiles('.drawing-editor', [...paths, runs]);
      await expect
        .poll(complaint)
        .toBe('One file is read at a time. Left out: "b.csv", "c.csv", the folder "runs".');
      expect(await filled()).toBeGreaterThan(0);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });
});

describe('training on a drawing', () => {
  it('brings samples there', async () => {
    await openEditor();
    await give('paste', { text: '4.AA_AAAA_A*H' }); // two cells of the lower half
    await expect.poll(filled).toBe(2);
    await playground.press('Use drawing');
    await expect.poll(async () => (await target()).filter((mass) => mass > 0).length).toBe(2);
    await playground.page.waitForSelector('>>> .drawing', { hidden: true });
    await playground.makeSmall();
    const before = await playground.densityAtSamples('imf');
    await playground.press('Train');
    await playground.until(({ iteration }) => iteration >= 1500, 90);
    await playground.press('Pause');
    const end = await playground.settledIteration();
    await playground.until(({ samples }) => samples.every((k) => k === String(end)));
    const after = await playground.densityAtSamples('imf');
    // A sample on the two cells of 16 counts 8; untrained particles lie there by chance.
    expect(before).toBeLessThan(2);
    expect(after).toBeGreaterThan(4);
  });
});
