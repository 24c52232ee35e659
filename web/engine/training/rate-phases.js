// The learning rates that a method has gone through, where it went on at another one on its way.

/** @import {Phase} from '../types.js' */

/**
 * What is behind a method that goes on at another rate.
 *
 * @param {readonly Phase[]} phases  behind it so far
 * @param {number} iteration  iterations done
 * @param {number} before  the rate until now
 * @param {number} after   the rate from now on
 * @returns {Phase[]} phases in which it trained, each at another rate than the next
 */
export function goingOn(phases, iteration, before, after) {
  const begun = phases.at(-1)?.until ?? 0;
  const past = iteration > begun ? [...phases, { until: iteration, lr: before }] : [...phases];
  return past.at(-1)?.lr === after ? past.slice(0, -1) : past;
}
