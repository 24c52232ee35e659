// What the attributes of <mean-flow> say: the settings, and how the element presents itself.

import { METHODS, SHOWN_METHODS } from '../engine/methods.js';
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
/** @import {Values} from '../settings/settings.js' */

/**
 * How the element presents itself.
 *
 * @typedef {object} Presentation
 * @property {readonly Method[]} methods  on show, in the order in which they are always shown
 * @property {boolean} exact      whether the exact flow is
 * @property {string} theme       "auto" follows the reader
 * @property {string[]} hide      names of parts
 * @property {boolean} trained    opens with trained networks, where there are such
 * @property {boolean} autotrain  trains by itself when first seen
 * @property {number} workers     web workers that share a batch
 */

/** @typedef {{value: any, message: ''} | {value: undefined, message: string}} Reading */

/** @type {Presentation} */
const presentationDefaults = {
  methods: SHOWN_METHODS,
  exact: true,
  theme: 'auto',
  hide: [],
  trained: false,
  autotrain: true,
  workers: Number(workersSetting.default),
};

/** What the other attributes mean, by name; null: there is none. @type {Record<string, (text: string | null) => Reading>} */
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
  trained: (text) => {
    const { value: word, message } = parseWord(text === null ? 'off' : text || 'on', ['on', 'off']);
    if (word === undefined) return { value: undefined, message };
    return { value: { trained: word === 'on' }, message: '' };
  },
  autotrain: (text) => {
    const { value: word, message } = parseWord(text || 'on', ['on', 'off']);
    if (word === undefined) return { value: undefined, message };
    return { value: { autotrain: word === 'on' }, message: '' };
  },
  workers: (text) => {
    const { value: workers } = parseSetting(workersSetting, text || String(workersSetting.default));
    if (workers !== undefined) return { value: { workers }, message: '' };
    return { value: undefined, message: `is not ${accepts(workersSetting)}` };
  },
};

/** Attributes that are parts of a link (web/share/link.js): what they mean loads when there is one. */
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

/** Every other attribute that means something. @type {readonly string[]} */
export const attributeNames = [...settings.map(({ name }) => name), ...Object.keys(presentation)];

/** Where a complaint about several attributes stands. */
const together = ' ';

/** The last good value of everything, and what is wrong with attributes that have none. */
export class Attributes {
  constructor() {
    /** @type {Values} */
    this.values = defaultValues();
    /** @type {Presentation} */
    this.presentation = { ...presentationDefaults };
    /** By attribute. @type {Map<string, string>} */
    this.wrong = new Map();
  }

  /**
   * Takes in one attribute; what makes no sense changes nothing.
   *
   * @param {string} name         one of `attributeNames`
   * @param {string | null} text  null: there is no such attribute, so the default holds
   * @returns {boolean} whether it makes sense
   */
  take(name, text) {
    this.wrong.delete(name);
    this.wrong.delete(together);
    if (Object.hasOwn(presentation, name)) {
      const { value, message } = presentation[name](text);
      if (message) this.complain(name, text ?? '', message);
      else Object.assign(this.presentation, value);
      return message === '';
    }
    const setting = settings.find((candidate) => candidate.name === name);
    if (!setting) return false;
    const value = text === null ? setting.default : parseSetting(setting, text).value;
    if (value === undefined) this.complain(name, text ?? '', `is not ${accepts(setting)}`);
    else this.values[name] = value;
    return value !== undefined;
  }

  /**
   * An attribute's setting, and what goes with it: a drawn density waits for its drawing.
   *
   * @param {string} name
   * @returns {Values}
   */
  changeOf(name) {
    const { [name]: value, density, drawing } = this.values;
    const isDrawn = ['density', 'drawing'].includes(name) && density === 'drawing';
    if (!isDrawn) return { [name]: value };
    return drawing === '' ? {} : { density, drawing };
  }

  /** The values, made to go together. @returns {Values} */
  whole() {
    const values = { ...this.values };
    const message = mend(values);
    if (message) this.wrong.set(together, message);
    return values;
  }

  /**
   * @param {string} name
   * @param {string} text
   * @param {string} message  goes on from name="text"
   */
  complain(name, text, message) {
    this.wrong.set(name, `${name}="${clip(text)}" ${message}.`);
  }

  /** @param {string} message  what is wrong with the parts of a link; "" for nothing */
  complainOfLink(message) {
    this.wrong.delete('link');
    if (message) this.wrong.set('link', message);
  }

  /** What is wrong, for people; "" when all is well. */
  get complaint() {
    return [...this.wrong.values()].join(' ');
  }
}

/** @param {string} text @param {readonly string[]} known @returns {Reading} */
function parseWord(text, known) {
  const word = text.trim();
  if (known.includes(word)) return { value: word, message: '' };
  return { value: undefined, message: `is not ${oneOf(known)}` };
}

/**
 * Words between spaces or commas.
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
