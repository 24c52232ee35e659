import { expect, it } from 'vitest';
import { posterSize, renderNeutralPoster, renderPoster } from '../../../web/embed/poster.js';
import { nodeHost } from '../../../web/engine/client/node-host.js';
import { instantiate } from '../../../web/engine/wasm.js';

/** @type {{ink: [string, string], dots: [string, string]}} */
const colors = { ink: ['#000', '#fff'], dots: ['#808', '#f0f'] };

it('the poster of a drawing shows noise and empty panels', async () => {
  const module = await instantiate(await nodeHost.compile());
  const svg = renderNeutralPoster(module, colors);
  const dots = [...svg.matchAll(/class="dots" d="([^"]*)"/g)].map(([, path]) => path.length > 0);
  expect(dots).toEqual([true, false, false, false]);
  expect(svg).not.toContain('class="cells"');
  expect([...svg.matchAll(/<text[^>]*>([^<]*)/g)]).toHaveLength(4);
});

it('a poster shows particles at four times, at the end on the target', async () => {
  const module = await instantiate(await nodeHost.compile());
  const svg = renderPoster(module, { density: 'checkerboard' }, colors);
  expect(svg).toContain(`width="${posterSize.width}" height="${posterSize.height}"`);
  const labels = [...svg.matchAll(/<text[^>]*>([^<]*)/g)].map(([, text]) => text);
  expect(labels[0]).toBe('t = 1.00, noise');
  expect(labels[3]).toBe('t = 0.00, data');
  const panels = [...svg.matchAll(/class="dots" d="([^"]*)"/g)].map(([, path]) =>
    [...path.matchAll(/M(\d+) (\d+)/g)].map(([, column, row]) => [Number(column), Number(row)]),
  );
  expect(panels).toHaveLength(4);
  // Dark cells of the 4x4 checkerboard on [-2, 2]^2 in a window of [-3, 3]^2, 300 a side.
  const onTarget = (/** @type {number[][]} */ dots) =>
    dots.filter(([column, row]) => {
      const [x, y] = [column / 50 - 3, 3 - row / 50].map((at) => Math.floor(at + 2));
      return x >= 0 && x < 4 && y >= 0 && y < 4 && (x + y) % 2 === 1;
    }).length / dots.length;
  const shares = panels.map(onTarget);
  expect(shares[0], String(shares)).toBeLessThan(0.6);
  // Rounding may move dots over an edge.
  expect(shares[3], String(shares)).toBeGreaterThan(0.9);
});
