// The session of a page: writes the link of what is displayed into the address, repeats a link's run and compares
// receipts, and saves the run in this browser and resumes it.

import { adoptStyle } from '../dom/dom.js';
import { DOES_NOT_FIT, messageOf, sentence } from '../errors.js';
import { RunStore } from '../storage/run-store.js';
/** @import {EngineEvents} from '../engine/types.js' */
/** @import {MeanFlowElement} from '../element/mean-flow.js' */
/** @import {Playground} from '../element/playground.js' */
/** @import {SavedRun} from '../storage/run-store.js' */
/** @import {Link} from './link.js' */
import { chooseRun, claimSlot, KEPT_FLAG, ownSlot, slotsInUse } from '../storage/slots.js';
import { defaultLink, encodeLink } from './link.js';
import { linkIn } from './link-in.js';
import { Notice } from './notice.js';
import { applyView, lastIteration, ratesOf, repeatRun, trainToLink, verdictOf } from './replay.js';
import style from './share.css?inline';
import { pageLinkOf, withTarget } from './snapshot.js';

/** The address is written this long after the last change, ms: browsers limit the rate of such writes. */
const WRITE_DELAY = 300;

/** In the state of a history entry whose address the page wrote. */
const WRITTEN = 'meanFlowWritten';

/** Did this tab's page write its address, rather than somebody who followed a link? */
export const hasWrittenAddress = () => history.state?.[WRITTEN] === true;

/**
 * What a page opens with; messages: what is wrong with the link.
 * @typedef {{link: Link, saved: SavedRun | null, slot: string, messages: string[]}} Opening
 */

export class Session {
  store = new RunStore();
  slot = '';
  /** Why the run cannot be saved, or "". */
  failure = '';
  /** Time of the latest save, ms since 1970; 0 for none. */
  savedAt = 0;
  #timer = 0;
  /** How many times the address was to be written. */
  #writes = 0;
  /** The latest target of saves, as JSON. */
  #target = '';
  /** The link whose run is being repeated, and what is wrong with it. @type {{link: Link, messages: string[]} | null} */
  #repeating = null;
  /** A saved run has yet to be resumed. Until then, it and the address with its link stay as they are. */
  #resuming = false;

