import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pictureSize } from '../../../web/drawing/picture-size.js';

/** @param {string} hex @param {number} [length] */
const bytes = (hex, length = 40) => {
  const known = Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
  const all = new Uint8Array(Math.max(length, known.length));
  all.set(known);
  return all;
};

describe('pictureSize', () => {
  it.each([
    ['PNG', '89504e470d0a1a0a 0000000d49484452 00000140 000000f0'],
    ['GIF', '474946383961 4001 f000'],
    ['BMP', '424d 00000000 00000000 36000000 28000000 40010000 10ffffff'],
    ['lossy WebP', '52494646 00000000 57454250 56503820 00000000 300100 9d012a 4001 f000'],
    ['lossless WebP', '52494646 00000000 57454250 5650384c 00000000 2f 3fc13b00'],
    ['extended WebP', '52494646 00000000 57454250 56503858 0a000000 00000000 3f0100 ef0000'],
    ['JPEG', 'ffd8 ffe0 0006 4a464946 ffc4 0004 0000 ffff c0 0011 08 00f0 0140 03'],
  ])('reads the header of a %s', (_, hex) => {
    expect(pictureSize(bytes(hex))).toEqual({ width: 320, height: 240 });
  });

  it('returns null for other formats and truncated headers', () => {
    expect(pictureSize(new Uint8Array(0))).toBeNull();
    expect(pictureSize(bytes('89504e470d0a1a0a', 8))).toBeNull();
    expect(pictureSize(bytes('ffd8ffe0ffff', 6))).toBeNull();
    expect(pictureSize(bytes('ffd8 ffe0 0002 00'))).toBeNull();
    for (const head of ['x,y', 'BM,x', 'RIFF,x']) {
      expect(pictureSize(new TextEncoder().encode(`${head}\n${'1,2\n'.repeat(9)}`))).toBeNull();
    }
  });

  it('never fails', () => {
    const header = fc.constantFrom(
      'ffd8',
      'ffd8ff',
      '424d',
      '47494638',
      '89504e47',
      '524946460000000057454250',
      '',
    );
    fc.assert(
      fc.property(header, fc.uint8Array({ maxLength: 60 }), (start, rest) => {
        const size = pictureSize(Uint8Array.from([...Buffer.from(start, 'hex'), ...rest]));
        expect(size === null || (size.width >= 0 && size.height >= 0)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
