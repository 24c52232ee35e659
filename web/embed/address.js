import { attributeNames, linkParts } from '../element/attributes.js';
import { versions } from '../share/version.js';

/**
 * What a query says: the attributes of <mean-flow>. Their values are the element's to judge.
 *
 * @param {URLSearchParams} query
 * @returns {{attributes: Map<string, string>, unknown: string[]}}
 */
export function attributesOf(query) {
  /** @type {Map<string, string>} */
  const attributes = new Map();
  /** @type {string[]} */
  const unknown = [];
  for (const [name, text] of query) {
    if (attributeNames.includes(name) || linkParts.includes(name)) attributes.set(name, text);
    // A link's text serves as well, as long as it is of a version that is known.
    else if (!(name === 'v' && versions.includes(text))) unknown.push(name);
  }
  return { attributes, unknown };
}
