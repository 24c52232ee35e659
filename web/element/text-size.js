/**
 * Registers the length that sizes in style sheets of shadow roots are multiples of: a "rem" of the element, not of the
 * page.
 */
export function registerTextSize() {
  try {
    globalThis.CSS?.registerProperty?.({
      name: '--flow-rem',
      syntax: '<length>',
      inherits: true,
      initialValue: '16px',
    });
  } catch {
    // A page may load this script twice; the property is registered already.
  }
}
