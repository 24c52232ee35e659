// What <mean-flow-figure> shows: the pictures, controls and numbers of one idea.

import methodColors from '../../build/generated/methods.css?inline';
import { adoptStyle, english, h, setText } from '../dom/dom.js';
import { folderAddress } from '../element/attributes.js';
import controlStyle from '../element/controls/controls.css?inline';
import { keepKeys } from '../element/keys.js';
import elementStyle from '../element/mean-flow.css?inline';
import { PageTheme, themeRule } from '../element/page-theme.js';
import { watchDistance, watchVisibility } from '../element/visibility.js';
import { messageOf } from '../errors.js';
import { clip } from '../settings/settings.js';
import style from './concept.css?inline';
import { ConceptControls } from './concept-controls.js';
import { concepts } from './concepts.js';
import { releaseInspector, useInspector } from './inspector-client.js';
import markStyle from './marks.css?inline';
import { NumberTable } from './number-table.js';
import { PictureView } from './picture-view.js';
import { adjustTimes, defaultsOf, readValue } from './values.js';

/** @import {Values} from '../settings/settings.js' */
/** @import {Concept} from './concept.js' */

/** Attributes beside the values. */
const ownAttributes = ['figure', 'theme', 'models'];

/** The content of an element while it is in a document. */
export class ConceptFigure {
  /** @type {Concept | undefined} */
  #concept = undefined;
  /** @type {Values} */
  #values = {};
  /** What is wrong, by attribute. @type {Map<string, string>} */
  #errors = new Map();
  #started = false;
  #visible = false;
  #asking = false;
  /** Whether values changed since the last request. */
  #stale = true;
  /** Of the pictures, or of the content in place of them. @type {HTMLElement | undefined} */
  #host = undefined;
  /** @type {PictureView[]} */
  #pictures = [];
  /** @type {ConceptControls | undefined} */
  #controls = undefined;
  /** @type {NumberTable | undefined} */
  #table = undefined;
  #theme = new CSSStyleSheet();
  #pageTheme = new PageTheme(() => this.#applyTheme());
  #stop = () => {};

  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    const root = element.shadowRoot ?? element.attachShadow({ mode: 'open' });
    this.message = h('p', { class: 'banner', role: 'alert', ...english });
    this.content = h('div', { class: 'concept', ...english });
    root.replaceChildren(this.message, this.content, this.#pageTheme.element);
    for (const sheet of [elementStyle, methodColors, controlStyle, markStyle, style]) {
      adoptStyle(this.content, sheet);
    }
    root.adoptedStyleSheets.push(this.#theme);
    keepKeys(element);
  }

  /** Does nothing while it is at work, as when the element moves within its document. */
  start() {
    if (this.#started) return;
    this.#started = true;
    this.#applyTheme();
    this.#build();
    const stopVisibility = watchVisibility(this.element, (visible) => {
      this.#visible = visible;
      this.#update();
    });
    const stopDistance = watchDistance(this.element, (far) => {
      if (far) releaseInspector(this); // The picture stays.
    });
    this.#stop = () => {
      stopVisibility();
      stopDistance();
      releaseInspector(this);
    };
  }

  stop() {
    this.#started = false;
    this.#stop();
    this.#visible = false;
  }

  /** An attribute changed. @param {string} name */
  change(name) {
    if (name === 'theme') this.#applyTheme();
    else if (name === 'figure') this.#build();
    else if (this.#readAttribute(name)) this.#changed();
  }

  /** Fills the element anew for the figure that it names. */
  #build() {
    const name = this.element.getAttribute('figure') ?? '';
    const concept = Object.hasOwn(concepts, name) ? concepts[name] : undefined;
    if (!concept) {
      // The one before it stays.
      const known = Object.keys(concepts).join(', ');
      this.#errors.set('figure', `figure="${clip(name)}" is not one of ${known}.`);
      this.#showErrors();
      return;
    }
    this.#concept = concept;
    this.#errors.clear();
    this.#values = defaultsOf(concept.settings);
    for (const one of concept.settings) this.#readAttribute(one.name);
    this.#nameUnknown(concept);
    this.#controls = new ConceptControls(concept.settings, (changed, value) => {
      this.#set({ [changed]: value }, changed);
    });
    this.#table = new NumberTable(concept.title, concept.head ?? []);
    this.#pictures = [];
    const host = concept.content
      ? h('div', { class: 'scrolling', tabindex: 0 })
      : h('div', { class: 'pictures' });
    this.#host = host;
    this.content.setAttribute('role', 'group');
    this.content.setAttribute('aria-label', concept.title);
    const beside = h(
      'div',
      { class: 'beside' },
      h('p', { class: 'help' }, concept.hint),
      this.#controls.element,
      concept.content ? '' : h('div', { class: 'scrolling', tabindex: 0 }, this.#table.element),
    );
    // A long listing has its controls before it.
    const parts = concept.content ? [beside, host] : [host, beside];
    this.content.replaceChildren(...parts);
    this.#changed();
  }

