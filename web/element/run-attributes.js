// Attributes that are parts of a link, at the beginning and when they change: what they mean loads when there is one.

import { messageOf } from '../errors.js';
import { linkParts } from './attributes.js';

/** @import {Playground} from './playground.js' */

/** @typedef {typeof import('../share/link-attributes.js')} Takers */
/** @typedef {Record<string, string>} Parts */

export class RunAttributes {
  /** Since they were taken last. @type {Set<string>} */
  #changed = new Set();

  /**
   * @param {HTMLElement & {playground?: Playground}} element
   * @param {(message: string) => void} complain  told what is wrong with them; "" for nothing
   */
  constructor(element, complain) {
    this.element = element;
    this.complain = complain;
  }

  /** Those that the element has. @returns {Parts} */
  get #parts() {
    const said = linkParts.filter((name) => this.element.hasAttribute(name));
    return Object.fromEntries(said.map((name) => [name, this.element.getAttribute(name) ?? '']));
  }

  /**
   * Before the playground trains.
   *
   * @param {Playground} playground
   * @returns {Promise<boolean>} whether it is to rest where it begins
   */
  async begin(playground) {
    let rests = false;
    if (Object.keys(this.#parts).length === 0) return rests;
    await this.#take(playground, (takers) => {
      const taken = takers.applyAttributes(playground, this.#parts);
      rests = taken.rests;
      return taken.wrong;
    });
    return rests;
  }

  /**
   * One changed. Those that change together are taken together, after settings that change with them.
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
    await this.#take(playground, (takers) => {
      return takers.changeAttributes(playground, this.#parts, { changed, trains: trains() });
    });
  }

  /**
   * @param {Playground} playground
   * @param {(takers: Takers) => string} take  gives what is wrong
   */
  async #take(playground, take) {
    let wrong = '';
    try {
      const takers = await import('../share/link-attributes.js');
      if (playground !== this.element.playground) return;
      wrong = take(takers);
    } catch (error) {
      wrong = `${Object.keys(this.#parts).join(', ')}: ${messageOf(error)}`;
    }
    this.complain(wrong);
  }
}
