import { attributeNames, linkParts } from '../element/attributes.js';
import { mendedText } from '../share/link-text.js';
import { versions } from '../share/version.js';

/**
 * Reads attributes of <mean-flow> from an address. The element validates their values.
 *
 * @param {{search: string, hash: string}} address  such as `location`; the fragment may be a link's text
 * @returns {{attributes: Map<string, string>, unknown: string[]}} unknown: names that are no attributes
 */
export function attributesOf({ search, hash }) {
  /** @type {Map<string, string>} */
  const attributes = new Map();
  /** @type {string[]} */
  const unknown = [];
  const [query, link] = [search, hash].map((text) => [
    ...new URLSearchParams(mendedText(text.slice(1))),
  ]);
  const isLink = link.some(([name]) => name === 'v' || isAttribute(name));
  for (const [name, text] of [...query, ...(isLink ? link : [])]) {
    if (isAttribute(name)) attributes.set(name, text);
    // A link's text has a version, too.
    else if (!(name === 'v' && versions.includes(text))) unknown.push(name);
  }
  return { attributes, unknown };
}

/** Not `models`: who writes a link is not to have the reader's browser fetch from elsewhere. @param {string} name */
const isAttribute = (name) =>
  name !== 'models' && (attributeNames.includes(name) || linkParts.includes(name));
