import { isKnown } from './decode-link.js';
import { mendedText } from './link-text.js';

/**
 * Finds the text of a link in an address: the fragment or else the query when it has a version, or when it has none,
 * but any name that links have.
 *
 * @param {{hash: string, search: string}} address  such as `location`
 * @returns {{text: string, foreign: boolean} | null} foreign: whether it may have parameters of other sites; null when
 *   there is no link
 */
export function linkIn({ hash, search }) {
  const [fragment, query] = [hash, search].map((text) => mendedText(text.slice(1)));
  const names = (/** @type {string} */ text) => [...new URLSearchParams(text).keys()];
  const versioned = [fragment, query].find((text) => names(text).includes('v'));
  if (versioned) return { text: versioned, foreign: false };
  const known = [query, fragment].find((text) => names(text).some(isKnown));
  return known ? { text: known, foreign: true } : null;
}
