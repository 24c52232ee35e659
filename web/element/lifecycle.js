import { english, h, prefersReducedMotion, setText } from '../dom/dom.js';
import { browserHost } from '../engine/client/browser-host.js';
import { deferredHost } from '../engine/client/deferred-host.js';
import { messageOf } from '../errors.js';
import { dispatch, forwardEvents } from './events.js';
import { hasFeature, loadFeature } from './features.js';
import { lazySection } from './lazy-section.js';
import { PageTheme, themeRule } from './page-theme.js';
import { Playground } from './playground.js';
import { restWhenFar } from './rest-when-far.js';
import { RunAttributes } from './run-attributes.js';
import { watchVisibility } from './visibility.js';

/** @import {Attributes} from './attributes.js' */
/** @import {MeanFlowElement} from './mean-flow.js' */

/** Whether this is a browser: jsdom, in which others test their pages, shows nothing. */
const draws = () =>
  ['ResizeObserver', 'IntersectionObserver', 'matchMedia'].every((name) => name in globalThis);

/** Attributes that every element may have. */
const usual = /^(id|class|style|(data|aria)-.*)$/;

/**
 * The content of an element while it is in a document: a playground set up from the attributes, another one when it has
 * to restart, and the attributes' errors.
 */
export class Lifecycle {
  #element;
  #attributes;
  #errors = h('p', { class: 'banner', role: 'alert', ...english });
  #runAttributes;
  #pageTheme = new PageTheme(() => this.playground && this.#applyTheme(this.playground));
  /** Settles when the last attribute that is a setting has been applied. @type {Promise<void>} */
  #applied = Promise.resolve();
  #stopPlayground = () => {};

