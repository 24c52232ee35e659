// The page and the world around it: the address follows the settings, a link's run is repeated and
// compared, and the run is kept in this browser and resumed from there.

import { adoptStyle } from '../dom/dom.js';
import { DOES_NOT_FIT, messageOf } from '../errors.js';
import { Store } from '../storage/run-store.js';
/** @import {EngineEvents} from '../engine/types.js' */
/** @import {MeanFlowElement} from '../element/mean-flow.js' */
/** @import {Playground} from '../element/playground.js' */
/** @import {Kept} from '../storage/run-store.js' */
/** @import {Link} from './link.js' */
import { chooseKept, claimPlace, KEPT_FLAG, ownPlace, placesInUse } from '../storage/slots.js';
import { defaultLink, encodeLink, linkIn } from './link.js';
import { Notice } from './notice.js';
import { aim, lastIteration, ratesOf, repeat, takeView, verdictOf } from './replay.js';
import style from './share.css?raw';
import { pageLinkOf, withGoal } from './snapshot.js';

/** The address is written when nothing has changed for so long, ms: browsers ration such writes. */
const QUIET = 300;

/**
 * What a page opens with.
 * @typedef {{link: Link, kept: Kept | null, place: string, messages: string[]}} Opening
 */

export class Session {
  store = new Store();
  place = '';
  /** Why the run cannot be kept, or "". */
  failure = '';
  /** Of the newest kept state, ms since 1970; 0 for none. */
  savedAt = 0;
  #timer = 0;
  #note = '';
  /** Whose run is being repeated, and what is wrong with it. @type {{link: Link, messages: string[]} | null} */
  #repeating = null;
  /** What was kept is yet to be resumed: till then it and the address that leads to it stay as they are. */
  #awaitsKept = false;

  /** @param {MeanFlowElement} figure At work. */
  constructor(figure) {
    this.figure = figure;
    this.playground = /** @type {Playground} */ (figure.playground);
    this.engine = this.playground.engine;
    this.notice = new Notice(this.playground);
  }

  /** @param {Opening} [opening] */
  async begin(opening) {
    this.playground.parts.element.prepend(this.notice.element);
    adoptStyle(this.notice.element, style);
    if (opening) this.#apply(opening);
    else this.#offerKept();
    this.place = opening?.place ?? (await claimPlace());
    this.#watch();
    this.changed();
  }

