import { expect, it } from 'vitest';
import { plane, svgText, View } from '../../../web/concepts/marks.js';

it('maps the plane to a picture, and back', () => {
  expect([plane.column(-3), plane.column(3), plane.row(3), plane.row(-3)]).toEqual([
    0, 600, 0, 600,
  ]);
  expect(plane.place(plane.column(0.3), plane.row(-0.7)).map((x) => x.toFixed(6))).toEqual([
    '0.300000',
    '-0.700000',
  ]);
});

it('draws dots, lines and segments', () => {
  const view = new View(1);
  expect(view.dots('a', [0, 0, 1, 1])).toEqual({ kind: 'a', d: 'M300.0 300.0h0M600.0 0.0h0' });
  expect(view.line('b', [0, 0, 1, 1])).toEqual({ kind: 'b', d: 'M300.0 300.0L600.0 0.0' });
  expect(view.segments('c', [0, 0], [-1, 1])).toEqual({ kind: 'c', d: 'M300.0 300.0L0.0 0.0' });
});

it('draws an arrow with a head, unless it is too short for one', () => {
  const lines = (/** @type {any} */ { d }) => d.split('M').length - 1;
  expect(lines(plane.arrow('arrow', [0, 0], [1, 0]))).toBe(3);
  expect(lines(plane.arrow('arrow', [0, 0], [0, 0]))).toBe(1);
});

it('keeps labels within the picture', () => {
  expect(plane.label('letter', [3, 3], 't')).toEqual({ kind: 'letter', text: 't', x: 589, y: 22 });
  expect(plane.label('letter', [-9, -9], 't')).toEqual({ kind: 'letter', text: 't', x: 8, y: 592 });
});

it('writes marks as SVG', () => {
  const text = svgText([
    { kind: 'cells', d: 'M0 0h1', opacity: 0.5 },
    { kind: 'line', d: 'M0 0h2' },
    { kind: 'letter', text: 'a < b & c', x: 1, y: 2 },
  ]);
  expect(text).toBe(
    '<path class="cells" fill-opacity="0.5" d="M0 0h1"/><path class="line" d="M0 0h2"/>' +
      '<text class="letter" x="1" y="2">a &lt; b &amp; c</text>',
  );
});
