/** @import {Quality, Subject} from '../../engine/types.js' */

/** Entries of a subject at most; then every other one goes, so that those left still span the run. */
const most = 1024;

/** All that was measured in a run, in the order of iterations. */
export class QualityLog {
  /** @type {Map<Subject, Quality[]>} */
  #entries = new Map();

  /** A new run began. */
  clear() {
    this.#entries.clear();
  }

  /** @param {Quality} quality  takes the place of one of the same iteration and steps */
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
