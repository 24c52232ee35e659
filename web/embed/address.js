import { attributeNames, linkParts } from '../element/attributes.js';
import { versions } from '../share/version.js';

/**
 * What an address says: the attributes of <mean-flow>. Their values are the element's to judge.
 *
 * @param {{search: string, hash: string}} address  such as `location`; a link's text serves after "#", too
 * @returns {{attributes: Map<string, string>, unknown: string[]}}
 */
export function attributesOf({ search, hash }) {
  /** @type {Map<string, string>} */
  const attributes = new Map();
  /** @type {string[]} */
  const unknown = [];
  const link = new URLSearchParams(hash.slice(1));
  const said = [...new URLSearchParams(search), ...(link.has('v') ? link : [])];
  for (const [name, text] of said) {
    if (attributeNames.includes(name) || linkParts.includes(name)) attributes.set(name, text);
    // A link's text serves as well, as long as it is of a version that is known.
    else if (!(name === 'v' && versions.includes(text))) unknown.push(name);
  }
  return { attributes, unknown };
}