  /** What the page did not know of when it opened, as after a crash of the whole browser. */
  async #offerKept() {
    const inUse = await placesInUse();
    const labels = await this.store.labels().catch(() => []);
    const label = chooseKept(labels, { own: ownPlace(), address: null, inUse });
    if (!label) return;
    const goOn = () => {
      setKeptFlag();
      location.reload();
    };
    this.notice.show(
      [`A run was kept in this browser ${ago(Date.now() - label.savedAt)}.`],
      [{ label: 'Go on with it', act: goOn }],
    );
  }

  /** @param {Opening} opening */
  #apply({ link, kept, messages }) {
    takeView(this.playground, link);
    this.notice.show(messages);
    if (kept) this.#resume(kept, link);
    else if (lastIteration(link) > 0) this.#repeat(link, messages);
  }

  /** @param {Kept} kept @param {Link} link  kept with it */
  async #resume({ run, savedAt, place }, link) {
    this.#awaitsKept = true;
    // Before it trains on, lest it goes too far.
    if (lastIteration(link) > 0) this.#compareAtEnd(link, aim(this.playground, link, true), []);
    try {
      await this.engine.resume(run);
    } catch (error) {
      const reason = messageOf(error);
      this.notice.add(`The run that this browser kept could not be resumed: ${reason}.`);
      if (await this.#isToBlame(reason)) {
        await this.store.forget(place).catch(() => {});
        this.#awaitsKept = false;
      }
      return;
    }
    this.#awaitsKept = false;
    this.changed();
    const { methods } = this.engine.state;
    const shown = methods.filter(({ method }) => this.playground.methods.includes(method));
    const farthest = Math.max(...shown.map(({ iteration }) => iteration));
    this.notice.show(
      [`Resumed at iteration ${farthest}, as this browser kept it ${ago(Date.now() - savedAt)}.`],
      [{ label: 'Start anew', act: () => this.#startAnew() }],
    );
  }

  /** Whether a run that was refused is damaged: another time there may be an engine, or room. @param {string} reason */
  async #isToBlame(reason) {
    if (reason.includes(DOES_NOT_FIT)) return false;
    return this.engine.receipts().then(
      () => true,
      () => false,
    );
  }

  #startAnew() {
    this.playground.reset();
    this.notice.show([]);
  }

  /** @param {Link} link @param {string[]} messages  what is wrong with it */
  #repeat(link, messages) {
    const { playground } = this;
    this.#compareAtEnd(link, repeat(playground, link), messages);
    const last = lastIteration(link);
    const lines = [
      ...messages,
      `This link repeats a run up to iteration ${last}${ratesOf(link)}; then its receipt is compared.`,
    ];
    this.notice.show(lines, [{ label: 'Repeat the run', act: () => playground.train() }]);
    const stop = this.engine.on('state', ({ running }) => {
      if (!running) return;
      stop();
      this.notice.show(lines);
    });
  }

  /**
   * @param {Link} link
   * @param {ReturnType<typeof aim>} arrival  where the link is
   * @param {string[]} messages
   */
  async #compareAtEnd(link, arrival, messages) {
    this.#repeating = { link, messages };
    const comparison = await arrival.catch(() => null);
    this.#repeating = null;
    if (!comparison) return; // The engine has ended.
    this.notice.show([...messages, verdictOf(link, comparison), ...comparison.lines]);
    this.changed();
  }

  /** Whatever may have changed what a link says. */
  #watch() {
    const root = this.figure.shadowRoot;
    for (const type of ['change', 'click', 'drop']) root?.addEventListener(type, this.changed);
    for (const type of /** @type {const} */ (['run', 'paused', 'state'])) {
      this.engine.on(type, this.changed);
    }
    this.engine.on('kept', (keeping) => this.#onKept(keeping));
    // A link put into the address of a page that is open loads nothing by itself.
    addEventListener('hashchange', () => {
      if (linkIn(location)) location.reload();
    });
  }

  changed = () => {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#write(), QUIET);
  };

  /** The link that the run is on its way to; one that it does not lead to any more is forgotten. @returns {Link | null} */
  #linkAhead() {
    if (!this.#repeating) return null;
    const { link, messages } = this.#repeating;
    if (this.playground.training.target === link.at) return link;
    this.#repeating = null;
    if (!this.notice.element.hidden) this.notice.show(messages);
    return null;
  }

  /** The link of what is on show, with how far the run is. @returns {Promise<string>} */
  async link() {
    return encodeLink(pageLinkOf(this.playground, await this.engine.receipts()));
  }

  async #write() {
    const training = this.playground.training.wanted;
    const begun = this.engine.state.methods.some(({ iteration }) => iteration > 0);
    if (this.#awaitsKept) {
      if (!begun && !training) return;
      this.place = await claimPlace(); // Another run has begun, in a place of its own.
      this.#awaitsKept = false;
    }
    const shown = pageLinkOf(this.playground);
    const plain = encodeLink(shown);
    const link = this.#linkAhead();
    const whole = link && encodeLink(withGoal(shown, link));
    // While it trains, iterations come faster than an address may be written.
    const text = whole ?? (!training && begun ? await this.link().catch(() => '') : plain);
    if (text === '') return; // The engine has ended.
    const unsaid = text === encodeLink(defaultLink()) && location.search === '';
    const address = unsaid ? '' : text;
    const url = new URL(location.href);
    url.hash = address;
    if (url.href !== location.href) history.replaceState(history.state, '', url);
    // Amid changes of its learning rate, a run that was kept does not find the way on.
    const isStraight = link && Object.keys(link.phases).length === 0;
    const note = { link: isStraight ? text : plain, address, training };
    const placed = { place: this.place, note };
    if (this.#note === JSON.stringify(placed)) return;
    this.#note = JSON.stringify(placed);
    this.engine.keep(placed);
  }

  /** @param {EngineEvents['kept']} keeping */
  async #onKept({ savedAt, failure }) {
    if (failure !== this.failure) {
      if (this.failure) this.notice.withdraw(notKept(this.failure));
      if (failure) this.notice.add(notKept(failure));
    }
    this.failure = failure;
    if (failure) return;
    const first = this.savedAt === 0;
    this.savedAt = savedAt;
    if (!first) return;
    setKeptFlag();
    const inUse = await placesInUse();
    await this.store.prune((place) => inUse.has(place)).catch(() => {});
  }
}

/** @param {string} failure  of keeping the run @returns {string} */
const notKept = (failure) => `This run is kept only while the page is open: ${failure}.`;

/** Has the page look for a kept run when it opens. */
function setKeptFlag() {
  try {
    localStorage.setItem(KEPT_FLAG, 'yes');
  } catch {
    // Then it offers what it finds a second later.
  }
}

/** @param {number} ms @returns {string} as in "3 minutes ago" */
function ago(ms) {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const units = /** @type {const} */ ([
    [86_400, 'day'],
    [3600, 'hour'],
    [60, 'minute'],
    [1, 'second'],
  ]);
  const [size, unit] = units.find(([length]) => seconds >= length) ?? units[3];
  const count = Math.floor(seconds / size);
  return count === 0 ? 'just now' : `${count} ${unit}${count === 1 ? '' : 's'} ago`;
}
