// A run that went on at other learning rates, as what repeats it: methods share a rate at a time, so those that
// changed to another at an iteration of their own wait for one another.

/** @import {Method} from '../engine/types.js' */
/** @import {Way} from './at-text.js' */

/** Iterations up to which methods train at a rate. @typedef {{lr: number, goal: Partial<Record<Method, number>>}} Stage */

/**
 * @param {Way} way
 * @param {number} rate  the last
 * @returns {Stage[]} one after the other, going on from each to the next; the last one's goal is `at`
 */
export function stagesOf({ at, phases }, rate) {
  const left = /** @type {Method[]} */ (Object.keys(phases)).map((method) => ({
    method,
    phases: [...(phases[method] ?? [])],
  }));
  /** @type {Stage[]} */
  const stages = [];
  for (;;) {
    const lr = left.find((way) => way.phases.length > 0)?.phases[0].lr;
    if (lr === undefined) return [...stages, { lr: rate, goal: at }];
    /** @type {Stage['goal']} */
    const goal = {};
    for (const way of left) {
      if (way.phases[0]?.lr === lr) goal[way.method] = way.phases.shift()?.until;
    }
    stages.push({ lr, goal });
  }
}
