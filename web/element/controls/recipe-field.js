import { recipeOf, recipes } from '../../settings/recipes.js';
import { Field } from './field.js';

/** @import {Values} from '../../settings/settings.js' */

const custom = { value: 'custom', label: 'Custom' };

/** A select of recipes, which set several fields at once; "Custom" if the fields match none. */
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
        help: 'Sets all of these but the seed and the workers.',
        restarts: true,
        choices: [...recipes.map(({ name, label }) => ({ value: name, label })), custom],
      },
      async (name) => {
        if (name === custom.value) this.show(this.value);
        else await apply(String(name));
      },
    );
  }

  /** @param {Values} values */
  showRecipeOf(values) {
    this.show(recipeOf(values)?.name ?? custom.value);
  }
}
