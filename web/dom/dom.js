// Small helpers over the DOM: elements, texts, styles of a shadow root, files to save.

/**
 * Makes an element.
 *
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, string | number | boolean>} [attributes]  false leaves one out, true sets it empty
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false) element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children);
  return element;
}

/** Attributes of what is written here, whatever the language of the page around it. */
export const english = { lang: 'en', dir: 'ltr' };

/**
 * Writes text only when it differs, so that nothing is laid out or announced for no reason.
 *
 * @param {Node} node
 * @param {string} text
 */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** @type {Map<string, CSSStyleSheet>} */
const sheets = new Map();

/**
 * Gives the shadow root around an element further styles, once.
 *
 * @param {Element} element
 * @param {string} style
 */
export function adoptStyle(element, style) {
  const root = element.getRootNode();
  if (!(root instanceof ShadowRoot)) return;
  const sheet = sheets.get(style) ?? new CSSStyleSheet();
  if (!sheets.has(style)) sheet.replaceSync(style);
  sheets.set(style, sheet);
  if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet);
}

/** Hands a file to the reader. @param {Blob} blob @param {string} name */
export function saveFile(blob, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** Whether the reader asked for as little motion as can be. */
export const prefersReducedMotion = () => matchMedia('(prefers-reduced-motion: reduce)').matches;
