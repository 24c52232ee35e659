import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instantiate } from '../../../web/engine/wasm.js';
import { isDrawing } from '../../../web/settings/drawing-text.js';

const bytes = await readFile(new URL('../../../build/wasm/meanflow.wasm', import.meta.url));
const module = await instantiate(await WebAssembly.compile(bytes));

/** @param {string} drawing */
const accepted = (drawing) =>
  drawing !== '' && module.validate(JSON.stringify({ density: 'drawing', drawing })) === '';

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const digit = fc.constantFrom(...digits);

/** Nearly drawings: sizes and cells that may or may not fit. */
const texts = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc
    .tuple(
      fc.constantFrom('2', '2', '3', '02', '1', '64', '65', '002', ''),
      fc.constantFrom('.', '.', '.', ',', ''),
      fc.array(
        fc.oneof(
          { weight: 6, arbitrary: digit },
          { weight: 3, arbitrary: fc.constantFrom('A', 'A*C', 'B*D') },
          { weight: 1, arbitrary: fc.constantFrom('*', '*A', '!') },
        ),
        { minLength: 1, maxLength: 9 },
      ),
    )
    .map(([size, point, cells]) => size + point + cells.join('')),
);

describe('isDrawing', () => {
  it('says what the trainer says', () => {
    let good = 0;
    fc.assert(
      fc.property(texts, (text) => {
        const expected = accepted(text);
        good += Number(expected);
        expect(isDrawing(text), text).toBe(expected);
      }),
      { numRuns: 5000, seed: 1 },
    );
    expect(good).toBeGreaterThan(20);
  });

  it('takes any cells of a square, cell by cell', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 12 }), fc.nat(), (size, start) => {
        const cells = Array.from({ length: size * size }, (_, i) => digits[(start + 7 * i) % 64]);
        const text = `${size}.${cells.join('')}`;
        expect(isDrawing(text)).toBe(true);
        expect(accepted(text)).toBe(true);
        expect(isDrawing(text.slice(0, -1))).toBe(false);
      }),
    );
  });

  it('takes the longest, and answers at once for what is not one', () => {
    const longest = `64.${'A_'.repeat(2048)}`;
    expect(isDrawing(longest)).toBe(accepted(longest));
    for (const text of [
      `64.${'A*B'.repeat(1365)}`,
      `64.${'A'.repeat(4096)}`,
      `64.${'*'.repeat(4096)}`,
    ]) {
      expect(isDrawing(text)).toBe(accepted(text));
    }
  });
});
