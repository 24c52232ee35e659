// Decodes the text of a link, part by part; whatever is invalid is reported and left at its default.

/** @import {Link, Proof} from './link.js' */
import { METHODS } from '../engine/methods.js';
import { clip, findSetting, mend, parseSetting, settings } from '../settings/settings.js';
import { parseAt } from './at-text.js';
import { DEFAULT_METHODS, defaultLink, panelsOf } from './link.js';
import { mendedText } from './link-text.js';
import { versions } from './version.js';
import { parseView } from './view-text.js';

/** Parts of the text that are no settings, and the values that they take. */
const parts = {
  v: `version ${versions.join(' or ')}`,
  method: `some of ${METHODS.join(', ')} and exact`,
  train: `some of ${METHODS.join(', ')}`,
  time: 'a number from 0 to 1',
  view: 'what panels on show are to show, as in "average.trails" or "fm:velocity,exact:jacobian"',
  field: 'two times from 0 to 1, the one nearer to the noise first, as in "0.8,0.2" in reverse',
  history: 'a whole number from 0 to Iterations, the length of the run',
  at:
    'a whole number from 0 to Iterations, the length of the run, or such numbers by method as in "fm:900,imf:1200"; ' +
    'before one may stand where the learning rate changed, as in "imf:300@10:1200", 300 iterations at 10',
  arithmetic: 'the name of an arithmetic such as fused',
  receipt: 'receipts by method as in "imf:0123456789abcdef:1.84"',
};

/** Names of the parts that are neither settings nor `method`. */
export const partNames = Object.keys(parts).filter((name) => !['v', 'method'].includes(name));

/**
 * Decodes any text. Invalid and unknown parts are left at their defaults and reported.
 *
 * @param {string} text  without "#" or "?"
 * @param {object} [options]
 * @param {readonly string[]} [options.others]  names to ignore
 * @param {boolean} [options.foreign]  whether to ignore all unknown names, as in a page's query, to which other sites
 *   add parameters
 * @returns {{link: Link, messages: string[]}} messages: what is wrong, to be shown; each names its part and valid values
 */
export function decodeLink(text, { others = [], foreign = false } = {}) {
  const decoder = new Decoder();
  for (const [name, value] of entriesOf(text, decoder.messages)) {
    if (name === 'v') decoder.version(value);
    else if (Object.hasOwn(parts, name)) decoder.texts.set(name, value);
    else if (isKnown(name)) decoder.setting(name, value);
    else if (!foreign && !others.includes(name)) {
      decoder.messages.push(`"${clip(name)}" is not a setting, and was passed over.`);
    }
  }
  decoder.decodeParts();
  return { link: decoder.link, messages: decoder.messages };
}

/** Whether links have a part or a setting of this name. @param {string} name */
export const isKnown = (name) =>
  Object.hasOwn(parts, name) || settings.some((setting) => setting.name === name);

/** @param {string} text @param {string[]} messages */
function entriesOf(text, messages) {
  /** @type {Map<string, string>} */
  const entries = new Map();
  for (const [name, value] of new URLSearchParams(mendedText(text))) {
    if (entries.has(name)) messages.push(`"${clip(name)}" is said twice; the last one counts.`);
    entries.set(name, value);
  }
  return entries;
}

/** Decodes a link, part by part. */
class Decoder {
  /** @type {Link} */
  link = { ...defaultLink(), methods: [...DEFAULT_METHODS], training: [...DEFAULT_METHODS] };
  /** @type {string[]} */
  messages = [];
  /** Parts that are no settings. @type {Map<string, string>} */
  texts = new Map();

  /** @param {string} value */
  version(value) {
    if (versions.includes(value)) return;
    this.messages.push(
      `This link is of version "${clip(value)}", and this page reads versions ${versions.join(' and ')}: what ` +
        'it knows of it was taken.',
    );
  }

  /** @param {string} name @param {string} text */
  setting(name, text) {
    const { value, message } = parseSetting(findSetting(name), text);
    if (value === undefined) this.messages.push(message);
    else this.link.values[name] = value;
  }

