// Snippets that authors paste into a page to embed a figure.

/**
 * @typedef {object} Figure
 * @property {string} site        address of the playground, with a slash at its end
 * @property {Map<string, string>} attributes  of <mean-flow>, without defaults
 * @property {string} title       for screen readers
 * @property {number} height      reserved before it loads, CSS pixels
 */

/** Width and height of a poster: see poster.js. */
const posterSize = { width: 1236, height: 328 };

/** The element itself. @param {Figure} figure @returns {string} HTML */
export function elementSnippet({ site, attributes, title }) {
  const { width, height } = posterSize;
  const all = [...attributes].map(([name, text]) => ` ${name}="${escapeHtml(text)}"`).join('');
  const poster = posterOf({ site, attributes });
  // Pages that are isolated from other origins (COEP) only show pictures that are asked for by CORS.
  const picture = [
    `  <img src="${escapeHtml(poster)}" crossorigin="anonymous" width="${width}" height="${height}"`,
    `    alt="${escapeHtml(title)}" style="max-width: 100%; height: auto">`,
  ];
  return [
    `<script type="module" src="${escapeHtml(site)}mean-flow.js"></script>`,
    `<mean-flow${all}>`,
    ...picture,
    '</mean-flow>',
    '',
  ].join('\n');
}

/** A frame. @param {Figure} figure @returns {string} HTML */
export function frameSnippet(figure) {
  const { site, attributes, title } = figure;
  const query = new URLSearchParams([...attributes]).toString();
  const poster = `url('${posterOf({ site, attributes })}') center / contain no-repeat`;
  return [
    `<iframe class="mean-flow" src="${escapeHtml(`${site}embed.html${query && `?${query}`}`)}"`,
    `  title="${escapeHtml(title)}" loading="lazy"`,
    `  style="display: block; width: 100%; height: ${figure.height}px; border: 0; ` +
      `background: ${escapeHtml(poster)}; print-color-adjust: exact"></iframe>`,
    `<script src="${escapeHtml(site)}mean-flow-frames.js" defer></script>`,
    '',
  ].join('\n');
}

/** A call of _includes/mean-flow.html. @param {Figure} figure @returns {string} Liquid */
export function jekyllSnippet(figure) {
  const { site, attributes, title } = figure;
  const parameters = [['base', site], ...attributes, ['title', title]];
  parameters.push(['height', String(figure.height)]);
  // A Liquid string has no escapes: it ends at the first quote.
  const all = parameters.map(([name, text]) => `${name}="${text.replaceAll('"', '”')}"`);
  return `{% include mean-flow.html ${all.join(' ')} %}\n`;
}

/** @param {Pick<Figure, 'site' | 'attributes'>} figure */
function posterOf({ site, attributes }) {
  return `${site}posters/${attributes.get('density') ?? 'checkerboard'}.svg`;
}

/** Escapes text for HTML and its attributes. @param {string} text */
function escapeHtml(text) {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
