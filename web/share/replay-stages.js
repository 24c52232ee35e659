// Splits a run with several learning rates into stages. All methods share the present rate, so methods that changed it at
// different iterations wait for one another.

/** @import {Method} from '../engine/types.js' */
/** @import {Progress} from './at-text.js' */

/** Target: the iterations up to which methods train at this rate. @typedef {{lr: number, target: Partial<Record<Method, number>>}} Stage */

/**
 * @param {Progress} progress
 * @param {number} rate  the last learning rate
 * @returns {Stage[]} in order; the target of the last one is `at`
 */
export function stagesOf({ at, phases }, rate) {
  const remaining = /** @type {Method[]} */ (Object.keys(phases)).map((method) => ({
    method,
    phases: [...(phases[method] ?? [])],
  }));
  /** @type {Stage[]} */
  const stages = [];
  for (;;) {
    const lr = remaining.find(({ phases }) => phases.length > 0)?.phases[0].lr;
    if (lr === undefined) return [...stages, { lr: rate, target: at }];
    /** @type {Stage['target']} */
    const target = {};
    for (const { method, phases } of remaining) {
      if (phases[0]?.lr === lr) target[method] = phases.shift()?.until;
    }
    stages.push({ lr, target });
  }
}