  /** Decodes the parts that are no settings, each after those that it depends on. */
  decodeParts() {
    const mended = mend(this.link.values);
    if (mended) this.messages.push(mended);
    this.#decode('method', (text) => this.#methods(text));
    this.#decode('train', (text) => this.#training(text));
    this.#decode('time', (text) => this.#time(text));
    this.#decode('view', (text) => this.#view(text));
    this.#decode('field', (text) => this.#field(text));
    this.#decode('history', (text) => this.#history(text));
    this.#decode('at', (text) => this.#at(text));
    this.#decode('receipt', (text) => this.#proof(text));
  }

  /**
   * @param {keyof typeof parts} name
   * @param {(text: string) => boolean} decode  returns false when the text is invalid
   */
  #decode(name, decode) {
    const text = this.texts.get(name);
    if (text === undefined || decode(text)) return;
    this.messages.push(`${name}: "${clip(text)}" is not ${parts[name]}.`);
  }

  /** @param {string} text */
  #methods(text) {
    const names = text.split(/[\s,]+/).filter((name) => name !== '');
    const methods = METHODS.filter((method) => names.includes(method));
    if (methods.length > 0) {
      const exact = names.includes('exact');
      Object.assign(this.link, { methods, exact, training: [...methods] });
    }
    const known = names.every((name) => name === 'exact' || METHODS.some((m) => m === name));
    return methods.length > 0 && known;
  }

  /** @param {string} text */
  #training(text) {
    const names = text.split(/[\s,]+/);
    const training = this.link.methods.filter((method) => names.includes(method));
    if (training.length > 0) this.link.training = training;
    return training.length > 0 && training.length === names.length;
  }

  /** @param {string} text */
  #time(text) {
    const time = /^[\d.e-]+$/.test(text) ? Number(text) : Number.NaN;
    if (!(time >= 0 && time <= 1)) return false;
    this.link.time = time;
    return true;
  }

  /** @param {string} text */
  #view(text) {
    const view = parseView(text, panelsOf(this.link));
    if (view) this.link.view = view;
    return view !== null;
  }

  /** @param {string} text */
  #field(text) {
    const times = text
      .split(',')
      .map((time) => (/^[\d.e-]+$/.test(time) ? Number(time) : Number.NaN));
    const [t, r] = this.link.values.direction === 'reverse' ? times : times.toReversed();
    const valid = times.every((time) => time >= 0 && time <= 1) && times.length === 2 && r <= t;
    if (valid) this.link.field = [times[0], times[1]];
    return valid;
  }

  /** @param {string} text */
  #history(text) {
    const valid = /^\d+$/.test(text) && Number(text) <= Number(this.link.values.iterations);
    if (valid) this.link.history = Number(text);
    return valid;
  }

  /** @param {string} text */
  #at(text) {
    const progress = parseAt(text, this.link, Number(this.link.values.iterations));
    Object.assign(this.link, progress);
    return progress !== null;
  }

  /** @param {string} text */
  #proof(text) {
    const arithmetic = this.texts.get('arithmetic') ?? '';
    /** @type {Proof['methods']} */
    const methods = {};
    for (const entry of text.split(',')) {
      const [name, receipt = '', loss = '', ...rest] = entry.split(':');
      const method = METHODS.find((candidate) => candidate === name);
      const valid = rest.length === 0 && /^[0-9a-f]{16}$/.test(receipt);
      if (!method || !valid || !/^([\d.e+-]+|NaN|)$/.test(loss)) return false;
      methods[method] = { receipt, loss: loss === '' ? Number.NaN : Number(loss) };
    }
    if (!/^[\w-]{1,32}$/.test(arithmetic)) {
      this.messages.push(`arithmetic: "${clip(arithmetic)}" is not ${parts.arithmetic}.`);
      return true;
    }
    this.link.proof = { arithmetic, methods };
    return true;
  }
}
