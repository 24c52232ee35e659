import { attributeNames } from '../element/attributes.js';

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
    if (attributeNames.includes(name)) attributes.set(name, text);
    else unknown.push(name);
  }
  return { attributes, unknown };
}
