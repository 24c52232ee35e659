import methodColors from '../../build/generated/methods.css?inline';
import { findSetting, parseSetting } from '../settings/settings.js';
import { Attributes, attributeNames, linkParts, switchWord } from './attributes.js';
import controlStyle from './controls/controls.css?inline';
import { hideStyle } from './hide.js';
import { keepKeys } from './keys.js';
import { Lifecycle } from './lifecycle.js';
import style from './mean-flow.css?inline';
import {
  adoptProperties,
  reflectAttributes,
  refuseAssignments,
  setAttribute,
} from './properties.js';
import { reveal } from './show-control.js';
import { registerTextSize } from './text-size.js';

/** @import {EngineState, Method, Paths, Sampling} from '../engine/types.js' */
/** @import {Engine} from '../engine/client/engine.js' */
/** @import {Values} from '../settings/settings.js' */
/** @import {Playground} from './playground.js' */

registerTextSize();

/** Does an attribute `defer` hold a figure back? Frameworks write false as text. @param {string | null} text */
const defers = (text) => text !== null && switchWord(text) !== 'off';

/** On servers that render pages there is no HTMLElement; there the import has no effect. */
const Base = /** @type {typeof HTMLElement} */ (globalThis.HTMLElement ?? Object);

/**
 * `<mean-flow>`: trains flows in the page and displays them.
 *
 *     <mean-flow method="imf exact" density="two-moons" steps="4" hide="training chart">
 *       <img src="two-moons.svg" width="640" height="360" alt="">
 *     </mean-flow>
 *
 * Attributes: every setting by name (density="two-moons" steps="4" ...), and
 * - `method`: the methods to display, as in "mf imf" or "mf exact"; by default all;
 * - `hide`: the parts to hide (see hide.js), or "all", which leaves the panels;
 * - `theme`: "light", "dark", or "auto" for the reader's preference; without it, light or dark as the colour of the text
 *   around it tells, on the page's background;
 * - `trained`: "on" opens with the trained networks that come with the site, if there are some for the settings (the
 *   tutorial's, in any direction); training then waits for the reader;
 * - `models`: the address of a folder like web/models, for `trained`; the npm package has no networks of its own;
 * - `autotrain`: "off" if training waits for the reader or a script;
 * - `workers`: how many web workers share a batch, 1 to 8; by default one per core;
 * - the parts of a link that describe a run and the view (see web/share/link.js): `train`, `time`, `view`, `field`,
 *   `history`, and `at`: the figure trains up to that iteration, pauses there and compares `receipt` and `arithmetic`.
 *   When `at` changes, the run continues to there, or begins again if it cannot reach it, and trains if it did before or
 *   does so by itself. A setting that changes later begins another run, to which `at` applies once it is set again;
 * - `defer`: nothing happens until this attribute is removed, or "off".
 * Text that is not valid changes nothing; a message names the attribute and its range. An attribute that is none is named,
 * too. Each attribute is a property as well: null removes it, false switches it off.
 *
 * Moved within its document, the element keeps its run; removed, it ends it.
 *
 * The element's children, such as a picture, are displayed before it loads, and in print.
 *
 * Nothing loads, trains or moves before the element is visible, nor by itself if the reader prefers reduced motion; of
 * several elements in a tab, one trains at a time. Events: see events.js.
 *
 * This class is defined as a custom element by web/embed/mean-flow.js.
 */
export class MeanFlowElement extends Base {
  static observedAttributes = [...attributeNames, ...linkParts, 'defer'];

