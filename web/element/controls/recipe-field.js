import { setText } from '../../dom/dom.js';
import { recipeOf, recipes, secondsOf } from '../../settings/recipes.js';
import { Field } from './field.js';

/** @import {Values} from '../../settings/settings.js' */

const custom = { value: 'custom', label: 'Custom' };

/**
 * A select of recipes, which set several fields at once, with the time that each takes on this machine once that is known;
 * "Custom" if the fields match none.
 */
export class RecipeField extends Field {
  /** @param {(name: string) => Promise<void>} apply */
  constructor(apply) {
    super(
      {
        name: 'recipe',
        label: 'Recipe',
        kind: 'choice',
        section: 'training',
        default: recipes[0].name,
        help: 'How to train, and about how long that takes here, once it is known. Sets all under “Training” but seed and workers.',
        restarts: true,
        choices: [...recipes.map(({ name, label }) => ({ value: name, label })), custom],
      },
      async (name) => {
        if (name === custom.value) this.show(this.value);
        else await apply(String(name));
      },
    );
  }

  /** Says how long each takes. @param {Values} values @param {number} rate  iterations a second under them; 0 if unknown */
  showTimes(values, rate) {
    if (rate === 0) return;
    for (const [i, recipe] of recipes.entries()) {
      const time = roughly(secondsOf(recipe, values, rate));
      setText(this.input.children[i], `${recipe.label}, ${time}`);
    }
  }

  /** @param {Values} values */
  showRecipeOf(values) {
    this.show(recipeOf(values)?.name ?? custom.value);
  }
}

/** In steps that do not change with every measurement. @param {number} seconds @returns {string} "8 s", "50 s", "6 min" */
function roughly(seconds) {
  if (seconds > 90) return `${Math.round(seconds / 60)} min`;
  const step = seconds < 20 ? 1 : 10;
  return `${Math.max(1, step * Math.round(seconds / step))} s`;
}
