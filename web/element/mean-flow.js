import { METHODS } from '../engine/engine.js';
import { defaultValues, parseSetting, settings } from '../settings.js';
import controlStyle from './controls.css?raw';
import style from './mean-flow.css?raw';
import { Playground } from './playground.js';
import { watchSeen } from './seen.js';

/** @import {Method} from '../engine/types.js' */
/** @import {Values} from '../settings.js' */

/**
 * `<mean-flow>`: trains flows where it stands and shows them.
 *
 * Attributes: every setting by name (density="two-moons" steps="4" ...); `method`, which methods are
 * on show, as in "mf imf" or "mf exact"; `theme`, "light" or "dark" against the reader's preference. One that says
 * nothing sensible is passed over.
 *
 * Nothing trains or moves before it is seen, nor by itself for those who prefer reduced motion.
 */
export class MeanFlowElement extends HTMLElement {
  static observedAttributes = [...settings.map(({ name }) => name), 'theme'];

  constructor() {
    super();
    /** @type {Playground | undefined} */
    this.playground = undefined;
    this.leave = () => {};
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [style, controlStyle].map((text) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(text);
      return sheet;
    });
  }

  connectedCallback() {
    const playground = new Playground(this.shownMethods(), this.settingValues(), this.showsExact());
    this.playground = playground;
    this.shadowRoot?.replaceChildren(playground.parts.element);
    playground.repaint();
    const stopWatching = watchSeen(this, (seen) => {
      playground.setSeen(seen);
      this.autoplay();
    });
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    const repaint = () => playground.repaint();
    scheme.addEventListener('change', repaint);
    this.leave = () => {
      scheme.removeEventListener('change', repaint);
      stopWatching();
      playground.dispose();
    };
  }

  disconnectedCallback() {
    this.leave();
    this.playground = undefined;
  }

  /**
   * @param {string} name
   * @param {string | null} before
   * @param {string | null} text
   */
  attributeChangedCallback(name, before, text) {
    if (!this.playground || before === text) return;
    if (name === 'theme') this.playground.repaint();
    else this.playground.guard(this.playground.set(name, this.settingValues()[name]));
  }

  train() {
    this.playground?.train();
  }

  pause() {
    this.playground?.pause();
  }

  /** Takes a reader to a control or a figure: scrolls there, and puts the focus on it. @param {string} name */
  reveal(name) {
    const target = this.shadowRoot?.querySelector(`[data-field="${CSS.escape(name)}"]`);
    if (!target) return;
    target.closest('details')?.setAttribute('open', '');
    const control = target.querySelector('input, select, button');
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    target.scrollIntoView({ block: 'center', behavior: still ? 'auto' : 'smooth' });
    if (control instanceof HTMLElement) control.focus({ preventScroll: true });
    target.classList.add('revealed');
    setTimeout(() => target.classList.remove('revealed'), 1600);
  }

  /** Once, when first seen. */
  autoplay() {
    this.autoplay = () => {};
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    this.playground?.train();
    this.playground?.parts.stage.seek(0);
    this.playground?.playFlow(true);
  }

  /** @returns {readonly Method[]} in the order in which they are always shown */
  shownMethods() {
    const wanted = (this.getAttribute('method') ?? '').split(/[\s,]+/);
    const shown = METHODS.filter((method) => wanted.includes(method));
    return shown.length > 0 ? shown : METHODS;
  }

  /** The exact flow is shown unless methods are named and it is not among them. */
  showsExact() {
    const wanted = (this.getAttribute('method') ?? '').split(/[\s,]+/);
    return wanted.includes('exact') || !METHODS.some((method) => wanted.includes(method));
  }

  /** @returns {Values} defaults, and what attributes say against them */
  settingValues() {
    const values = defaultValues();
    for (const setting of settings) {
      const { value } = parseSetting(setting, this.getAttribute(setting.name) ?? '');
      if (value !== undefined) values[setting.name] = value;
    }
    return values;
  }
}

customElements.define('mean-flow', MeanFlowElement);