  /** @param {string} name @returns {boolean} whether it is valid */
  #readAttribute(name) {
    const setting = this.#concept?.settings.find((one) => one.name === name);
    if (!setting) return name === 'models';
    const text = this.element.getAttribute(name);
    const { value, message } =
      text === null ? { value: setting.default, message: '' } : readValue(setting, text);
    if (value === undefined) this.#errors.set(name, message);
    else {
      this.#errors.delete(name);
      this.#values[name] = value;
      this.#checkTimes();
    }
    this.#showErrors();
    return value !== undefined;
  }

  /** Says when the attributes have r above t. */
  #checkTimes() {
    const { t, r } = this.#values;
    if (Number(r) > Number(t))
      this.#errors.set('times', `r="${r}" is above t, ${t}: r = t is shown.`);
    else this.#errors.delete('times');
    adjustTimes(this.#values);
  }

  /** @param {Concept} concept */
  async #nameUnknown({ settings }) {
    const known = [...ownAttributes, ...settings.map(({ name }) => name)];
    const odd = this.element.getAttributeNames().filter((name) => !known.includes(name));
    if (odd.length === 0) return;
    const { namesUnknown } = await import('../element/unknown-attributes.js');
    const sentences = namesUnknown(odd, known);
    if (sentences.length > 0) this.#errors.set('unknown', sentences.join(' '));
    this.#showErrors();
  }

  /** The reader moved something. @param {Values} changes @param {string} [name]  what stays if values do not fit together */
  #set(changes, name) {
    Object.assign(this.#values, changes);
    adjustTimes(this.#values, name);
    this.#changed();
  }

  #changed() {
    this.#controls?.show(this.#values);
    this.#stale = true;
    this.#update();
  }

  /** Computes for the present values, and again for those that changed meanwhile. */
  async #update() {
    if (!this.#visible || this.#asking || !this.#stale) return;
    this.#asking = true;
    while (this.#stale && this.#visible && this.#concept) {
      this.#stale = false;
      const concept = this.#concept;
      const values = { ...this.#values };
      try {
        const client = useInspector(this, this.#models());
        await Promise.all(concept.networks(values).map((network) => client.load(network)));
        const answer = await concept.compute(client.ask, values);
        if (concept === this.#concept) this.#show(concept, values, answer);
        this.#errors.delete('compute');
      } catch (error) {
        this.#errors.set('compute', messageOf(error));
      }
      this.#showErrors();
    }
    this.#asking = false;
  }

  /** @template Answer @param {Concept<Answer>} concept @param {Values} values @param {Answer} answer */
  #show(concept, values, answer) {
    for (const [i, picture] of concept.pictures(values, answer).entries()) {
      if (!this.#pictures[i]) {
        this.#pictures[i] = new PictureView((change) => this.#set(change(this.#values)));
        this.#host?.append(this.#pictures[i].element);
      }
      this.#pictures[i].show(picture);
    }
    if (concept.content) this.#host?.replaceChildren(concept.content(values));
    this.#table?.show(concept.rows(values, answer));
  }

  /** The address of a folder of trained networks, or "". */
  #models() {
    const text = this.element.getAttribute('models')?.trim() ?? '';
    const address = folderAddress(text);
    if (address !== undefined) return address;
    throw new Error(`models="${clip(text)}" is not an address of the web, http or https.`);
  }

  #showErrors() {
    setText(this.message, [...this.#errors.values()].join(' '));
  }

  #applyTheme() {
    const text = this.element.getAttribute('theme');
    const known = text === null || ['light', 'dark', 'auto'].includes(text);
    if (known) this.#errors.delete('theme');
    else this.#errors.set('theme', `theme="${clip(text)}" is not one of light, dark or auto.`);
    this.#theme.replaceSync(themeRule(known ? text : null, this.#pageTheme.scheme));
    this.#showErrors();
  }
}
