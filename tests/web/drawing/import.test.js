import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { contentsOf, sourceOf } from '../../../web/drawing/import.js';
import { makeDrawing } from '../../../web/engine/sampling/sampler-requests.js';
import { instantiate } from '../../../web/engine/wasm.js';
import { isDrawing } from '../../../web/settings/drawing-text.js';

const compiled = await WebAssembly.compile(
  await readFile(new URL('../../../build/wasm/meanflow.wasm', import.meta.url)),
);
const module = await instantiate(compiled);

const options = { size: 32, light: false };

/** @param {string} text @param {File[]} [files] @param {string} [html] */
const transfer = (text, files = [], html = '') =>
  /** @type {any} */ ({
    files,
    getData: (/** @type {string} */ type) =>
      ({ 'text/plain': text, 'text/html': html })[type] ?? '',
  });

describe('contentsOf', () => {
  const file = new File(['x'], 'a.png');

  it('has the text before the file, and nothing when there is neither', () => {
    expect(contentsOf(transfer('1,2', [file]))).toEqual(['1,2', file]);
    expect(contentsOf(transfer('1,2'))).toEqual(['1,2']);
    expect(contentsOf(transfer(' \n', [file]))).toEqual([file]);
    expect(contentsOf(transfer(' \n'))).toEqual([]);
    expect(contentsOf(null)).toEqual([]);
  });

  it('leaves out the picture of a table, and texts that name the file', () => {
    expect(contentsOf(transfer('a\tb', [file], '<table border=1><tr>'))).toEqual(['a\tb']);
    const image = '<img src="https://example.org/a.png">';
    for (const name of ['https://example.org/a.png', 'file:///home/a.png\n', 'a.png']) {
      expect(contentsOf(transfer(name, [file], image))).toEqual([file]);
      expect(contentsOf(transfer(name))).toEqual([name]);
    }
    for (const points of ['1.5,2.5', '2.AAAB', '1;2']) {
      expect(contentsOf(transfer(points, [file]))).toEqual([points, file]);
    }
  });
});

describe('sourceOf', () => {
  const bytes = new TextEncoder().encode('1,2\n');

  it('passes texts, points and Netpbm files to the trainer', async () => {
    expect(await sourceOf('1,2\n', options)).toEqual({ bytes, ...options });
    expect(await sourceOf(new File(['1,2\n'], 'a.csv', { type: 'text/csv' }), options)).toEqual({
      bytes,
      ...options,
    });
    const pgm = new File(['1,2\n'], 'a.pgm', { type: 'image/x-portable-graymap' });
    expect(await sourceOf(pgm, options)).toEqual({ bytes, ...options });
    const bitmap = new TextEncoder().encode('P1 1 1 1');
    for (const [name, type] of [
      ['a.pbm', ''],
      ['a.png', 'image/png'],
    ]) {
      const named = new File([bitmap], name, { type });
      expect(await sourceOf(named, options)).toEqual({ bytes: bitmap, ...options });
    }
  });

  it('rejects empty and too large files before reading them', async () => {
    await expect(sourceOf(new File([], 'a.csv'), options)).rejects.toThrow('It is empty.');
    const large = /** @type {any} */ ({ size: 33 * 2 ** 20, name: 'a.csv', type: '' });
    await expect(sourceOf(large, options)).rejects.toThrow('It is larger than 32 MB.');
  });

  it('rejects a picture of too many pixels without decoding it', async () => {
    const head = Buffer.from('89504e470d0a1a0a0000000d494844520001000000000801', 'hex');
    const file = new File([head, new Uint8Array(20)], 'a.png', { type: 'image/png' });
    await expect(sourceOf(file, options)).rejects.toThrow(
      'It has 65536 × 2049 pixels, and at most 134 million are read.',
    );
  });
});

describe('any content that is pasted or dropped', () => {
  // Damaged pictures are tested in browsers, which decode them.
  vi.stubGlobal('createImageBitmap', () => Promise.reject(new Error('no picture')));

  /** Headers of supported and unsupported formats. */
  const headers = fc.constantFrom(
    '',
    'x,y\n',
    '1,2\n3,4\n',
    '4.A',
    '2.AAAB',
    'P2 2 2 255 ',
    'P5\n2 2\n255\n',
    'P5 4096 4096 255\n',
    'P6 1 1 255 ',
    '\u{feff}',
    '\x89PNG\r\n\x1a\n',
    'GIF89a',
    'BM',
    '\xff\xd8\xff',
  );
  const cell = fc.oneof(
    fc.double().map(String),
    fc.constantFrom('', ' ', 'nan', '1e999', '-0', '"', ';', '\t', '\r\n', '0x1p3', '１'),
  );
  const tables = fc
    .array(fc.array(cell, { maxLength: 4 }), { maxLength: 8 })
    .map((rows) => rows.map((row) => row.join(',')).join('\n'));
  const rest = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), tables);
  const text = fc.tuple(headers, rest).map((parts) => parts.join(''));
  const bytes = fc.oneof(
    text.map((letters) => new TextEncoder().encode(letters)),
    text.map((letters) => Uint8Array.from(letters, (letter) => letter.charCodeAt(0) & 255)),
    fc.uint8Array({ maxLength: 200 }),
  );
  const file = fc
    .record({
      bytes,
      name: fc.oneof(fc.string(), fc.constantFrom('a.csv', 'a.png', 'a.PGM', 'a', '.jpg')),
      type: fc.constantFrom('', 'text/csv', 'image/png', 'image/x-portable-graymap', 'text/plain'),
    })
    .map((it) => new File([Uint8Array.from(it.bytes)], it.name, { type: it.type }));
  const anyOptions = fc.record({ size: fc.integer({ min: 2, max: 64 }), light: fc.boolean() });

  /** Expects a valid drawing or a readable message. @param {() => Promise<any>} make @returns {Promise<boolean>} whether it is a drawing */
  async function drawingOrMessage(make) {
    try {
      const drawing = await make();
      expect(isDrawing(drawing.text), drawing.text).toBe(true);
      expect(drawing.levels).toHaveLength(drawing.size ** 2);
      expect(drawing.levels.some((/** @type {number} */ level) => level > 0)).toBe(true);
      return true;
    } catch (error) {
      expect(error).toBeInstanceOf(Error);
      expect(/** @type {Error} */ (error).message).toMatch(/^[ -~×]{5,300}$/);
      return false;
    }
  }

  it('becomes a drawing, or is rejected with a message', { timeout: 60_000 }, async () => {
    let drawn = 0;
    await fc.assert(
      fc.asyncProperty(fc.oneof(file, text), anyOptions, async (content, options) => {
        const given = typeof content === 'string' ? transfer(content) : transfer('', [content]);
        const [found] = contentsOf(given);
        if (found === undefined) return;
        const made = await drawingOrMessage(async () =>
          makeDrawing(module, await sourceOf(found, options)),
        );
        drawn += Number(made);
      }),
      { numRuns: 3000 },
    );
    expect(drawn).toBeGreaterThan(50);
  });

  it('becomes a drawing as shades, or is rejected with a message', {
    timeout: 60_000,
  }, async () => {
    const side = fc.integer({ min: 1, max: 9 });
    await fc.assert(
      fc.asyncProperty(
        side,
        side,
        fc.infiniteStream(fc.nat(255)),
        anyOptions,
        async (width, height, stream, options) => {
          const shades = Uint8Array.from({ length: width * height }, () => stream.next().value);
          await drawingOrMessage(async () =>
            makeDrawing(module, { shades, width, height, ...options }),
          );
        },
      ),
      { numRuns: 1000 },
    );
  });
});
