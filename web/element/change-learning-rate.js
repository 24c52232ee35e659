/** @import {Playground} from './playground.js' */

/**
 * Continues the run at another learning rate: each method from where it is or, if it has diverged, from its last good
 * checkpoint.
 *
 * @param {Playground} playground
 * @param {number} rate
 * @returns {Promise<void>} rejects, with nothing changed, when the engine refuses; the banner then says why
 */
export async function continueAtRate(playground, rate) {
  const { values } = playground;
  await playground.reportFailure(playground.engine.goOn({ lr: rate }));
  if (values === playground.values) showRate(playground, rate); // Else another run is about to begin.
}

/**
 * Shows the learning rate of a run that has it already, or will begin with it.
 *
 * @param {Playground} playground
 * @param {number} rate
 */
export function showRate(playground, rate) {
  playground.values = { ...playground.values, lr: rate };
  playground.showSettings({ lr: rate });
  playground.onSettings(playground.values);
}
