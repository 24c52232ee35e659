/** @import {Playground} from './playground.js' */

/**
 * Goes on at another learning rate, where methods are or, if they cannot go on, were good.
 *
 * @param {Playground} playground
 * @param {number} rate
 * @returns {Promise<void>} fails, with everything as it was, when the engine refuses; the banner tells then
 */
export async function goOnAt(playground, rate) {
  const { values } = playground;
  await playground.guard(playground.engine.goOn({ lr: rate }));
  if (values === playground.values) showRate(playground, rate); // Else another run is on its way.
}

/**
 * Takes a learning rate for the current one, of a run that has it already or is to begin with it.
 *
 * @param {Playground} playground
 * @param {number} rate
 */
export function showRate(playground, rate) {
  playground.values = { ...playground.values, lr: rate };
  playground.showSettings({ lr: rate });
  playground.onSettings(playground.values);
}
