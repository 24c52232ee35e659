// The tables of docs/embedding.md, made of the tables that the element is made of. `npm run documents` writes them.

import { attributeNames, linkParts } from '../element/attributes.js';
import { elementEvents } from '../element/events.js';
import { hideable } from '../element/hide.js';
import { accepts, settings } from '../settings/settings.js';

/** Attributes that are no settings. @type {Record<string, string>} */
const ownAttributes = {
  method: 'Methods on show, as in `mf imf` or `mf exact`; all by default.',
  hide: `Parts that are hidden: ${hideable.map((part) => `\`${part}\``).join(', ')}; or \`all\`, which leaves the panels.`,
  theme:
    '`light`, `dark`, or `auto` for the reader’s preference. Without it the figure looks as the page does.',
  trained: '`on`: opens with the trained networks of the site, if there are some for the settings.',
  autotrain: '`off`: trains only when the reader or a script says so.',
  workers: 'Web workers that share a batch, 1 to 8; one for each core by default.',
  defer: 'Nothing happens until it is removed.',
  train: 'Methods that train, if not all on show.',
  time: 'Flow time at which the particles rest, 0 to 1.',
  view: 'Layers of the panels, as in links.',
  field: 'Which field the layers show, as in links.',
  history: 'Iteration whose networks are on show.',
  at: 'The figure trains up to that iteration, pauses there and compares `receipt`.',
  arithmetic: 'Of the run that `receipt` is of: `plain` or `fused`.',
  receipt: 'Hashes of the parameters, as in links.',
};

/** Events of the element, without the prefix. @type {Record<string, string>} */
const eventTexts = {
  ready: 'Its workers are there.',
  run: 'Another run began: losses and paths of the one before are void.',
  progress: 'Losses of further iterations of a method.',
  state: 'What trains, and how far it is.',
  paused: 'Nothing is under way any more.',
  paths: 'Paths of particles under a network.',
  exact: 'Paths of the same particles under the exact flow.',
  quality: 'How good the latest paths are.',
  floors: 'The least losses that there can be.',
  density: 'The density of the run, as a grid.',
  error: 'Training has stopped, or another part has failed.',
  settings: 'A setting was changed, by the reader or by a script.',
};

/** @param {string} text */
const cell = (text) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');

/** @param {string[]} head @param {string[][]} rows @returns {string} Markdown */
const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.map(cell).join(' | ')} |`)
    .join('\n');

/** @param {string} name @param {Record<string, string>} texts */
function textOf(name, texts) {
  if (!Object.hasOwn(texts, name))
    throw new Error(`web/documents/tables.js has no text for "${name}".`);
  return texts[name];
}

/** @returns {Record<string, string>} Markdown by the table's name */
export function embeddingTables() {
  const isSetting = (/** @type {string} */ name) =>
    settings.some((setting) => setting.name === name);
  const own = [...attributeNames.filter((name) => !isSetting(name)), 'defer', ...linkParts];
  return {
    attributes: table(
      ['attribute', ''],
      own.map((name) => [`\`${name}\``, textOf(name, ownAttributes)]),
    ),
    settings: table(
      ['setting', 'values', 'default', ''],
      settings.map((setting) => {
        const { name, default: standard, label, help = '' } = setting;
        const value = standard === '' ? '' : `\`${standard}\``;
        return [`\`${name}\``, accepts(setting), value, `${label}. ${help}`];
      }),
    ),
    events: table(
      ['event', ''],
      elementEvents.map((name) => [`\`flow-${name}\``, textOf(name, eventTexts)]),
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
