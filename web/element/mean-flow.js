import methodColors from '../../build/generated/methods.css?raw';
import { findSetting, parseSetting } from '../settings/settings.js';
import { Attributes, attributeNames, linkParts } from './attributes.js';
import controlStyle from './controls/controls.css?raw';
import { hideStyle } from './hide.js';
import { Showing } from './lifecycle.js';
import style from './mean-flow.css?raw';
import { reveal } from './show-control.js';

/** @import {EngineState, Method, Paths, Sampling} from '../engine/types.js' */
/** @import {Engine} from '../engine/client/engine.js' */
/** @import {Values} from '../settings/settings.js' */
/** @import {Playground} from './playground.js' */

/** Where there is none, as on servers that render pages, the import does nothing. */
const Base = /** @type {typeof HTMLElement} */ (globalThis.HTMLElement ?? Object);

/**
 * `<mean-flow>`: trains flows where it stands and shows them.
 *
 *     <mean-flow method="imf exact" density="two-moons" steps="4" hide="training chart">
 *       <img src="two-moons.svg" width="640" height="360" alt="">
 *     </mean-flow>
 *
 * Attributes: every setting by name (density="two-moons" steps="4" ...), and
 * - `method`: which methods are on show, as in "mf imf" or "mf exact"; by default all;
 * - `hide`: which parts are not (see hide.js), or "all", which leaves the pictures;
 * - `theme`: "light" or "dark" against the reader's preference, which is "auto"; without it, as the page's color-scheme
 *   says, on the page's own background;
 * - `trained`: "on" to open with the trained networks that come with the site, where there are such of its
 *   settings (the tutorial's, in any direction); training then waits for somebody;
 * - `autotrain`: "off" when nothing should train before somebody says so;
 * - `workers`: how many web workers share a batch, 1 to 8; by default one a core;
 * - what a link says of a run and of the view (see web/share/link.js): `train`, `time`, `view`, `field`, `history`, and
 *   `at`: the figure trains up to that iteration, rests there and compares `receipt` and `arithmetic`. When `at` changes,
 *   it goes on to there, or begins anew where the run does not come by there, and trains if it did or does by itself;
 *   a setting that changes later begins another run, for which `at` counts once it is set again;
 * - `defer`: nothing happens at all until this attribute is gone.
 * One that says nothing sensible changes nothing, and a message on show names it and its range.
 *
 * Moved within its document it goes on as it is; taken out, it gives its run up.
 *
 * What is inside the element, such as a picture, stands in for it before it loads, and in print.
 *
 * Nothing loads, trains or moves before it is seen, nor by itself for those who prefer reduced motion; of
 * several elements in one tab one trains at a time. Events: see events.js.
 */
export class MeanFlowElement extends Base {
  static observedAttributes = [...attributeNames, ...linkParts, 'defer'];

