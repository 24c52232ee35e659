// The attributes of <mean-flow>: the settings, and the element's own options.

import { METHODS, SHOWN_METHODS } from '../engine/methods.js';
import { sentence } from '../errors.js';
import {
  accepts,
  clip,
  defaultValues,
  mend,
  parseSetting,
  settings,
} from '../settings/settings.js';
import { workersSetting } from './controls/workers-field.js';
import { hideable } from './hide.js';

/** @import {Method} from '../engine/types.js' */
/** @import {Setting, Values} from '../settings/settings.js' */

/**
 * The element's own options.
 *
 * @typedef {object} Presentation
 * @property {readonly Method[]} methods  displayed, in this order
 * @property {boolean} exact      whether the exact flow is displayed
 * @property {string} theme       "auto" follows the reader's preference
 * @property {string[]} hide      names of parts
 * @property {boolean} trained    opens with trained networks, if there are some for the settings
 * @property {string} models      address of a folder of them, ending in a slash; "" for those of the site
 * @property {boolean} autotrain  trains by itself when it is first visible
 * @property {number} workers     web workers that share a batch
 */

/** @typedef {{value: any, message: ''} | {value: undefined, message: string}} ParseResult */

/** @type {Presentation} */
const presentationDefaults = {
  methods: SHOWN_METHODS,
  exact: true,
  theme: 'auto',
  hide: [],
  trained: false,
  models: '',
  autotrain: true,
  workers: Number(workersSetting.default),
};

/** Parsers of these attributes; null: the attribute is absent. @type {Record<string, (text: string | null) => ParseResult>} */
const presentation = {
  method: (text) => {
    const { value: words, message } = parseWords(text ?? '', [...METHODS, 'exact']);
    if (words === undefined) return { value: undefined, message };
    if (words.length === 0) return { value: { methods: SHOWN_METHODS, exact: true }, message: '' };
    const methods = METHODS.filter((method) => words.includes(method));
    const none = `names none of ${METHODS.join(', ')}`;
    if (methods.length === 0) return { value: undefined, message: none };
    return { value: { methods, exact: words.includes('exact') }, message: '' };
  },
  theme: (text) => {
    const { value: theme, message } = parseWord(text || 'auto', ['light', 'dark', 'auto']);
    if (theme === undefined) return { value: undefined, message };
    return { value: { theme }, message: '' };
  },
  hide: (text) => {
    const { value: words, message } = parseWords(text ?? '', [...hideable, 'all']);
    if (words === undefined) return { value: undefined, message };
    return { value: { hide: words.includes('all') ? [...hideable] : words }, message: '' };
  },
  trained: (text) => parseSwitch('trained', text ?? 'off'),
  models: (text) => {
    const models = folderAddress(text?.trim() ?? '');
    if (models !== undefined) return { value: { models }, message: '' };
    return { value: undefined, message: 'is not an address of the web, http or https' };
  },
  autotrain: (text) => parseSwitch('autotrain', text ?? 'on'),
  workers: (text) => {
    const { value: workers } = parseSetting(workersSetting, text || String(workersSetting.default));
    if (workers !== undefined) return { value: { workers }, message: '' };
    return { value: undefined, message: `is not ${accepts(workersSetting)}` };
  },
};

/** Attributes that are parts of a link (web/share/link.js): the code that applies them loads with the first. */
export const linkParts = [
  'train',
  'time',
  'view',
  'field',
  'history',
  'at',
  'arithmetic',
  'receipt',
];

/** All other attributes. @type {readonly string[]} */
export const attributeNames = [...settings.map(({ name }) => name), ...Object.keys(presentation)];

/** Key of an error that concerns several attributes. */
const combined = ' ';

/** The last valid value of every attribute, and the errors of those that are not valid now. */
export class Attributes {
  constructor() {
    /** @type {Values} */
    this.values = defaultValues();
    /** @type {Presentation} */
    this.presentation = { ...presentationDefaults };
    /** By attribute. @type {Map<string, string>} */
    this.errors = new Map();
  }

