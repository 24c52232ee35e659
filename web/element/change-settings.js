import { findSetting } from '../settings/settings.js';
import { runSettings, samplingOf } from './engine-settings.js';

/** @import {Setting, Values} from '../settings/settings.js' */
/** @import {Playground} from './playground.js' */

/**
 * Changes settings together; most start the run anew, which goes on training when it was.
 *
 * @param {Playground} playground
 * @param {Values} changes
 * @returns {Promise<void>} fails, with everything as it was, when the engine refuses
 */
export async function changeSettings(playground, changes) {
  const before = playground.values;
  const names = Object.keys(changes).filter((name) => changes[name] !== before[name]);
  const changed = names.map(findSetting);
  playground.values = { ...before, ...changes };
  const canceled = changed.some(({ restarts }) => restarts) && playground.trained.cancel();
  try {
    await tellEngine(playground, changed);
  } catch (error) {
    playground.values = before;
    if (canceled) playground.begin();
    throw error;
  }
  playground.showSettings(changes);
  if (names.length === 0) return;
  playground.onSettings(playground.values);
  playground.announce(newsOf(changed, changes));
}

/** @param {Playground} playground @param {Setting[]} changed */
async function tellEngine({ engine, training, history, values }, changed) {
  if (changed.some(({ restarts }) => restarts)) {
    training.setGoal(null);
    history.awaited = null;
    await engine.configure(runSettings(values));
  }
  if (changed.some(({ restarts }) => !restarts)) await engine.setSampling(samplingOf(values));
}

/** @param {Setting[]} changed @param {Values} changes */
function newsOf(changed, changes) {
  const news = changed.map(({ name, label, kind }) =>
    kind === 'text' ? `New ${label.toLowerCase()}.` : `${label} ${changes[name]}.`,
  );
  const restarts = changed.some((setting) => setting.restarts);
  return `${news.join(' ')}${restarts ? ' A new run began.' : ''}`;
}
