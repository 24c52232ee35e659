import { unzipSync } from 'fflate';
import { expect, it } from 'vitest';
import { zipFigures } from '../../../web/figures/figures-zip.js';

const arithmetic = 'fused';
const receipt = '0123456789abcdef';

/** @type {import('../../../web/figures/figures-zip.js').DrawnFigure[]} */
const figures = [
  {
    number: 1,
    title: 'The target',
    caption: 'Density “α”.',
    svg: `<svg>${'<path d="M1 2h3"/>'.repeat(40_000)}</svg>`,
    message: '',
    run: null,
  },
  {
    number: 2,
    title: 'Losses',
    caption: 'Of two methods.',
    svg: '<svg/>',
    message: '',
    run: {
      settings: { density: 'rings' },
      receipts: {
        arithmetic,
        receipts: [{ method: 'imf', iteration: 12, receipt, loss: 1, imported: false, phases: [] }],
      },
    },
  },
  { number: 3, title: 'Forward', caption: '', svg: '', message: 'Another direction.', run: null },
];

it('contains every figure unchanged, and a text with their sources', async () => {
  const blob = await zipFigures(figures, 'https://example.org/');
  const files = unzipSync(new Uint8Array(await blob.arrayBuffer()));
  const texts = Object.fromEntries(
    Object.entries(files).map(([name, bytes]) => [name, new TextDecoder().decode(bytes)]),
  );
  expect(Object.keys(texts)).toEqual(['README.txt', 'figure-1.svg', 'figure-2.svg']);
  expect(texts['figure-1.svg']).toBe(figures[0].svg);
  expect(texts['figure-2.svg']).toBe('<svg/>');
  expect(blob.size).toBeLessThan(figures[0].svg.length / 20);
  const about = texts['README.txt'];
  expect(about).toContain('https://example.org/');
  expect(about).toContain('Figure 1. The target\nfigure-1.svg\n\nDensity “α”.\nFrom trained');
  expect(about).toContain('settings {"density":"rings"}');
  expect(about).toContain(`Receipts (${arithmetic}) when it was drawn:\n  imf at iteration 12`);
  expect(about).toContain(receipt);
  expect(about).toContain('Figure 3. Forward\nIs not here: Another direction.');
});