  /**
   * @param {MeanFlowElement} element  which has a shadow root when `start` is called
   * @param {Attributes} attributes    of the element
   */
  constructor(element, attributes) {
    this.#element = element;
    this.#attributes = attributes;
    this.#runAttributes = new RunAttributes(element, (message) => {
      attributes.setLinkError(message);
      this.showErrors();
    });
    /** Style sheet of the attribute `theme`. */
    this.theme = new CSSStyleSheet();
    /** @type {Playground | undefined} */
    this.playground = undefined;
  }

  start() {
    if (!draws()) {
      this.#element.shadowRoot?.replaceChildren(makePoster());
      return;
    }
    /** @type {(value: unknown) => void} */
    let setFirstVisible = () => {};
    const firstVisible = new Promise((resolve) => {
      setFirstVisible = resolve;
    });
    const playground = this.#makePlayground(firstVisible);
    this.playground = playground;
    this.#insert(playground);
    this.#nameUnknown();
    const attributesApplied = this.#runAttributes.start(playground);
    this.#forwardEvents(playground);
    let first = true;
    const stopWatching = watchVisibility(this.#element, (visible) => {
      setFirstVisible(undefined);
      playground.setVisible(visible);
      if (first) {
        attributesApplied.then(
          (rests) => playground === this.playground && this.#open(playground, rests),
        );
      }
      first = false;
    });
    const stopMedia = [
      watchMedia('(forced-colors: active)', () => playground.repaint()),
      watchMedia(
        '(prefers-reduced-motion: reduce)',
        (reduced) => reduced && playground.playFlow(false),
      ),
    ];
    const stopResting = restWhenFar(playground, this.#element);
    this.#stopPlayground = () => {
      stopResting();
      for (const stop of stopMedia) stop();
      stopWatching();
      playground.dispose();
    };
  }

  stop() {
    this.#stopPlayground();
    this.#stopPlayground = () => {};
    this.playground = undefined;
  }

  /** Names attributes that are none. */
  async #nameUnknown() {
    const { observedAttributes } = /** @type {typeof MeanFlowElement} */ (
      this.#element.constructor
    );
    const odd = this.#element
      .getAttributeNames()
      .filter((name) => !observedAttributes.includes(name) && !usual.test(name));
    if (odd.length === 0) return;
    const { namesUnknown } = await import('./unknown-attributes.js');
    const sentences = namesUnknown(odd, observedAttributes);
    if (sentences.length === 0) return;
    this.#attributes.errors.set('unknown ', sentences.join(' '));
    this.showErrors();
  }

  /** Shows the attributes' errors, or removes those that are gone. */
  showErrors() {
    setText(this.#errors, this.#attributes.errorMessage);
  }

  /**
   * Applies a changed attribute.
   *
   * @param {string} name
   * @param {string | null} before  its previous text
   * @param {string | null} text    valid
   */
  applyAttribute(name, before, text) {
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

  /** The same for an attribute that is part of a link. @param {string} name */
  applyRunAttribute(name) {
    this.#runAttributes.change(
      name,
      () => this.#applied,
      () => this.#trains,
    );
  }

  /** Adds the section "Embed", for authors, if the address of the site is known. */
  addEmbedSection() {
    const { playground } = this;
    const { site } = this.#element;
    if (!playground || site === '' || !hasFeature('embed')) return;
    const section = lazySection('embed', 'Embed', async (host) => {
      const fillEmbed = await loadFeature('embed');
      fillEmbed(host, site, playground);
    });
    playground.parts.element.append(section);
  }

  /** @param {Promise<unknown>} firstVisible  the engine loads after it has resolved */
  #makePlayground(firstVisible) {
    const { methods, exact, trained: wanted, models } = this.#attributes.presentation;
    const values = this.#attributes.validValues();
    const report = (/** @type {string} */ message) => {
      const text = this.#element.getAttribute('trained') ?? '';
      this.#attributes.setError('trained', text, `finds no networks: ${message}`);
      this.showErrors();
    };
    const opens = wanted && !this.#element.hasAttribute('at'); // That asks for a run.
    const trained = opens ? { models, report } : null;
    const host = deferredHost(browserHost, firstVisible);
    return new Playground({ methods, values, exact, trained, host });
  }

  /** Inserts it into the shadow root. @param {Playground} playground */
  #insert(playground) {
    this.showErrors();
    const { element } = playground.parts;
    const probe = this.#pageTheme.element;
    this.#element.shadowRoot?.replaceChildren(this.#errors, element, makePoster(), probe);
    this.#applyHide(playground);
    this.#applyTheme(playground);
    this.#applyWorkers(playground);
    this.addEmbedSection();
  }

  /** Dispatches the playground's events on the element. @param {Playground} playground */
  #forwardEvents(playground) {
    const element = this.#element;
    forwardEvents(playground.engine, element);
    playground.engine.on('error', ({ ended }) => ended && this.#offerRestart(playground));
    playground.onSettings = () =>
      dispatch(element, 'flow-settings', { settings: element.settings });
  }

  /** Once, when the element is first visible. @param {Playground} playground @param {boolean} rests  at the beginning of its run */
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

  /** The engine has ended: its workers or its module failed. @param {Playground} playground */
  #offerRestart(playground) {
    // The site's own page saves its run and resumes it, and its session belongs to one engine.
    const isPage = this.#element.site !== '';
    const label = isPage && playground.iteration > 0 ? 'Reload the page' : 'Start again';
    const button = h('button', { type: 'button', class: 'restart' }, label);
    button.addEventListener('click', () =>
      isPage ? location.reload() : this.#restart(playground),
    );
    playground.parts.banner.after(button);
  }

  /** Replaces the playground by another one, which trains if the first did. @param {Playground} playground */
  #restart({ values, training }) {
    const { wanted } = training;
    this.#attributes.values = { ...values };
    this.#stopPlayground();
    this.start();
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

  /** Without the attribute, the theme is that of the page, whose background shows. @param {Playground} playground */
  #applyTheme(playground) {
    const { theme } = this.#attributes.presentation;
    const own = this.#element.hasAttribute('theme') ? theme : null;
    this.theme.replaceSync(themeRule(own, this.#pageTheme.scheme));
    playground.repaint();
  }

  /** @param {Playground} playground @param {string} name @param {string} text */
  async #applySetting(playground, name, text) {
    this.#attributes.validValues(); // Finds errors of settings that do not fit together.
    this.showErrors();
    try {
      await playground.setAll(this.#attributes.changesFor(name));
    } catch (error) {
      if (playground !== this.playground) return; // Its replacement was set up with the new value.
      this.#attributes.setError(name, text, `is refused: ${messageOf(error)}`);
      this.showErrors();
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
  const listener = () => onChange(list.matches);
  list.addEventListener('change', listener);
  return () => list.removeEventListener('change', listener);
}

/** Displays the element's children in print. */
function makePoster() {
  const slot = document.createElement('slot');
  const poster = h('div', { class: 'poster' }, slot);
  slot.addEventListener('slotchange', () => {
    poster.classList.toggle('filled', slot.assignedElements().length > 0);
  });
  return poster;
}
