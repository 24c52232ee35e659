import { parseSync } from 'vite';
import { describe, expect, it } from 'vitest';
import {
  elementSnippet,
  frameSnippet,
  hugoSnippet,
  jekyllSnippet,
  jsxSnippet,
} from '../../../web/embed/snippets.js';

const figure = {
  site: 'https://example.org/flow/',
  attributes: new Map([
    ['method', 'imf exact'],
    ['density', 'rings'],
    ['hide', 'training chart'],
  ]),
  title: 'iMF & "rings" <live> {now}',
  heights: { wide: 640, narrow: 460 },
};

const title = 'iMF &amp; &quot;rings&quot; &lt;live&gt; &#123;now&#125;';
const address =
  'https://example.org/flow/embed.html?method=imf+exact&amp;density=rings&amp;hide=training+chart';

describe('snippets', () => {
  it('the element has its script, its poster, its space and a link for feeds', () => {
    expect(elementSnippet(figure)).toBe(
      `<script type="module" src="https://example.org/flow/mean-flow.js"></script>
<mean-flow method="imf exact" density="rings" hide="training chart">
  <svg display="block" width="100%" viewBox="0 0 700 350">
    <foreignObject width="700" height="350">
      <img src="https://example.org/flow/posters/rings.svg" crossorigin="anonymous" width="700" height="186"
        alt="${title}" />
    </foreignObject>
  </svg>
  <svg display="block" width="1" height="290" aria-hidden="true"></svg>
  <p hidden><a href="${address}">${title}</a></p>
</mean-flow>
`,
    );
  });

  it('the frame loads lazily, with title, space and a link for feeds', () => {
    expect(frameSnippet(figure)).toBe(
      `<iframe class="mean-flow" src="${address}"
  title="${title}" loading="lazy" width="100%" height="290" frameborder="0"></iframe>
<svg display="block" width="100%" viewBox="0 0 700 350" aria-hidden="true"></svg>
<p hidden><a href="${address}">${title}</a></p>
<script src="https://example.org/flow/mean-flow-frames.js" defer></script>
`,
    );
  });

  it('the element for React and MDX is JSX', () => {
    const jsx = jsxSnippet(figure);
    const { errors } = parseSync('figure.jsx', `<>${jsx}</>`);
    expect(errors).toEqual([]);
    expect(jsx).toContain('<script async type="module"');
    expect(jsx).toContain('crossOrigin="anonymous"');
    expect(jsx).not.toContain('crossorigin');
  });

  it('no form has a style, which policies forbid', () => {
    const forms = [elementSnippet, frameSnippet, jsxSnippet, jekyllSnippet, hugoSnippet];
    for (const form of forms) expect(form(figure)).not.toContain('style');
  });

  it('a figure that is lower where it is wider has the space of the column, and a low one that of its poster', () => {
    const space = (/** @type {number} */ wide, /** @type {number} */ narrow) =>
      elementSnippet({ ...figure, heights: { wide, narrow } }).match(
        /(?<=0 0 700 |width="1" height=")\d+/g,
      );
    expect(space(1000, 1200)).toEqual(['186', '814']);
    expect(space(300, 100)).toEqual(['140', '160']);
  });

  it('calls of the include and of the shortcode have no quotes in their strings', () => {
    const all =
      'base="https://example.org/flow/" method="imf exact" density="rings" hide="training chart" ' +
      'title="iMF & ”rings” <live> {now}" height="290" grow="350"';
    expect(jekyllSnippet(figure)).toBe(`{% include mean-flow.html ${all} %}\n`);
    expect(hugoSnippet(figure)).toBe(`{{< mean-flow ${all} >}}\n`);
  });

  it('the poster of a drawing fits any drawing', () => {
    const figure = {
      site: 'https://example.org/flow/',
      attributes: new Map([
        ['density', 'drawing'],
        ['drawing', '2.AAAB'],
      ]),
      title: 'Mine',
      heights: { wide: 640, narrow: 460 },
    };
    expect(elementSnippet(figure)).toContain('https://example.org/flow/posters/drawing.svg');
    for (const html of [elementSnippet(figure), frameSnippet(figure)])
      expect(html).toContain('2.AAAB');
  });
});