  /**
   * Sets one attribute. Text that is not valid changes nothing but the errors.
   *
   * @param {string} name         one of `attributeNames`
   * @param {string | null} text  null: the attribute is absent, so the default applies
   * @returns {boolean} whether the text is valid
   */
  set(name, text) {
    this.errors.delete(name);
    this.errors.delete(combined);
    if (Object.hasOwn(presentation, name)) {
      const { value, message } = presentation[name](text);
      if (message) this.setError(name, text ?? '', message);
      else Object.assign(this.presentation, value);
      return message === '';
    }
    const setting = settings.find((candidate) => candidate.name === name);
    if (!setting) return false;
    const word = text !== null && isSwitch(setting) ? switchWord(text) : text;
    const value = word === null ? setting.default : parseSetting(setting, word).value;
    if (value === undefined) this.setError(name, text ?? '', `is not ${accepts(setting)}`);
    else this.values[name] = value;
    return value !== undefined;
  }

  /**
   * The change of settings that an attribute makes: a drawn density needs its drawing, and waits for it.
   *
   * @param {string} name
   * @returns {Values}
   */
  changesFor(name) {
    const { [name]: value, density, drawing } = this.values;
    const isDrawn = ['density', 'drawing'].includes(name) && density === 'drawing';
    if (!isDrawn) return { [name]: value };
    return drawing === '' ? {} : { density, drawing };
  }

  /** The values, adjusted where they do not fit together. @returns {Values} */
  validValues() {
    const values = { ...this.values };
    const message = mend(values);
    if (message) this.errors.set(combined, message);
    return values;
  }

  /**
   * @param {string} name
   * @param {string} text
   * @param {string} message  continues name="text"
   */
  setError(name, text, message) {
    this.errors.set(name, sentence(`${name}="${clip(text)}" ${message}`));
  }

  /** @param {string} message  what is wrong with the parts of a link, or "" */
  setLinkError(message) {
    this.errors.delete('link');
    if (message) this.errors.set('link', message);
  }

  /** All errors, for the reader; "" if there are none. */
  get errorMessage() {
    return [...this.errors.values()].join(' ');
  }
}

/** @param {string} text @param {readonly string[]} known @returns {ParseResult} */
function parseWord(text, known) {
  const word = text.trim();
  if (known.includes(word)) return { value: word, message: '' };
  return { value: undefined, message: `is not ${oneOf(known)}` };
}

/** What frameworks write for booleans. @type {ReadonlyMap<string, string>} */
const booleans = new Map([
  ['', 'on'],
  ['true', 'on'],
  ['false', 'off'],
]);

/**
 * What an attribute that is on or off says.
 * @param {string} text
 * @returns {string} "on", "off", or what is neither
 */
export function switchWord(text) {
  const word = text.trim();
  return booleans.get(word) ?? word;
}

/** Is a setting on or off? @param {Setting} setting */
function isSwitch({ choices }) {
  return choices?.map(({ value }) => value).join(' ') === 'off on';
}

/** @param {string} name @param {string} text @returns {ParseResult} */
function parseSwitch(name, text) {
  const { value, message } = parseWord(switchWord(text), ['on', 'off']);
  if (value === undefined) return { value, message };
  return { value: { [name]: value === 'on' }, message: '' };
}

/** @param {string} text @returns {string | undefined} the whole address, ending in a slash; undefined if there is none */
export function folderAddress(text) {
  if (text === '') return text;
  const base = globalThis.document?.baseURI;
  if (!URL.canParse(text, base)) return undefined;
  const { protocol, origin, pathname } = new URL(text, base);
  if (!/^https?:$/.test(protocol)) return undefined;
  return `${origin}${pathname.replace(/\/?$/, '/')}`;
}

/**
 * Words separated by spaces or commas.
 * @param {string} text
 * @param {readonly string[]} known
 * @returns {{value: string[], message: ''} | {value: undefined, message: string}}
 */
function parseWords(text, known) {
  const words = text.split(/[\s,]+/).filter((word) => word !== '');
  const unknown = words.find((word) => !known.includes(word));
  if (unknown === undefined) return { value: words, message: '' };
  return { value: undefined, message: `names "${clip(unknown)}", which is not ${oneOf(known)}` };
}

/** @param {readonly string[]} names */
function oneOf(names) {
  return `one of ${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}
