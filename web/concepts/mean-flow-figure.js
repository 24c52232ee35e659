// <mean-flow-figure>: a figure that explains one idea. Its content loads when the first one is in a document.

import { loadFeature } from '../element/features.js';
import { adoptProperties, reflectAttributes } from '../element/properties.js';
import { messageOf } from '../errors.js';

/** @import {Features} from '../element/features.js' */

/** On servers that render pages there is no HTMLElement. */
const Base = /** @type {typeof HTMLElement} */ (globalThis.HTMLElement ?? Object);

/**
 *     <mean-flow-figure figure="average-velocity" t="0.9" r="0.2"></mean-flow-figure>
 *
 * Attributes: `figure`, one of those in concepts.js; the values of its controls (values.js); `theme` and `models` as
 * those of <mean-flow>. Text that is not valid changes nothing; a message names the attribute and its range.
 *
 * The element's children are displayed before it loads.
 */
export class MeanFlowFigureElement extends Base {
  static observedAttributes = [
    'figure',
    'density',
    'x',
    'y',
    't',
    'r',
    'method',
    'iteration',
    'theme',
    'models',
  ];

  static {
    reflectAttributes(MeanFlowFigureElement.prototype, MeanFlowFigureElement.observedAttributes);
  }

  /** @type {InstanceType<Features['concept']> | undefined} */
  #content;

  connectedCallback() {
    adoptProperties(this);
    if (!('IntersectionObserver' in globalThis)) return; // In jsdom there is nothing to see.
    loadFeature('concept').then(
      (Content) => {
        if (!this.isConnected) return;
        this.#content ??= new Content(this);
        this.#content.start();
      },
      (error) => this.append(messageOf(error)),
    );
  }

  disconnectedCallback() {
    this.#content?.stop();
  }

  /** @param {string} name @param {string | null} before @param {string | null} text */
  attributeChangedCallback(name, before, text) {
    if (before !== text) this.#content?.change(name);
  }
}
