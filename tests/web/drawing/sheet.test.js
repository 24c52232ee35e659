import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FULL, Sheet } from '../../../web/drawing/sheet.js';

/** Rows from the top, as displayed. @param {Sheet} sheet */
const rows = ({ size, levels }) =>
  Array.from({ length: size }, (_, i) =>
    Array.from(levels.slice((size - 1 - i) * size, (size - i) * size), (level) =>
      level === FULL ? '#' : level > 0 ? '+' : '.',
    ).join(''),
  );

const pen = { width: 1, level: FULL };

describe('Sheet', () => {
  it('paints along a line without gaps, with the origin at the lower left', () => {
    const sheet = new Sheet(6);
    sheet.stroke([0.5, 0.5], [5.5, 2.9], pen);
    expect(rows(sheet)).toEqual(['......', '......', '......', '...###', '.###..', '##....']);
  });

  it('paints with a round brush, and only within its edges', () => {
    const sheet = new Sheet(6);
    sheet.stroke([3, 3], [3, 3], { width: 4, level: 20 });
    expect(rows(sheet)).toEqual(['......', '..++..', '.++++.', '.++++.', '..++..', '......']);
    sheet.stroke([0, 0], [0, 0], { width: 4, level: FULL });
    sheet.stroke([90, -40], [91, 7], { width: 4, level: FULL });
    expect(rows(sheet)).toEqual(['......', '..++..', '.++++.', '.++++.', '#.++..', '##....']);
  });

  it('erases with level 0', () => {
    const sheet = new Sheet(3);
    sheet.invert();
    sheet.stroke([1.5, 1.5], [2.5, 1.5], { width: 1, level: 0 });
    expect(rows(sheet)).toEqual(['###', '#..', '###']);
  });

  it('undoes a stroke as a whole, and redoes it until the next change', () => {
    const sheet = new Sheet(3);
    sheet.begin();
    sheet.stroke([0.5, 0.5], [1.5, 0.5], pen);
    sheet.stroke([1.5, 0.5], [2.5, 0.5], pen);
    sheet.end();
    expect(rows(sheet)[2]).toBe('###');
    sheet.undo();
    expect(sheet.isEmpty).toBe(true);
    expect(sheet.canUndo).toBe(false);
    sheet.redo();
    expect(rows(sheet)[2]).toBe('###');
    sheet.undo();
    sheet.invert();
    expect(sheet.canRedo).toBe(false);
  });

  it('adds no step to the history when nothing changed', () => {
    const sheet = new Sheet(3);
    sheet.clear();
    sheet.begin();
    sheet.stroke([0.5, 0.5], [0.5, 0.5], { width: 1, level: 0 });
    sheet.end();
    expect(sheet.canUndo).toBe(false);
    sheet.undo();
    sheet.redo();
    expect(sheet.isEmpty).toBe(true);
  });

  it('undoes and redoes a change of the grid', () => {
    const sheet = new Sheet(2);
    sheet.stroke([0.5, 0.5], [0.5, 0.5], pen);
    sheet.replace({ size: 3, levels: Uint8Array.of(0, 0, 0, 0, 9, 0, 0, 0, 0) });
    expect(rows(sheet)).toEqual(['...', '.+.', '...']);
    sheet.undo();
    expect(rows(sheet)).toEqual(['..', '#.']);
    sheet.redo();
    expect(sheet.size).toBe(3);
  });

  it('returns to every earlier state', () => {
    const step = fc.record({
      x: fc.double({ min: -1, max: 5, noNaN: true }),
      y: fc.double({ min: -1, max: 5, noNaN: true }),
      width: fc.integer({ min: 1, max: 4 }),
      level: fc.integer({ min: 0, max: FULL }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const sheet = new Sheet(4);
        const states = [String(sheet.levels)];
        for (const { x, y, ...brush } of steps) {
          sheet.begin();
          sheet.stroke([x, y], [y, x], brush);
          sheet.end();
          if (states.at(-1) !== String(sheet.levels)) states.push(String(sheet.levels));
        }
        for (const state of [...states].reverse()) {
          expect(String(sheet.levels)).toBe(state);
          sheet.undo();
        }
        for (const state of states) {
          expect(String(sheet.levels)).toBe(state);
          sheet.redo();
        }
      }),
    );
  });
});
