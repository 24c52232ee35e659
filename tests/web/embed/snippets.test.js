import { describe, expect, it } from 'vitest';
import { elementSnippet, frameSnippet, jekyllSnippet } from '../../../web/embed/snippets.js';

const figure = {
  site: 'https://example.org/flow/',
  attributes: new Map([
    ['method', 'imf exact'],
    ['density', 'rings'],
    ['hide', 'training chart'],
  ]),
  title: 'iMF & "rings" <live>',
  height: 640,
};

describe('snippets', () => {
  it('the element has its script and its poster', () => {
    expect(elementSnippet(figure)).toBe(
      `<script type="module" src="https://example.org/flow/mean-flow.js"></script>
<mean-flow method="imf exact" density="rings" hide="training chart">
  <img src="https://example.org/flow/posters/rings.svg" crossorigin="anonymous" width="1236" height="328"
    alt="iMF &amp; &quot;rings&quot; &lt;live&gt;" style="max-width: 100%; height: auto">
</mean-flow>
`,
    );
  });

  it('the frame loads lazily, with title, height and poster', () => {
    const html = frameSnippet(figure);
    expect(html).toContain(
      'src="https://example.org/flow/embed.html?method=imf+exact&amp;density=rings&amp;hide=training+chart"',
    );
    expect(html).toContain('title="iMF &amp; &quot;rings&quot; &lt;live&gt;" loading="lazy"');
    expect(html).toContain('height: 640px');
    expect(html).toContain('posters/rings.svg');
    expect(html).toContain('<script src="https://example.org/flow/mean-flow-frames.js" defer>');
  });

  it('the call of the include has no quotes in its strings', () => {
    expect(jekyllSnippet(figure)).toBe(
      '{% include mean-flow.html base="https://example.org/flow/" method="imf exact" ' +
        'density="rings" hide="training chart" title="iMF & ”rings” <live>" ' +
        'height="640" %}\n',
    );
  });

  it('the poster of a drawing fits any drawing', () => {
    const figure = {
      site: 'https://example.org/flow/',
      attributes: new Map([
        ['density', 'drawing'],
        ['drawing', '2.AAAB'],
      ]),
      title: 'Mine',
      height: 640,
    };
    for (const html of [elementSnippet(figure), frameSnippet(figure)]) {
      expect(html).toContain('https://example.org/flow/posters/drawing.svg');
      expect(html).toContain('2.AAAB');
    }
  });
});
