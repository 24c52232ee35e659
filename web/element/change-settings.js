import { SHOWN_METHODS } from '../engine/client/engine.js';
import { recipes, valuesOf } from '../settings/recipes.js';
import { findSetting } from '../settings/settings.js';
import { runSettings, samplingOf } from './engine-settings.js';

/** @import {Setting, Values} from '../settings/settings.js' */
/** @import {Playground} from './playground.js' */

/**
 * Changes settings together. Most of them begin a new run; it trains if the previous one did.
 *
 * @param {Playground} playground
 * @param {Values} changes
 * @returns {Promise<void>} rejects, with nothing changed, when the engine refuses
 */
export async function changeSettings(playground, changes) {
  const before = playground.values;
  const names = Object.keys(changes).filter((name) => changes[name] !== before[name]);
  const changed = names.map(findSetting);
  playground.values = { ...before, ...changes };
  const canceled = changed.some(({ restarts }) => restarts) && playground.trained.cancel();
  try {
    await applyToEngine(playground, changed);
  } catch (error) {
    playground.values = before;
    if (canceled) playground.begin();
    throw error;
  }
  playground.showSettings(changes);
  if (names.length === 0) return;
  playground.onSettings(playground.values);
  playground.announce(describeChanges(changed, changes));
}

/**
 * Changes the settings that a recipe decides, and displays the method that it is for.
 *
 * @param {Playground} playground
 * @param {string} name  of the recipe
 */
export async function applyRecipe(playground, name) {
  const recipe = recipes.find((candidate) => candidate.name === name) ?? recipes[0];
  const chosen = playground.parts.choice.chosen();
  const { method } = recipe;
  const isExtra = !SHOWN_METHODS.includes(method);
  if (isExtra && playground.offered.includes(method) && !chosen.includes(method)) {
    playground.chooseMethods([...chosen, method]);
  }
  await changeSettings(playground, valuesOf(recipe));
}

/** @param {Playground} playground @param {Setting[]} changed */
async function applyToEngine({ engine, training, history, values }, changed) {
  if (changed.some(({ restarts }) => restarts)) {
    training.setTarget(null);
    history.awaited = null;
    await engine.configure(runSettings(values));
  }
  if (changed.some(({ restarts }) => !restarts)) await engine.setSampling(samplingOf(values));
}

/** @param {Setting[]} changed @param {Values} changes */
function describeChanges(changed, changes) {
  const texts = changed.map(({ name, label, kind }) =>
    kind === 'text' ? `New ${label.toLowerCase()}.` : `${label} ${changes[name]}.`,
  );
  const restarts = changed.some((setting) => setting.restarts);
  return `${texts.join(' ')}${restarts ? ' A new run began.' : ''}`;
}
