// Snippets that authors paste into a page to embed a figure. They have no styles, which a strict content-security policy
// forbids and MDX cannot read, and reserve the figure's space by attributes.

/**
 * @typedef {object} Figure
 * @property {string} site        address of the playground, with a slash at its end
 * @property {Map<string, string>} attributes  of <mean-flow>, without defaults
 * @property {string} title       for screen readers
 * @property {Heights} heights    reserved before it loads
 */

/**
 * Heights of a figure, CSS pixels, in a column of text and on a phone.
 * @typedef {{wide: number, narrow: number}} Heights
 */

/** Widths at which heights are measured, CSS pixels. */
export const widths = { wide: 700, narrow: 340 };

/** A poster in a column of text: see poster.js. */
const posterHeight = Math.round((widths.wide * 328) / 1236);

/** A frame without its script is not lower, CSS pixels. */
const minHeight = 160;

/**
 * Space that has about both heights at both widths, and those between at others: a part that grows with the width, and one
 * that does not. A figure that is lower where it is wider only keeps its poster.
 *
 * @param {Heights} heights
 * @returns {{grown: number, fixed: number}} CSS pixels in a column of text
 */
function spaceOf({ wide, narrow }) {
  const ratio = (wide - narrow) / (widths.wide - widths.narrow);
  const grown = Math.max(posterHeight, Math.round(widths.wide * ratio));
  const fixed = Math.max(minHeight, wide - grown);
  return { fixed, grown: wide - fixed };
}

/** The element itself. @param {Figure} figure @returns {string} HTML */
export function elementSnippet(figure) {
  return element(figure, 'crossorigin', '');
}

/** The element in React and MDX. @param {Figure} figure @returns {string} JSX */
export function jsxSnippet(figure) {
  return element(figure, 'crossOrigin', 'async ');
}

/**
 * The poster grows with the width, the space below it does not.
 *
 * @param {Figure} figure
 * @param {string} crossorigin  as the language spells that attribute
 * @param {string} loading  how the script loads; React adds only scripts that are "async" to a page that is open
 */
function element({ site, attributes, title, heights }, crossorigin, loading) {
  const all = [...attributes].map(([name, text]) => ` ${name}="${escapeHtml(text)}"`).join('');
  const { grown, fixed } = spaceOf(heights);
  const poster = escapeHtml(posterOf({ site, attributes }));
  // Pages that are isolated from other origins (COEP) only show pictures that are asked for by CORS.
  return `<script ${loading}type="module" src="${escapeHtml(site)}mean-flow.js"></script>
<mean-flow${all}>
  <svg display="block" width="100%" viewBox="0 0 ${widths.wide} ${grown}">
    <foreignObject width="${widths.wide}" height="${grown}">
      <img src="${poster}" ${crossorigin}="anonymous" width="${widths.wide}" height="${posterHeight}"
        alt="${escapeHtml(title)}" />
    </foreignObject>
  </svg>
  <svg display="block" width="1" height="${fixed}" aria-hidden="true"></svg>
  ${linkTo({ site, attributes, title })}
</mean-flow>
`;
}

/** A frame, and what grows of its space, which its script takes away. @param {Figure} figure @returns {string} HTML */
export function frameSnippet(figure) {
  const { site, title, heights } = figure;
  const { fixed, grown } = spaceOf(heights);
  return `<iframe class="mean-flow" src="${escapeHtml(frameOf(figure))}"
  title="${escapeHtml(title)}" loading="lazy" width="100%" height="${fixed}" frameborder="0"></iframe>
<svg display="block" width="100%" viewBox="0 0 ${widths.wide} ${grown}" aria-hidden="true"></svg>
${linkTo(figure)}
<script src="${escapeHtml(site)}mean-flow-frames.js" defer></script>
`;
}

/** A call of _includes/mean-flow.html. @param {Figure} figure @returns {string} Liquid */
export function jekyllSnippet(figure) {
  return `{% include mean-flow.html ${parameters(figure)} %}\n`;
}

/** A call of shortcodes/mean-flow.html. @param {Figure} figure @returns {string} of Hugo */
export function hugoSnippet(figure) {
  return `{{< mean-flow ${parameters(figure)} >}}\n`;
}

/** Of the include and of the shortcode. @param {Figure} figure @returns {string} */
function parameters({ site, attributes, title, heights }) {
  const { fixed, grown } = spaceOf(heights);
  const all = [
    ['base', site],
    ...attributes,
    ['title', title],
    ['height', String(fixed)],
    ['grow', String(grown)],
  ];
  // A Liquid string has no escapes: it ends at the first quote.
  return all.map(([name, text]) => `${name}="${text.replaceAll('"', '”')}"`).join(' ');
}

/** What readers of feeds see, which show neither elements nor frames, and drop "hidden". @param {Pick<Figure, 'site' | 'attributes' | 'title'>} figure */
function linkTo(figure) {
  return `<p hidden><a href="${escapeHtml(frameOf(figure))}">${escapeHtml(figure.title)}</a></p>`;
}

/** @param {Pick<Figure, 'site' | 'attributes'>} figure */
function frameOf({ site, attributes }) {
  const query = new URLSearchParams([...attributes]).toString();
  return `${site}embed.html${query && `?${query}`}`;
}

/** @param {Pick<Figure, 'site' | 'attributes'>} figure */
function posterOf({ site, attributes }) {
  return `${site}posters/${attributes.get('density') ?? 'checkerboard'}.svg`;
}

/** Escapes text for HTML, JSX and their attributes. @param {string} text */
function escapeHtml(text) {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('{', '&#123;')
    .replaceAll('}', '&#125;');
}
