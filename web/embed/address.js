import { figureAttributes } from '../concepts/attributes.js';
import { attributeNames, linkParts } from '../element/attributes.js';
import { mendedText } from '../share/link-text.js';
import { versions } from '../share/version.js';

/** @typedef {{search: string, hash: string}} Address  such as `location` */

/**
 * Reads attributes of <mean-flow> from an address. The element validates their values.
 *
 * @param {Address} address  the fragment may be a link's text
 * @returns {{attributes: Map<string, string>, unknown: string[]}} unknown: names that are no attributes
 */
export function attributesOf({ search, hash }) {
  const link = entries(hash);
  const isLink = link.some(([name]) => name === 'v' || isAttribute(name));
  // A link's text has a version, too.
  const isNone = (/** @type {string} */ name, /** @type {string} */ text) =>
    (name === 'v' && versions.includes(text)) || (name === 'link' && ['on', 'off'].includes(text));
  return collected([...entries(search), ...(isLink ? link : [])], isAttribute, isNone);
}

/** Whether the figure has a link below it that opens it in the playground. @param {Address} address */
export const offersPlayground = ({ search }) =>
  entries(search).some(([name, text]) => name === 'link' && text === 'on');

/** The same of <mean-flow-figure>. @param {Address} address */
export function figureAttributesOf({ search }) {
  return collected(entries(search), (name) => name !== 'models' && figureAttributes.includes(name));
}

/** @param {string} text of a query or a fragment, with its sign */
const entries = (text) => [...new URLSearchParams(mendedText(text.slice(1)))];

/**
 * @param {[name: string, text: string][]} all
 * @param {(name: string) => boolean} isKnown
 * @param {(name: string, text: string) => boolean} [isPassedOver]
 */
function collected(all, isKnown, isPassedOver = () => false) {
  /** @type {Map<string, string>} */
  const attributes = new Map();
  /** @type {string[]} */
  const unknown = [];
  for (const [name, text] of all) {
    if (isKnown(name)) attributes.set(name, text);
    else if (!isPassedOver(name, text)) unknown.push(name);
  }
  return { attributes, unknown };
}

/** Not `models`: who writes a link is not to have the reader's browser fetch from elsewhere. @param {string} name */
const isAttribute = (name) =>
  name !== 'models' && (attributeNames.includes(name) || linkParts.includes(name));
