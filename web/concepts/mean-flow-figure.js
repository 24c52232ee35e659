// The element of figures that explain one idea.

import { adoptProperties, reflectAttributes } from '../element/properties.js';
import { figureAttributes } from './attributes.js';
import { ConceptFigure } from './concept-figure.js';

/** On servers that render pages there is no HTMLElement. */
const Base = /** @type {typeof HTMLElement} */ (globalThis.HTMLElement ?? Object);

/**
 *     <mean-flow-figure figure="average-velocity" t="0.9" r="0.2"></mean-flow-figure>
 *
 * Attributes: `figure`, one of those in concepts.js; the values of its controls (values.js); `theme` and `models` as
 * those of <mean-flow>. Text that is not valid changes nothing; a message names the attribute and its range.
 *
 * The element's children are displayed before it is defined.
 *
 * This class is defined as a custom element by web/embed/mean-flow-figure.js.
 */
export class MeanFlowFigureElement extends Base {
  static observedAttributes = figureAttributes;

  static {
    reflectAttributes(MeanFlowFigureElement.prototype, figureAttributes);
  }

  /** @type {ConceptFigure | undefined} */
  #content;

  connectedCallback() {
    adoptProperties(this);
    if (!('IntersectionObserver' in globalThis)) return; // In jsdom there is nothing to see.
    this.#content ??= new ConceptFigure(this);
    this.#content.start();
  }

  disconnectedCallback() {
    // An element that was moved is connected again by then.
    queueMicrotask(() => {
      if (!this.isConnected) this.#content?.stop();
    });
  }

  /** @param {string} name @param {string | null} before @param {string | null} text */
  attributeChangedCallback(name, before, text) {
    if (before !== text) this.#content?.change(name);
  }
}
