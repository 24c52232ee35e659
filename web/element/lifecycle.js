import { english, h, prefersReducedMotion, setText } from '../dom/dom.js';
import { browserHost } from '../engine/client/browser-host.js';
import { deferredHost } from '../engine/client/deferred-host.js';
import { messageOf } from '../errors.js';
import { forwardEvents, tell } from './events.js';
import { later } from './lazy-section.js';
import { Playground } from './playground.js';
import { RunAttributes } from './run-attributes.js';
import { watchSeen } from './visibility.js';

/** @import {Attributes} from './attributes.js' */
/** @import {MeanFlowElement} from './mean-flow.js' */

/**
 * What stands in an element, from when it comes into a document until it leaves: a playground as the
 * attributes say, another one when that has to start again, and what is wrong with the attributes.
 */
export class Showing {
  #element;
  #attributes;
  #complaint = h('p', { class: 'banner', role: 'alert', ...english });
  #run;
  /** Of the last attributes that are settings. @type {Promise<void>} */
  #applied = Promise.resolve();
  #leave = () => {};

  /**
   * @param {MeanFlowElement} element  with a shadow root by the time it begins
   * @param {Attributes} attributes    of the element
   */
  constructor(element, attributes) {
    this.#element = element;
    this.#attributes = attributes;
    this.#run = new RunAttributes(element, (message) => {
      attributes.complainOfLink(message);
      this.showComplaint();
    });
    /** Rules for the shadow root, of the attribute `theme`. */
    this.theme = new CSSStyleSheet();
    /** @type {Playground | undefined} */
    this.playground = undefined;
  }

  begin() {
    /** @type {(seen: unknown) => void} */
    let wake = () => {};
    const seen = new Promise((resolve) => {
      wake = resolve;
    });
    const playground = this.#makePlayground(seen);
    this.playground = playground;
    this.#put(playground);
    const taken = this.#run.begin(playground);
    this.#passOn(playground);
    let first = true;
    const stopWatching = watchSeen(this.#element, (isSeen) => {
      wake(undefined);
      playground.setSeen(isSeen);
      if (first)
        taken.then((rests) => playground === this.playground && this.#open(playground, rests));
      first = false;
    });
    const unwatch = [
      watchMedia('(prefers-color-scheme: dark)', () => playground.repaint()),
      watchMedia('(forced-colors: active)', () => playground.repaint()),
      watchMedia(
        '(prefers-reduced-motion: reduce)',
        (still) => still && playground.playFlow(false),
      ),
    ];
    this.#leave = () => {
      for (const stop of unwatch) stop();
      stopWatching();
      playground.dispose();
    };
  }

  end() {
    this.#leave();
    this.#leave = () => {};
    this.playground = undefined;
  }

  /** What is wrong with the attributes, or that nothing is any more. */
  showComplaint() {
    setText(this.#complaint, this.#attributes.complaint);
  }

  /**
   * What is on show becomes what an attribute now says.
   *
   * @param {string} name
   * @param {string | null} before  its text
   * @param {string | null} text    that makes sense
   */
  follow(name, before, text) {
    const { playground } = this;
    if (!playground) return;
    if (name === 'theme') this.#applyTheme(playground);
    else if (name === 'hide') this.#applyHide(playground);
    else if (name === 'workers') this.#applyWorkers(playground);
    else if (name === 'method' && before !== text) this.#restart(playground);
    else if (name in this.#attributes.values) {
      this.#applied = this.#applySetting(playground, name, text ?? '');
    }
  }

  /** As `follow`, for an attribute that is part of a link. @param {string} name */
  followRun(name) {
    this.#run.change(
      name,
      () => this.#applied,
      () => this.#trains,
    );
  }

  /** Offers authors what to paste, where the element knows the site's address. */
  offerEmbedding() {
    const { playground } = this;
    const { site } = this.#element;
    if (!playground || site === '') return;
    const section = later('embed', 'Embed', async (host) => {
      const [{ EmbedForm }, { describe }] = await Promise.all([
        import('../embed/embed-form.js'),
        import('../embed/describe.js'),
      ]);
      new EmbedForm(host, site, (withRun) => describe(playground, withRun));
    });
    playground.parts.element.append(section);
  }

  /** @param {Promise<unknown>} seen  nothing loads before */
  #makePlayground(seen) {
    const { methods, exact, trained: wanted } = this.#attributes.presentation;
    const values = this.#attributes.whole();
    const trained = wanted && !this.#element.hasAttribute('at'); // That says of a run of its own how far it is.
    const host = deferredHost(browserHost, seen);
    return new Playground({ methods, values, exact, trained, host });
  }

  /** In its place. @param {Playground} playground */
  #put(playground) {
    this.showComplaint();
    const { element } = playground.parts;
    this.#element.shadowRoot?.replaceChildren(this.#complaint, element, makePoster());
    this.#applyHide(playground);
    this.#applyTheme(playground);
    this.#applyWorkers(playground);
    this.offerEmbedding();
  }

  /** The element tells what goes on in it. @param {Playground} playground */
  #passOn(playground) {
    const element = this.#element;
    forwardEvents(playground.engine, element);
    playground.engine.on('error', ({ ended }) => ended && this.#offerRestart(playground));
    playground.onSettings = () => tell(element, 'flow-settings', { settings: element.settings });
  }

  /** Once, when first seen. @param {Playground} playground @param {boolean} rests  where it begins */
  #open(playground, rests) {
    playground.open(this.#trains && !rests);
    if (prefersReducedMotion()) return;
    playground.parts.stage.seek(0);
    playground.playFlow(true);
  }

  /** Whether it trains by itself. */
  get #trains() {
    return this.#attributes.presentation.autotrain && !prefersReducedMotion();
  }

  /** Its workers or its module are gone. @param {Playground} playground */
  #offerRestart(playground) {
    // The site's own page resumes what it has kept, and follows one engine for as long as it is open.
    const isPage = this.#element.site !== '';
    const label = isPage && playground.iteration > 0 ? 'Reload the page' : 'Start again';
    const button = h('button', { type: 'button', class: 'restart' }, label);
    button.addEventListener('click', () =>
      isPage ? location.reload() : this.#restart(playground),
    );
    playground.parts.banner.after(button);
  }

  /** Another playground in place of one, which trains on if that did. @param {Playground} playground */
  #restart({ values, training }) {
    const { wanted } = training;
    this.#attributes.values = { ...values };
    this.#leave();
    this.begin();
    if (wanted) this.playground?.train({ patient: true });
  }

  /** @param {Playground} playground */
  #applyHide({ parts }) {
    parts.element.dataset.hide = this.#attributes.presentation.hide.join(' ');
  }

  /** @param {Playground} playground */
  #applyWorkers(playground) {
    playground.setWorkers(this.#attributes.presentation.workers);
  }

  /** @param {Playground} playground */
  #applyTheme(playground) {
    const { theme } = this.#attributes.presentation;
    const scheme = theme === 'auto' ? 'light dark' : theme;
    const rule = `:host { color-scheme: ${scheme}; background: var(--paper); }`;
    this.theme.replaceSync(this.#element.hasAttribute('theme') ? rule : '');
    playground.repaint();
  }

  /** @param {Playground} playground @param {string} name @param {string} text */
  async #applySetting(playground, name, text) {
    this.#attributes.whole(); // Complains of what does not go together.
    this.showComplaint();
    try {
      await playground.setAll(this.#attributes.changeOf(name));
    } catch (error) {
      if (playground !== this.playground) return; // The one in its place has begun with it.
      this.#attributes.complain(name, text, `is refused: ${messageOf(error)}`);
      this.showComplaint();
    }
  }
}

/**
 * @param {string} query
 * @param {(matches: boolean) => void} onChange
 * @returns {() => void} stops watching
 */
function watchMedia(query, onChange) {
  const list = matchMedia(query);
  const tell = () => onChange(list.matches);
  list.addEventListener('change', tell);
  return () => list.removeEventListener('change', tell);
}

/** What stands in for the element before it loads, and in print. */
function makePoster() {
  const slot = document.createElement('slot');
  const poster = h('div', { class: 'poster' }, slot);
  slot.addEventListener('slotchange', () => {
    poster.classList.toggle('filled', slot.assignedElements().length > 0);
  });
  return poster;
}
