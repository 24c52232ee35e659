import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { useEditor } from './drawing-driver.js';
import { useSite } from './fixture.js';

const site = useSite();
/** @type {import('./page-driver.js').Playground} */
let playground;

beforeEach(async () => {
  playground = await site.openPlayground();
});

const { openEditor, filled, complaint, paint, give, target } = useEditor(() => playground);

describe('pasted and dropped', () => {
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
    await give('drop', { picture: [200, 100], name: 'half.png' });
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
    await give('drop', { picture: [200, 100], name: 'slow.png' });
    await give('paste', { text: '2.AAAB' });
    await expect.poll(filled).toBe(1);
    await playground.wait(0.8);
    expect(await filled(), 'after the picture was read').toBe(1);
    await give('drop', { picture: [200, 100], name: 'slow.png' });
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
});

describe('pasted and dropped in several forms', () => {
  const cells = '-1,5\t0,5\n0,5\t-1,5\n1\t1\n';
  const html = '<meta charset="utf-8"><table><tr><td>-1,5</td><td>0,5</td></tr></table>';

  it.each(/** @type {const} */ (['paste', 'drop']))(
    'cells of a spreadsheet are points: %s',
    async (how) => {
      await openEditor();
      await give(how, { text: cells, html, picture: [200, 100], name: 'image.png' });
      await expect.poll(filled).toBe(3);
      expect(await complaint()).toBe('');
      // Also without the table, which not every program brings.
      await playground.press('Clear');
      await give(how, { text: cells, picture: [200, 100], name: 'image.png' });
      await expect.poll(filled).toBe(3);
    },
  );

  it('what is wrong with cells is told, and their picture is not drawn', async () => {
    await openEditor();
    await give('paste', {
      text: `${cells}2\tfour\n`,
      html,
      picture: [200, 100],
      name: 'image.png',
    });
    await expect.poll(complaint).toBe('Line 4, column 2: "four" is not a number.');
    expect(await filled()).toBe(0);
  });

  it('a picture is drawn when its text has no points', async () => {
    await openEditor();
    await give('drop', { text: 'https://example.org/1,2.png', picture: [200, 100], name: '1.png' });
    await expect.poll(filled).toBe(16 * 16);
    expect(await complaint()).toBe('');
    await playground.press('Clear');
    await give('paste', { text: 'A picture of a half', picture: [200, 100], name: 'half.png' });
    await expect.poll(filled).toBe(16 * 16);
    expect(await complaint()).toBe(
      'The picture is drawn, and not the text with it. There are no points in it.',
    );
  });

  it('of several files the first is drawn, and that is told', async () => {
    await openEditor();
    await give('drop', { text: '1,1\n', name: 'a.csv', files: 3 });
    await expect.poll(filled).toBe(1);
    await expect.poll(complaint).toBe('One file is read at a time. Left out: "a.csv", "a.csv".');
    await give('drop', { text: '1,1\n1,-1\n', name: 'a.csv' });
    await expect.poll(filled).toBe(2);
    expect(await complaint()).toBe('');
  });
});

describe('pictures', () => {
  it('of more than 4096 pixels a side are scaled', async () => {
    await openEditor();
    await give('drop', { picture: [6000, 3000], name: 'photo.png' });
    // Scaling blurs the edge of the black half, along 16 rows.
    await expect.poll(async () => (await filled()) & ~16).toBe(16 * 16);
    expect(await complaint()).toBe('');
  });

  it('are known by their bytes, without a name or a type', async () => {
    await openEditor();
    await give('drop', { picture: [200, 100], name: 'picture' });
    await expect.poll(filled).toBe(16 * 16);
    await playground.press('Clear');
    await give('drop', {
      text: 'P3 2 1 255 0 0 0 255 255 255',
      name: 'half.png',
      type: 'image/png',
    });
    await expect.poll(filled).toBe(16 * 16);
    await give('drop', { text: '%PDF-1.7', name: 'a.pdf', type: 'application/pdf' });
    await expect
      .poll(complaint)
      .toBe(
        'a.pdf: It is a PDF: points are read from text such as CSV, and pictures from PGM or PPM.',
      );
  });

  const half = '<rect width="100" height="100"/>';
  const xmlns = 'xmlns="http://www.w3.org/2000/svg"';
  it.each([
    ['with a size', `<svg ${xmlns} width="200" height="100">${half}</svg>`],
    [
      'with a size in millimetres',
      `<svg ${xmlns} width="8mm" height="4mm" viewBox="0 0 200 100">${half}</svg>`,
    ],
    ['with a viewBox only', `<svg ${xmlns} viewBox="0 0 200 100">${half}</svg>`],
    [
      'with percentages',
      `<svg ${xmlns} width="100%" height="100%" viewBox="0,0,200,100">${half}</svg>`,
    ],
    ['without any size', `<svg ${xmlns}><rect width="150" height="150"/></svg>`],
    [
      'without its namespace',
      `<?xml version="1.0"?>\n<!-- <a> -->\n<svg viewBox="0 0 200 100">${half}</svg>`,
    ],
    [
      'with scripts',
      `<svg ${xmlns} viewBox="0 0 200 100" onload="stop()">${half}<script>stop()</script></svg>`,
    ],
    [
      'with HTML',
      `<svg ${xmlns} viewBox="0 0 200 100">${half}<foreignObject width="9" height="9"><p xmlns="http://www.w3.org/1999/xhtml"></p></foreignObject></svg>`,
    ],
  ])('may be an SVG %s', async (_, text) => {
    await openEditor();
    await give('drop', { text, name: 'half.svg', type: 'image/svg+xml' });
    await expect.poll(async () => (await complaint()) || (await filled())).toBe(16 * 16);
    await playground.press('Clear');
    await give('paste', { text });
    await expect.poll(async () => (await complaint()) || (await filled())).toBe(16 * 16);
  });

  it('an SVG that is none is refused', async () => {
    await openEditor();
    await give('drop', { text: '<svg><g></svg>', name: 'broken.svg', type: 'image/svg+xml' });
    await expect.poll(complaint).toBe('broken.svg: This browser cannot read it as a picture.');
    await give('drop', { text: `<svg ${xmlns} width="0" height="9"/>`, name: 'flat.svg' });
    await expect.poll(complaint).toBe('flat.svg: It is 0 wide or high.');
  });
});
