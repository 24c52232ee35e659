// docs/tutorial.md: a post for Jekyll, which is a page of the site, too. Its numbers are the library's.

import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { concepts } from '../../../web/concepts/concepts.js';
import { readValue } from '../../../web/concepts/values.js';
import { postToMarkdown } from '../../../web/documents/post.js';
import { renderMarkdown } from '../../../web/documents/render.js';
import { Attributes, linkParts } from '../../../web/element/attributes.js';
import { makeInspections } from '../../../web/engine/inspection/inspections.js';
import { instantiate } from '../../../web/engine/wasm.js';
import { pointText } from '../../../web/plot/point-text.js';

const root = resolve(import.meta.dirname, '../../..');
const post = readFileSync(`${root}/docs/tutorial.md`, 'utf8');
const html = renderMarkdown(postToMarkdown(post));

describe('a post', () => {
  it('becomes Markdown with frames of the playground and formulas that need no script', () => {
    const markdown = postToMarkdown(
      '---\ntitle: A\n---\nOne.\n\n$$\nx_t = 1\n$$\n\n{% include mean-flow.html method="imf" title="B" caption="*C*" %}\n',
    );
    expect(markdown).not.toContain('title: A');
    expect(markdown).toMatch(
      /<div class="formula" tabindex="0"><math [^>]*display="block"[\s\S]*<\/math><\/div>/,
    );
    expect(markdown).toContain('src="./embed.html?method=imf&amp;"');
    expect(markdown).toContain('<em>C</em>');
  });

  it('that is none stays as it is', () => {
    const text = 'A price of $$5.\n\n{% include x %}\n';
    expect(postToMarkdown(text)).toBe(text);
  });

  it('stops the build at a formula that cannot be read', () => {
    expect(() => postToMarkdown('---\na: b\n---\n$$\n\\nonsense{x}\n$$\n')).toThrow('nonsense');
  });
});

/** What a figure that explains does not take. @param {string} figure @param {URLSearchParams} attributes */
const wrongOf = (figure, attributes) =>
  [...attributes].filter(([name, text]) => {
    if (name === 'figure') return false;
    const setting = concepts[figure]?.settings.find((one) => one.name === name);
    return !setting || readValue(setting, text).message;
  });

describe('docs/tutorial.md', () => {
  it('has all its formulas and figures', () => {
    expect(html.match(/<math /g)).toHaveLength((post.match(/^\$\$$/gm) ?? []).length / 2);
    expect(html.match(/<iframe/g)).toHaveLength((post.match(/\{% include/g) ?? []).length);
    expect(html).not.toMatch(/\$\$|\{[%{]| style=/);
  });

  it('gives figures nothing that they do not take', () => {
    for (const [, query] of html.matchAll(/src="\.\/embed\.html\?([^"]*)"/g)) {
      const attributes = new URLSearchParams(query.replaceAll('&amp;', '&'));
      const figure = attributes.get('figure');
      if (figure) {
        expect(wrongOf(figure, attributes), query).toEqual([]);
        continue;
      }
      for (const [name, text] of attributes) {
        if (name === 'link' || linkParts.includes(name)) continue; // The browser's test opens them.
        expect(new Attributes().set(name, text), `${name}="${text}"`).toBe(true);
      }
    }
  });

  it('has the numbers of the library', async () => {
    const bytes = await readFile(`${root}/build/wasm/meanflow.wasm`);
    const module = await instantiate(await WebAssembly.compile(bytes));
    const floor = (/** @type {string} */ method) =>
      Number(module.lossFloor(JSON.stringify({ method }))).toFixed(4);
    expect(post).toContain(`possible loss is ${floor('fm')}`);
    expect(post).toContain(`cannot fall\nbelow ${floor('imf')}`);
    // "At t = 1 the velocity at x is x minus the mean of all data", which is 0.
    const exact = new module.ExactFlow('{}');
    const [vx, vy] = exact.velocity(new Float32Array([0.3, -0.7]), 1);
    expect([vx, vy]).toEqual([expect.closeTo(0.3, 5), expect.closeTo(-0.7, 5)]);
    exact.delete();
  });

  it('says of its figures what they show', async () => {
    const bytes = await readFile(`${root}/build/wasm/meanflow.wasm`);
    const inspections = makeInspections(await instantiate(await WebAssembly.compile(bytes)));
    const problem = { density: 'checkerboard' };
    const { velocity } = inspections.pairs({
      problem,
      at: { x: 0.3, y: -0.7, t: 0.5, r: 0.5 },
      count: 1,
      seed: 0,
    });
    expect(post).toContain(`At (0.3, −0.7) and t = 0.5 the mean is ${pointText(velocity, 4)}.`);
    // "The difference is best at a step of about 0.003, and worse than the JVP even there."
    const network = /** @type {const} */ ({ method: 'imf', iteration: 5000 });
    const weights = await readFile(`${root}/web/models/reverse-imf/checkpoints/005000.safetensors`);
    inspections.network({ ...network, weights });
    const { steps, errors } = inspections.jvp({
      network,
      at: { x: 0.3, y: -0.7, t: 0.8, r: 0.2 },
    });
    const least = Math.min(...errors.differences);
    expect(least).toBeGreaterThan(errors.jvp);
    const best = steps[errors.differences.indexOf(least)];
    expect(best).toBeGreaterThan(0.001);
    expect(best).toBeLessThan(0.01);
  });
});
