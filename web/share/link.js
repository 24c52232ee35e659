// A whole setting as the text of an address, and back. Every setting of the one table passes by its
// own name; the same text serves after "#" and after "?", in a page, an embed and the command line.

/** @import {Method, Phase, Subject} from '../engine/types.js' */
/** @import {Values} from '../settings/settings.js' */
/** @import {PanelView} from './view-text.js' */
import { METHODS, SHOWN_METHODS } from '../engine/methods.js';
import {
  clip,
  defaultValues,
  findSetting,
  mend,
  parseSetting,
  settings,
} from '../settings/settings.js';
import { atText, parseAt } from './at-text.js';
import { PHASES_VERSION, VERSION, versions } from './version.js';
import { parseView, viewText } from './view-text.js';

export { VERSION };

/** On show, and training, where a link does not say: whatever methods there are by now. @type {readonly Method[]} */
const UNSAID_METHODS = ['fm', 'mf', 'imf'];

/**
 * What shows that a run was reproduced: by method, the receipt and the mean of the last losses.
 * @typedef {object} Proof
 * @property {string} arithmetic  of the build that ran; builds of another give other bits
 * @property {Partial<Record<Method, {receipt: string, loss: number}>>} methods
 */

/**
 * @typedef {object} Link
 * @property {Values} values      a value for every setting
 * @property {Method[]} methods   on show
 * @property {boolean} exact      whether the exact flow is on show
 * @property {Method[]} training  those that train
 * @property {number | null} time  flow time t at which the view is frozen; null: it moves
 * @property {PanelView} view    what panels show beside dots and target
 * @property {[number, number] | null} field  flow times t and r at which fields are shown; null: noise and data
 * @property {number | null} history  iteration of the networks on show; null: the latest
 * @property {Partial<Record<Method, number>>} at  iterations done; none: a run yet to begin
 * @property {Partial<Record<Method, Phase[]>>} phases  behind them, of methods that went on at another learning rate
 * @property {Proof | null} proof
 */

/** Part of the text that is no setting of the table, and what it takes. */
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
  arithmetic: 'the name of an arithmetic such as simd128',
  receipt: 'receipts by method as in "imf:0123456789abcdef:1.84"',
};

/** Names of the parts that only links have: neither settings nor an attribute that all elements know. */
export const partNames = Object.keys(parts).filter((name) => !['v', 'method'].includes(name));

/** @returns {Link} everything at its default on this page */
export function defaultLink() {
  return {
    values: defaultValues(),
    methods: [...SHOWN_METHODS],
    exact: true,
    training: [...SHOWN_METHODS],
    time: null,
    view: {},
    field: null,
    history: null,
    at: {},
    phases: {},
    proof: null,
  };
}

/**
 * @param {Link} link
 * @returns {string} as in "v=1&density=two-moons&at=1200", without "#" or "?"
 */
export function encodeLink(link) {
  const version = Object.keys(link.phases).length > 0 ? PHASES_VERSION : VERSION;
  const entries = [['v', String(version)], ...linkEntries(link)];
  return entries.map(([name, value]) => `${name}=${encoded(value)}`).join('&');
}

/**
 * @param {Link} link
 * @returns {[string, string][]} its parts but the version, name and value: as attributes of an element, too
 */
export function linkEntries(link) {
  const { methods, exact, training, time, field, history, proof } = link;
  /** @type {[string, string][]} */
  const entries = [];
  if (!(exact && same(methods, UNSAID_METHODS))) {
    entries.push(['method', [...methods, ...(exact ? ['exact'] : [])].join(',')]);
  }
  if (training.length < methods.length) entries.push(['train', training.join(',')]);
  for (const { name, default: standard } of settings) {
    if (link.values[name] !== standard) entries.push([name, String(link.values[name])]);
  }
  if (time !== null) entries.push(['time', String(time)]);
  const view = viewText(link.view, panelsOf(link));
  if (view) entries.push(['view', view]);
  if (field) entries.push(['field', field.join(',')]);
  if (history !== null) entries.push(['history', String(history)]);
  const at = atText(link);
  if (at) entries.push(['at', at]);
  if (proof) {
    entries.push(['arithmetic', proof.arithmetic]);
    const receipts = METHODS.flatMap((method) => {
      const { receipt, loss } = proof.methods[method] ?? {};
      return receipt ? [[method, receipt, Number(loss?.toPrecision(6))].join(':')] : [];
    });
    entries.push(['receipt', receipts.join(',')]);
  }
  return entries;
}

/** On show. @param {Pick<Link, 'methods' | 'exact'>} link @returns {Subject[]} */
const panelsOf = ({ methods, exact }) => (exact ? [...methods, 'exact'] : [...methods]);

