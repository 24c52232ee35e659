import { describe, expect, it } from 'vitest';
import { contentOf, sourceOf } from '../../../web/drawing/import.js';

const wish = { size: 32, light: false };

/** @param {string} text @param {File[]} [files] */
const transfer = (text, files = []) =>
  /** @type {any} */ ({
    files,
    getData: (/** @type {string} */ type) => (type === 'text/plain' ? text : ''),
  });

describe('contentOf', () => {
  it('prefers a file to a text, and knows when there is neither', () => {
    const file = new File(['x'], 'a.csv');
    expect(contentOf(transfer('1,2', [file]))).toBe(file);
    expect(contentOf(transfer('1,2'))).toBe('1,2');
    expect(contentOf(transfer(' \n'))).toBeNull();
    expect(contentOf(null)).toBeNull();
  });
});

describe('sourceOf', () => {
  const bytes = new TextEncoder().encode('1,2\n');

  it('leaves texts, points and Netpbm to the trainer', async () => {
    expect(await sourceOf('1,2\n', wish)).toEqual({ bytes, ...wish });
    expect(await sourceOf(new File(['1,2\n'], 'a.csv', { type: 'text/csv' }), wish)).toEqual({
      bytes,
      ...wish,
    });
    const pgm = new File(['1,2\n'], 'a.pgm', { type: 'image/x-portable-graymap' });
    expect(await sourceOf(pgm, wish)).toEqual({ bytes, ...wish });
  });

  it('refuses what is empty or too large before reading it', async () => {
    await expect(sourceOf(new File([], 'a.csv'), wish)).rejects.toThrow('It is empty.');
    const large = /** @type {any} */ ({ size: 33 * 2 ** 20, name: 'a.csv', type: '' });
    await expect(sourceOf(large, wish)).rejects.toThrow('It is larger than 32 MB.');
  });

  it('refuses a picture of too many pixels without decoding it', async () => {
    const head = Buffer.from('89504e470d0a1a0a0000000d494844520000100100000001', 'hex');
    const file = new File([head, new Uint8Array(20)], 'a.png', { type: 'image/png' });
    await expect(sourceOf(file, wish)).rejects.toThrow(
      'It has 4097 × 1 pixels, and at most 4096 a side are read.',
    );
  });
});
