// The look of the page around the element: whether its text is light, and when colours change.

/** Relative luminance of text above which a page is dark. that of Solarized is 0.19 on light paper and 0.28 on dark. */
const darkPage = 0.23;

/** A probe has the page's text colour, and reports changes of it and of the element's own ink by transitions (mean-flow.css). */
export class PageTheme {
  #probe = document.createElement('span');

  /** @param {() => void} onChange  called when the page's text colour or the element's colours have changed */
  constructor(onChange) {
    this.#probe.className = 'page-color';
    this.#probe.addEventListener('transitionend', onChange);
  }

  /** To be in the element's shadow root. */
  get element() {
    return this.#probe;
  }

  /** What the page looks like. @returns {'light' | 'dark'} */
  get scheme() {
    // As color(xyz-d65 x y z): y is the luminance.
    const luminance = getComputedStyle(this.#probe).caretColor.split(' ')[2];
    return Number.parseFloat(luminance) > darkPage ? 'dark' : 'light';
  }
}

/**
 * The style of an element with the attribute `theme`. Without it, the element looks like the page, whose background shows.
 *
 * @param {string | null} theme  "light", "dark", or "auto" for the reader's preference
 * @param {'light' | 'dark'} scheme  of the page
 */
export function themeRule(theme, scheme) {
  const own = theme === 'auto' ? 'light dark' : theme;
  const rule = own ? `color-scheme: ${own}; background: var(--paper);` : `color-scheme: ${scheme};`;
  return `:host { ${rule} }`;
}
