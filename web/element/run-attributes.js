import { messageOf } from '../errors.js';
import { linkParts } from './attributes.js';
import { loadFeature } from './features.js';

/** @import {LinkFeature} from './features.js' */
/** @import {Playground} from './playground.js' */

/** The attributes that are parts of a link, when an element starts and when they change. */
export class RunAttributes {
  /** Not applied yet. @type {Set<string>} */
  #changed = new Set();

  /**
   * @param {HTMLElement & {playground?: Playground}} element
   * @param {(message: string) => void} showError  receives what is wrong with them, or ""
   */
  constructor(element, showError) {
    this.element = element;
    this.showError = showError;
  }

  /** Those that the element has. @returns {Record<string, string>} */
  get #parts() {
    const present = linkParts.filter((name) => this.element.hasAttribute(name));
    return Object.fromEntries(present.map((name) => [name, this.element.getAttribute(name) ?? '']));
  }

  /**
   * Applies them before the playground trains.
   *
   * @param {Playground} playground
   * @returns {Promise<boolean>} whether the run stays at its beginning
   */
  async start(playground) {
    let rests = false;
    if (Object.keys(this.#parts).length === 0) return rests;
    await this.#apply(playground, (link) => {
      const result = link.applyAttributes(playground, this.#parts);
      rests = result.rests;
      return result.wrong;
    });
    return rests;
  }

  /**
   * Applies one that changed. Those that change together are applied together, after settings that change with them.
   *
   * @param {string} name
   * @param {() => unknown} settled  gives a promise that settles when the settings have
   * @param {() => boolean} trains   whether the figure trains by itself
   */
  async change(name, settled, trains) {
    const { playground } = this.element;
    if (!playground) return;
    this.#changed.add(name);
    if (this.#changed.size > 1) return;
    await null;
    await settled();
    const changed = [...this.#changed];
    this.#changed.clear();
    await this.#apply(playground, (link) => {
      return link.changeAttributes(playground, this.#parts, { changed, trains: trains() });
    });
  }

  /**
   * @param {Playground} playground
   * @param {(link: LinkFeature) => string} apply  returns what is wrong
   */
  async #apply(playground, apply) {
    let wrong = '';
    try {
      const link = await loadFeature('link');
      if (playground !== this.element.playground) return;
      wrong = apply(link);
    } catch (error) {
      wrong = `${Object.keys(this.#parts).join(', ')}: ${messageOf(error)}`;
    }
    this.showError(wrong);
  }
}
