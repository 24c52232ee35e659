// All settings, the view and the progress of a run, and their encoding as the text of a link. Settings have their names
// in the table of settings. The text may follow "#" or "?"; the page, frames and the command line read it.

/** @import {Method, Phase, Subject} from '../engine/types.js' */
/** @import {Values} from '../settings/settings.js' */
/** @import {PanelView} from './view-text.js' */
import { METHODS, SHOWN_METHODS } from '../engine/methods.js';
import { defaultValues, settings } from '../settings/settings.js';
import { atText } from './at-text.js';
import { PHASES_VERSION, VERSION } from './version.js';
import { viewText } from './view-text.js';

/** Displayed and training when a link does not name methods; fixed, so that old links keep their meaning. @type {readonly Method[]} */
export const DEFAULT_METHODS = ['fm', 'mf', 'imf'];

/**
 * What a repeated run is compared with: receipts and the means of the last losses, by method.
 * @typedef {object} Proof
 * @property {string} arithmetic  of the build that trained; another arithmetic gives other bits
 * @property {Partial<Record<Method, {receipt: string, loss: number}>>} methods
 */

/**
 * @typedef {object} Link
 * @property {Values} values      a value for every setting
 * @property {Method[]} methods   displayed
 * @property {boolean} exact      whether the exact flow is displayed
 * @property {Method[]} training  methods that train
 * @property {number | null} time  flow time t at which the view is frozen; null: it plays
 * @property {PanelView} view    what panels show beside particles and target
 * @property {[number, number] | null} field  flow times t and r at which fields are shown; null: noise and data
 * @property {number | null} history  iteration of the displayed networks; null: the latest
 * @property {Partial<Record<Method, number>>} at  iterations done; empty for a run that has yet to begin
 * @property {Partial<Record<Method, Phase[]>>} phases  earlier phases at other learning rates, of methods that have any
 * @property {Proof | null} proof
 */

/** @returns {Link} with all defaults of this page */
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
  return entries.map(([name, value]) => `${name}=${encodeValue(value)}`).join('&');
}

/**
 * @param {Link} link
 * @returns {[string, string][]} name and value of its parts, without the version; they serve as attributes, too
 */
export function linkEntries(link) {
  const { methods, exact, training, time, field, history, proof } = link;
  /** @type {[string, string][]} */
  const entries = [];
  if (!(exact && same(methods, DEFAULT_METHODS))) {
    entries.push(['method', [...methods, ...(exact ? ['exact'] : [])].join(',')]);
  }
  if (training.length < methods.length) entries.push(['train', training.join(',')]);
  for (const { name, default: initial } of settings) {
    if (link.values[name] !== initial) entries.push([name, String(link.values[name])]);
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

/** Displayed panels. @param {Pick<Link, 'methods' | 'exact'>} link @returns {Subject[]} */
export const panelsOf = ({ methods, exact }) => (exact ? [...methods, 'exact'] : [...methods]);

/** Leaves ":", "," and "@" readable. @param {string} value */
const encodeValue = (value) =>
  encodeURIComponent(value).replace(/%(3A|2C|20|40)/g, (code) =>
    code === '%20' ? '+' : decodeURIComponent(code),
  );

/** @param {readonly Method[]} a @param {readonly Method[]} b */
const same = (a, b) => a.length === b.length && a.every((method) => b.includes(method));