  #attributes = new Attributes();
  #showing = new Showing(this, this.#attributes);
  #site = '';

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    const sheets = [style, methodColors, controlStyle, hideStyle].map((text) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(text);
      return sheet;
    });
    root.adoptedStyleSheets = [...sheets, this.#showing.theme];
  }

  connectedCallback() {
    if (!this.hasAttribute('defer') && !this.playground) this.#showing.begin();
  }

  disconnectedCallback() {
    // One that is only moved is in its new place by then, and goes on there.
    queueMicrotask(() => {
      if (!this.isConnected) this.#showing.end();
    });
  }

  /**
   * @param {string} name
   * @param {string | null} before
   * @param {string | null} text
   */
  attributeChangedCallback(name, before, text) {
    if (name === 'defer') {
      if (text === null && this.isConnected && !this.playground) this.#showing.begin();
      return;
    }
    if (linkParts.includes(name)) {
      if (before !== text || name === 'at') this.#showing.followRun(name);
      return;
    }
    const good = this.#attributes.take(name, text);
    this.#showing.showComplaint();
    if (good) this.#showing.follow(name, before, text);
  }

  // Properties.

  /** What is on show. @returns {Playground | undefined} */
  get playground() {
    return this.#showing.playground;
  }

  /** The engine behind it, for all that it can do. @returns {Engine} */
  get engine() {
    return this.#shown.engine;
  }

  /** Every setting as it is now, whoever set it. @returns {Readonly<Values>} */
  get settings() {
    return { ...(this.playground?.values ?? this.#attributes.values) };
  }

  /** Where every method stands. @returns {EngineState} */
  get state() {
    return this.#shown.engine.state;
  }

  /** Methods on show. @returns {readonly Method[]} */
  get methods() {
    return this.#attributes.presentation.methods;
  }

  /** Iterations done by all methods that train. @returns {number} */
  get iteration() {
    return this.playground?.iteration ?? 0;
  }

  /** Whether training is wanted; it happens while seen, and in turn. @returns {boolean} */
  get training() {
    return this.playground?.training.wanted ?? false;
  }

  /** Whether particles are on their way from noise to data. @returns {boolean} */
  get playing() {
    return this.playground?.parts.stage.clock.playing ?? false;
  }

  /** The attribute. @returns {string} */
  get method() {
    return this.getAttribute('method') ?? '';
  }

  /** @param {string | null | undefined} text */
  set method(text) {
    this.#say('method', text);
  }

  /** The attribute. @returns {string} */
  get hide() {
    return this.getAttribute('hide') ?? '';
  }

  /** @param {string | null | undefined} text */
  set hide(text) {
    this.#say('hide', text);
  }

  /** The attribute. @returns {string} */
  get theme() {
    return this.getAttribute('theme') ?? 'auto';
  }

  /** @param {string | null | undefined} text */
  set theme(text) {
    this.#say('theme', text);
  }

  /** The attribute. @returns {string} */
  get autotrain() {
    return this.getAttribute('autotrain') ?? 'on';
  }

  /** @param {string | null | undefined} text */
  set autotrain(text) {
    this.#say('autotrain', text);
  }

  /**
   * Address of the playground, with a slash at its end: where embed.html is. The page there gives it,
   * and the element then offers authors what to paste.
   * @returns {string}
   */
  get site() {
    return this.#site;
  }

  set site(address) {
    const first = this.#site === '';
    this.#site = address;
    if (first) this.#showing.offerEmbedding();
  }

  // Methods; all but `set` want the element to be in a document.

  /**
   * Changes a setting, whatever its attribute says.
   *
   * @param {string} name
   * @param {string | number} value
   * @returns {Promise<void>} fails, with everything as it was, with what is wrong and the range
   */
  async set(name, value) {
    const read = parseSetting(findSetting(name), String(value));
    if (read.value === undefined) throw new RangeError(read.message);
    if (this.playground) await this.playground.set(name, read.value);
    else this.#attributes.values[name] = read.value;
  }

  #train = () => this.#shown.train();

  /** Trains until pause or the end of the run; goes before other elements in the tab. @returns {() => void} */
  get train() {
    return this.#train;
  }

  /** The attribute: React and Vue give it to the property of this name. @param {string | null | undefined} text */
  set train(text) {
    this.#say('train', text);
  }

  /** Has particles move from noise to data, again and again. */
  play() {
    this.#shown.playFlow(true);
  }

  /** Stops both: training, and particles. */
  pause() {
    this.#shown.pause();
    this.#shown.playFlow(false);
  }

  /** One iteration of every method that trains. @returns {Promise<void>} settles when they are done */
  step() {
    return this.#shown.step();
  }

  /** Back to iteration 0, paused, with the same settings. @returns {Promise<void>} */
  reset() {
    return this.#shown.reset();
  }

  /**
   * Paths from noise to data by a network as trained so far.
   *
   * @param {Partial<Sampling> & {method?: Method, checkpoint?: number}} [request]  what is left out
   *   is as on show, of the first method
   * @returns {Promise<Paths>}
   */
  async sample(request = {}) {
    const { engine } = this.#shown;
    return engine.sample({ method: this.methods[0], ...this.#shown.sampling(), ...request });
  }

  /**
   * Parameters as a safetensors file with PyTorch's names.
   *
   * @param {Method} [method]  the first on show, by default
   * @returns {Promise<Uint8Array<ArrayBuffer>>}
   */
  async exportWeights(method = this.methods[0]) {
    return this.#shown.engine.exportWeights(method);
  }

  /**
   * Has a method begin anew with the parameters of a safetensors file, from `exportWeights` or PyTorch.
   *
   * @param {Uint8Array<ArrayBuffer> | ArrayBuffer} weights
   * @param {Method} [method]  the first on show, by default
   * @returns {Promise<number>} iterations of training behind them, 0 if the file does not tell; fails,
   *   with everything as it was, with why they do not fit
   */
  async importWeights(weights, method = this.methods[0]) {
    return this.#shown.engine.importWeights(method, weights);
  }

  /** Takes a reader to a control or a figure: scrolls there, and puts the focus on it. @param {string} name */
  reveal(name) {
    if (this.shadowRoot) reveal(this.shadowRoot, name);
  }

  /** @param {string} name @param {string | null | undefined} text  null and undefined, as frameworks have it: no such attribute */
  #say(name, text) {
    if (text === null || text === undefined) this.removeAttribute(name);
    else this.setAttribute(name, text);
  }

  get #shown() {
    if (!this.playground) throw new Error('This <mean-flow> is not in a document.');
    return this.playground;
  }
}

// A page may have this script from two places.
const registry = globalThis.customElements;
if (registry && !registry.get('mean-flow')) registry.define('mean-flow', MeanFlowElement);