  /** @param {MeanFlowElement} figure  started */
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
    else this.#offerSaved();
    this.slot = opening?.slot ?? (await claimSlot());
    this.#listen();
    this.changed();
  }

  /** Offers a saved run that the page did not look for when it opened, as after a crash of the browser. */
  async #offerSaved() {
    const inUse = await slotsInUse();
    const labels = await this.store.labels().catch(() => []);
    const label = chooseRun(labels, { own: ownSlot(), address: null, inUse });
    if (!label) return;
    const resume = () => {
      setKeptFlag();
      location.reload();
    };
    this.notice.show(
      [`A run was kept in this browser ${ago(Date.now() - label.savedAt)}.`],
      [{ label: 'Go on with it', act: resume }],
    );
  }

  /** @param {Opening} opening */
  #apply({ link, saved, messages }) {
    applyView(this.playground, link);
    this.notice.show(messages);
    if (saved) this.#resume(saved, link);
    else if (lastIteration(link) > 0) this.#repeat(link, messages);
  }

  /** @param {SavedRun} saved @param {Link} link  saved with it */
  async #resume({ run, savedAt, slot }, link) {
    this.#resuming = true;
    // Set before it trains, so that it does not train too far.
    if (lastIteration(link) > 0) {
      this.#compareWhenReached(link, trainToLink(this.playground, link, true), []);
    }
    try {
      await this.engine.resume(run);
    } catch (error) {
      const reason = messageOf(error);
      this.notice.add(sentence(`The run that this browser kept could not be resumed: ${reason}`));
      if (await this.#isDamaged(reason)) {
        await this.store.forget(slot).catch(() => {});
        this.#resuming = false;
      }
      return;
    }
    this.#resuming = false;
    this.changed();
    const { methods } = this.engine.state;
    const shown = methods.filter(({ method }) => this.playground.methods.includes(method));
    const latest = Math.max(...shown.map(({ iteration }) => iteration));
    this.notice.show(
      [`Resumed at iteration ${latest}, as this browser kept it ${ago(Date.now() - savedAt)}.`],
      [{ label: 'Start anew', act: () => this.#restart() }],
    );
  }

  /**
   * Whether a run that could not be resumed is damaged. If the engine failed or memory ran out, it may be resumed later.
   * @param {string} reason
   */
  async #isDamaged(reason) {
    if (reason.includes(DOES_NOT_FIT)) return false;
    return this.engine.receipts().then(
      () => true,
      () => false,
    );
  }

  #restart() {
    this.playground.reset();
    this.notice.show([]);
  }

  /** @param {Link} link @param {string[]} messages  what is wrong with it */
  #repeat(link, messages) {
    const { playground } = this;
    this.#compareWhenReached(link, repeatRun(playground, link), messages);
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
   * @param {ReturnType<typeof trainToLink>} reached
   * @param {string[]} messages
   */
  async #compareWhenReached(link, reached, messages) {
    this.#repeating = { link, messages };
    const comparison = await reached.catch(() => null);
    this.#repeating = null;
    if (!comparison) return; // The engine was disposed of.
    this.notice.show([...messages, verdictOf(link, comparison), ...comparison.lines]);
    this.changed();
  }

  /** Listens for all that may change the link. */
  #listen() {
    const root = this.figure.shadowRoot;
    for (const type of ['change', 'click', 'drop']) root?.addEventListener(type, this.changed);
    for (const type of /** @type {const} */ (['run', 'paused', 'state'])) {
      this.engine.on(type, this.changed);
    }
    this.engine.on('kept', (report) => this.#onKept(report));
    // A link that is entered into the address of an open page does not load by itself.
    addEventListener('hashchange', () => {
      if (linkIn(location)) location.reload();
    });
  }

  changed = () => {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#write(), WRITE_DELAY);
  };

  /** The link whose run is being repeated, unless its target was replaced. @returns {Link | null} */
  #repeatedLink() {
    if (!this.#repeating) return null;
    const { link, messages } = this.#repeating;
    if (this.playground.training.target === link.at) return link;
    this.#repeating = null;
    if (!this.notice.element.hidden) this.notice.show(messages);
    return null;
  }

  /** Text of the link of what is displayed, with the run's progress. @returns {Promise<string>} */
  async link() {
    return encodeLink(pageLinkOf(this.playground, await this.engine.receipts()));
  }

  async #write() {
    this.#writes += 1;
    const write = this.#writes;
    const training = this.playground.training.wanted;
    const begun = this.engine.state.methods.some(({ iteration }) => iteration > 0);
    if (this.#resuming) {
      if (!begun && !training) return;
      this.slot = await claimSlot(); // Another run has begun, and gets a slot of its own.
      this.#resuming = false;
    }
    const shown = pageLinkOf(this.playground);
    const plain = encodeLink(shown);
    const link = this.#repeatedLink();
    const whole = link && encodeLink(withTarget(shown, link));
    // While it trains, the iteration changes faster than the address may be written.
    const text = whole ?? (!training && begun ? await this.link().catch(() => '') : plain);
    if (text === '') return; // The engine was disposed of.
    if (write !== this.#writes) return; // What is displayed has changed meanwhile, and was written.
    const isDefault = text === encodeLink(defaultLink()) && location.search === '';
    const address = isDefault ? '' : text;
    const url = new URL(location.href);
    url.hash = address;
    if (url.href !== location.href) {
      history.replaceState({ ...history.state, [WRITTEN]: true }, '', url);
    }
    // A resumed run does not know the next learning rates of a link.
    const hasOneRate = link && Object.keys(link.phases).length === 0;
    const note = { link: hasOneRate ? text : plain, address, training };
    const target = { place: this.slot, note };
    if (this.#target === JSON.stringify(target)) return;
    this.#target = JSON.stringify(target);
    this.engine.keep(target);
  }

  /** @param {EngineEvents['kept']} report */
  async #onKept({ savedAt, failure }) {
    if (failure !== this.failure) {
      if (this.failure) this.notice.remove(notSaved(this.failure));
      if (failure) this.notice.add(notSaved(failure));
    }
    this.failure = failure;
    if (failure) return;
    const first = this.savedAt === 0;
    this.savedAt = savedAt;
    if (!first) return;
    setKeptFlag();
    const inUse = await slotsInUse();
    await this.store.prune((slot) => inUse.has(slot)).catch(() => {});
  }
}

/** @param {string} failure  of saving the run @returns {string} */
const notSaved = (failure) => sentence(`This run is kept only while the page is open: ${failure}`);

/** Makes the page look for a saved run when it opens. */
function setKeptFlag() {
  try {
    localStorage.setItem(KEPT_FLAG, 'yes');
  } catch {
    // Then the page offers the run a second after it opened.
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
