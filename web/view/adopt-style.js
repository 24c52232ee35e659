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
