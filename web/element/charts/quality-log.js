/** @import {Quality, Subject} from '../../engine/types.js' */

/** Entries per subject at most. When they are reached, every second one is dropped, so that the rest span the run. */
const most = 1024;

/** The measured qualities of a run, in the order of iterations. */
export class QualityLog {
  /** @type {Map<Subject, Quality[]>} */
  #entries = new Map();

  /** Forgets everything: a new run. */
  clear() {
    this.#entries.clear();
  }

  /** @param {Quality} quality  replaces one of the same iteration and steps */
  add(quality) {
    const { subject, iteration, steps } = quality;
    let entries = this.#entries.get(subject) ?? [];
    if (entries.length >= most) entries = entries.filter((_, i) => i % 2 === 0);
    const after = entries.findLastIndex((entry) => entry.iteration <= iteration);
    const before = entries[after];
    const same = before?.iteration === iteration && before.steps === steps;
    entries.splice(same ? after : after + 1, same ? 1 : 0, quality);
    this.#entries.set(subject, entries);
  }

  /** @param {Subject} subject @returns {readonly Quality[]} */
  of(subject) {
    return this.#entries.get(subject) ?? [];
  }
}