  #attributes = new Attributes();
  #lifecycle = new Lifecycle(this, this.#attributes);
  #site = '';

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    const sheets = [style, methodColors, controlStyle, hideStyle].map((text) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync?.(text); // Older releases of jsdom have none.
      return sheet;
    });
    root.adoptedStyleSheets = [...sheets, this.#lifecycle.theme];
    keepKeys(this);
  }

  static {
    reflectAttributes(MeanFlowElement.prototype, MeanFlowElement.observedAttributes);
    refuseAssignments(MeanFlowElement.prototype, (element, name) => {
      element.#attributes.errors.set(` ${name}`, `The property "${name}" can only be read.`);
      element.#lifecycle.showErrors();
    });
  }

  connectedCallback() {
    adoptProperties(this);
    if (!defers(this.getAttribute('defer')) && !this.playground) this.#lifecycle.start();
  }

  disconnectedCallback() {
    // An element that was moved is connected again by then.
    queueMicrotask(() => {
      if (!this.isConnected) this.#lifecycle.stop();
    });
  }

  /**
   * @param {string} name
   * @param {string | null} before
   * @param {string | null} text
   */
  attributeChangedCallback(name, before, text) {
    if (name === 'defer') {
      const released = defers(before) && !defers(text);
      if (released && this.isConnected && !this.playground) this.#lifecycle.start();
      return;
    }
    if (linkParts.includes(name)) {
      if (before !== text || name === 'at') this.#lifecycle.applyRunAttribute(name);
      return;
    }
    const valid = this.#attributes.set(name, text);
    this.#lifecycle.showErrors();
    if (valid) this.#lifecycle.applyAttribute(name, before, text);
  }

  // Properties.

  /** Defined while the element is in a document. @returns {Playground | undefined} */
  get playground() {
    return this.#lifecycle.playground;
  }

  /** The engine, with its whole interface. @returns {Engine} */
  get engine() {
    return this.#connectedPlayground.engine;
  }

  /** The current value of every setting, whether an attribute, a script or the reader set it. @returns {Readonly<Values>} */
  get settings() {
    return { ...(this.playground?.values ?? this.#attributes.values) };
  }

  /** The state of every method. @returns {EngineState} */
  get state() {
    return this.#connectedPlayground.engine.state;
  }

  /** The displayed methods. @returns {readonly Method[]} */
  get methods() {
    return this.#attributes.presentation.methods;
  }

  /** Iterations done by all methods that train. @returns {number} */
  get iteration() {
    return this.playground?.iteration ?? 0;
  }

  /** Whether training is wanted; it runs while the element is visible and no other one in the tab trains. @returns {boolean} */
  get training() {
    return this.playground?.training.wanted ?? false;
  }

  /** Whether the particles move from noise to data. @returns {boolean} */
  get playing() {
    return this.playground?.parts.stage.playback.playing ?? false;
  }

  /**
   * Address of the playground's site, where embed.html is, with a slash at its end. The page there sets it; the element
   * then has the section "Embed".
   * @returns {string}
   */
  get site() {
    return this.#site;
  }

  set site(address) {
    const first = this.#site === '';
    this.#site = address;
    if (first) this.#lifecycle.addEmbedSection();
  }

  // Methods; for all but `set` the element has to be in a document.

  /**
   * Changes a setting, whatever the value of its attribute.
   *
   * @param {string} name
   * @param {string | number} value
   * @returns {Promise<void>} rejects, with nothing changed, with an error that names the range
   */
  async set(name, value) {
    const read = parseSetting(findSetting(name), String(value));
    if (read.value === undefined) throw new RangeError(read.message);
    if (this.playground) await this.playground.set(name, read.value);
    else this.#attributes.values[name] = read.value;
  }

  #train = () => this.#connectedPlayground.train();

  /** Trains until `pause` or the end of the run, before other elements in the tab. @returns {() => void} */
  get train() {
    return this.#train;
  }

  /** Sets the attribute: React and Vue set the property of that name. @param {unknown} value */
  set train(value) {
    setAttribute(this, 'train', value);
  }

  /** Moves the particles from noise to data, in a loop. */
  play() {
    this.#connectedPlayground.playFlow(true);
  }

  /** Pauses training and particles. */
  pause() {
    this.#connectedPlayground.pause();
    this.#connectedPlayground.playFlow(false);
  }

  /** One iteration of every method that trains. @returns {Promise<void>} settles when they are done */
  step() {
    return this.#connectedPlayground.step();
  }

  /** Back to iteration 0, paused, with the same settings. @returns {Promise<void>} */
  reset() {
    return this.#connectedPlayground.reset();
  }

  /**
   * Paths from noise to data by a network as trained so far.
   *
   * @param {Partial<Sampling> & {method?: Method, checkpoint?: number}} [request]  by default as
   *   displayed, of the first method
   * @returns {Promise<Paths>}
   */
  async sample(request = {}) {
    const { engine } = this.#connectedPlayground;
    return engine.sample({
      method: this.methods[0],
      ...this.#connectedPlayground.sampling(),
      ...request,
    });
  }

  /**
   * Parameters as a safetensors file with PyTorch's names.
   *
   * @param {Method} [method]  by default the first
   * @returns {Promise<Uint8Array<ArrayBuffer>>}
   */
  async exportWeights(method = this.methods[0]) {
    return this.#connectedPlayground.engine.exportWeights(method);
  }

  /**
   * Begins the training of a method with the parameters of a safetensors file, from `exportWeights` or PyTorch.
   *
   * @param {Uint8Array<ArrayBuffer> | ArrayBuffer} weights
   * @param {Method} [method]  by default the first
   * @returns {Promise<number>} iterations that they were trained for, 0 if the file does not say; rejects, with nothing
   *   changed, if they do not fit
   */
  async importWeights(weights, method = this.methods[0]) {
    return this.#connectedPlayground.engine.importWeights(method, weights);
  }

  /** Scrolls to a control or a figure and focuses it. @param {string} name */
  reveal(name) {
    if (this.shadowRoot) reveal(this.shadowRoot, name);
  }

  get #connectedPlayground() {
    if (!this.playground) throw new Error('This <mean-flow> is not in a document.');
    return this.playground;
  }
}
