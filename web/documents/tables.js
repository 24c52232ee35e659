// The tables of docs/elements.md, made of the tables that the element is made of. `npm run documents` writes them.

import { accepts, settings } from '../settings/settings.js';
import { describedEvents, figureAttributes, ownAttributes } from './element-interface.js';

/** @param {string} text */
const cell = (text) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');

/** @param {string[]} head @param {string[][]} rows @returns {string} Markdown */
const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.map(cell).join(' | ')} |`)
    .join('\n');

/** @returns {Record<string, string>} Markdown by the table's name */
export function elementTables() {
  return {
    attributes: table(
      ['attribute', 'what it does'],
      ownAttributes().map(({ name, description }) => [`\`${name}\``, description]),
    ),
    figures: table(
      ['attribute', 'what it does'],
      figureAttributes().map(({ name, description }) => [`\`${name}\``, description]),
    ),
    settings: table(
      ['setting', 'values', 'default', 'what it does'],
      settings.map((setting) => {
        const { name, default: standard, label, help = '' } = setting;
        const value = standard === '' ? '' : `\`${standard}\``;
        return [`\`${name}\``, accepts(setting), value, `${label}. ${help}`];
      }),
    ),
    events: table(
      ['event', 'when'],
      describedEvents.map(({ name, description }) => [`\`${name}\``, description]),
    ),
  };
}

/**
 * Replaces what is between `<!-- table: name -->` and `<!-- end of table -->`.
 * @param {string} markdown
 * @param {Record<string, string>} tables  by name; each has to have its place
 * @returns {string}
 */
export function withTables(markdown, tables) {
  return Object.entries(tables).reduce((text, [name, rows]) => {
    const place = new RegExp(`(<!-- table: ${name} -->\n)[\\s\\S]*?(<!-- end of table -->)`);
    if (!place.test(text)) throw new Error(`There is no place for the table "${name}".`);
    return text.replace(place, (_, start, end) => `${start}\n${rows}\n\n${end}`);
  }, markdown);
}