/** Readable where an address allows it. @param {string} value */
const encoded = (value) =>
  encodeURIComponent(value).replace(/%(3A|2C|20|40)/g, (code) =>
    code === '%20' ? '+' : decodeURIComponent(code),
  );

/** @param {readonly Method[]} a @param {readonly Method[]} b */
const same = (a, b) => a.length === b.length && a.every((method) => b.includes(method));

/**
 * Reads such a text, whoever wrote it. What is wrong or unknown is left at its default, and told.
 *
 * @param {string} text  without "#" or "?"
 * @param {object} [options]
 * @param {readonly string[]} [options.others]  names that mean something to someone else
 * @param {boolean} [options.foreign]  whether unknown names are left unmentioned, as in the query of
 *   a page, to which other sites add theirs
 * @returns {{link: Link, messages: string[]}} messages: for people, each naming its field and what it takes
 */
export function decodeLink(text, { others = [], foreign = false } = {}) {
  const reader = new Reader();
  for (const [name, value] of entriesOf(text, reader.messages)) {
    if (name === 'v') reader.version(value);
    else if (Object.hasOwn(parts, name)) reader.texts.set(name, value);
    else if (settings.some((setting) => setting.name === name)) reader.setting(name, value);
    else if (!foreign && !others.includes(name)) {
      reader.messages.push(`"${clip(name)}" is not a setting, and was passed over.`);
    }
  }
  reader.readParts();
  return { link: reader.link, messages: reader.messages };
}

/**
 * The text of a link in an address: what follows "#" when it is one of ours, else the query.
 *
 * @param {{hash: string, search: string}} address  such as `location`
 * @returns {{text: string, foreign: boolean} | null} `foreign`: others may have added to it; null:
 *   the address says nothing
 */
export function linkIn({ hash, search }) {
  const versioned = /(^|&)v=/;
  const [fragment, query] = [hash.slice(1), search.slice(1)];
  if (versioned.test(fragment)) return { text: fragment, foreign: false };
  return query ? { text: query, foreign: !versioned.test(query) } : null;
}

/** @param {string} text @param {string[]} messages */
function entriesOf(text, messages) {
  /** @type {Map<string, string>} */
  const entries = new Map();
  for (const [name, value] of new URLSearchParams(text)) {
    if (entries.has(name)) messages.push(`"${clip(name)}" is said twice; the last one counts.`);
    entries.set(name, value);
  }
  return entries;
}

/** Takes a link in, part by part. */
class Reader {
  /** @type {Link} */
  link = { ...defaultLink(), methods: [...UNSAID_METHODS], training: [...UNSAID_METHODS] };
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

  /** In the order in which they build on one another. */
  readParts() {
    const mended = mend(this.link.values);
    if (mended) this.messages.push(mended);
    this.#read('method', (text) => this.#methods(text));
    this.#read('train', (text) => this.#training(text));
    this.#read('time', (text) => this.#time(text));
    this.#read('view', (text) => this.#view(text));
    this.#read('field', (text) => this.#field(text));
    this.#read('history', (text) => this.#history(text));
    this.#read('at', (text) => this.#at(text));
    this.#read('receipt', (text) => this.#proof(text));
  }

  /**
   * @param {keyof typeof parts} name
   * @param {(text: string) => boolean} read  false: it is not what it should be
   */
  #read(name, read) {
    const text = this.texts.get(name);
    if (text === undefined || read(text)) return;
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
    const sound = times.every((time) => time >= 0 && time <= 1) && times.length === 2 && r <= t;
    if (sound) this.link.field = [times[0], times[1]];
    return sound;
  }

  /** @param {string} text */
  #history(text) {
    const sound = /^\d+$/.test(text) && Number(text) <= Number(this.link.values.iterations);
    if (sound) this.link.history = Number(text);
    return sound;
  }

  /** @param {string} text */
  #at(text) {
    const way = parseAt(text, this.link, Number(this.link.values.iterations));
    Object.assign(this.link, way);
    return way !== null;
  }

  /** @param {string} text */
  #proof(text) {
    const arithmetic = this.texts.get('arithmetic') ?? '';
    /** @type {Proof['methods']} */
    const methods = {};
    for (const entry of text.split(',')) {
      const [name, receipt = '', loss = '', ...rest] = entry.split(':');
      const method = METHODS.find((candidate) => candidate === name);
      const sound = rest.length === 0 && /^[0-9a-f]{16}$/.test(receipt);
      if (!method || !sound || !/^([\d.e+-]+|NaN|)$/.test(loss)) return false;
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
