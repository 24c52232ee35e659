import { english, h } from '../dom/dom.js';
import { measureLabel, measures } from '../plot/measures.js';
import { findSetting, settings } from '../settings/settings.js';
import { LossFigure } from './charts/loss-figure.js';
import { DrawnDensity } from './controls/drawn-density.js';
import { Field } from './controls/field.js';
import { FlowBar } from './controls/flow-bar.js';
import { MethodChoice } from './controls/method-choice.js';
import { RecipeField } from './controls/recipe-field.js';
import { MiniBar, RunBar } from './controls/run-bar.js';
import { makeWorkersField } from './controls/workers-field.js';
import { hasFeature } from './features.js';
import { lazySection } from './lazy-section.js';
import { Stage } from './panels/stage.js';

/** @import {Method} from '../engine/types.js' */
/** @import {Traces} from '../plot/loss-chart.js' */
/** @import {Setting} from '../settings/settings.js' */
/** @import {Commands} from './commands.js' */

/** @typedef {ReturnType<typeof makeParts>} Parts */

/** The text's symbols for settings. @type {Record<string, string>} */
const symbols = { density: 'π', steps: 'T', lr: 'η', batch: 'B', width: 'H' };

/**
 * The controls, panels and charts, in reading order.
 *
 * @param {{offered: readonly Method[], shown: readonly Method[]}} methods  shown: at first
 * @param {Traces} traces
 * @param {Commands} commands
 */
export function makeParts({ offered, shown }, traces, commands) {
  const fields = makeFields(commands);
  const workers = makeWorkersField(commands.setWorkers);
  const drawn = new DrawnDensity(fieldOf(fields, 'density'), commands.drawing);
  const recipe = new RecipeField(commands.applyRecipe);
  recipe.element.dataset.part = 'training';
  const runBar = new RunBar(commands, recipe.element);
  const choice = new MethodChoice(offered, shown, commands.setMethods, commands.showExact);
  const flowBar = new FlowBar(commands, elementOf(fields, 'steps'));
  const stage = new Stage(offered, (time) => flowBar.setTime(time));
  const lossFigure = new LossFigure(traces, () => stage.palette);
  const miniBar = new MiniBar(commands.toggleAll);
  const status = h('p', { class: 'unseen', role: 'status' });
  const banner = h('p', { class: 'banner', role: 'alert' });
  const view = lazySection('view', 'View', commands.openView);
  const share = hasFeature('share')
    ? [lazySection('share', 'Share & keep', commands.openShare)]
    : [];
  const element = h(
    'div',
    { class: 'playground', ...english },
    banner,
    runBar.element,
    h(
      'div',
      { class: 'choices' },
      elementOf(fields, 'density'),
      drawn.button,
      elementOf(fields, 'direction'),
      choice.element,
    ),
    drawn.host,
    stage.element,
    miniBar.element,
    flowBar.element,
    view,
    lazySection('quality', 'Quality', commands.openQuality),
    ...share,
    legend(),
    h('div', { class: 'below' }, lossFigure.element, trainingForm(fields, workers)),
    status,
  );
  // The section imports files that are dropped on the figure, and shows the result.
  element.addEventListener('dragenter', ({ dataTransfer }) => {
    if (!dataTransfer?.types.includes('Files')) return;
    for (const section of share) section.open = true;
  });
  for (const name of ['density', 'direction']) elementOf(fields, name).dataset.part = 'problem';
  return {
    element,
    fields,
    drawn,
    recipe,
    workers,
    runBar,
    choice,
    miniBar,
    flowBar,
    stage,
    lossFigure,
    view,
    status,
    banner,
  };
}

/**
 * @param {Commands} commands
 * @returns {Map<string, Field>} by the setting's name
 */
function makeFields(commands) {
  const offered = settings.filter((setting) => setting.form !== false).map(withoutEditor);
  return new Map(
    offered.map((setting) => {
      const { name } = setting;
      const commit = (/** @type {string | number} */ value) => commands.set(name, value);
      return [name, new Field(setting, commit, { symbol: symbols[name] })];
    }),
  );
}

/** Without the editor there is no choice "Draw your own". @param {Setting} setting @returns {Setting} */
function withoutEditor(setting) {
  if (setting.name !== 'density' || hasFeature('drawing')) return setting;
  return { ...setting, choices: setting.choices?.filter(({ value }) => value !== 'drawing') };
}

/**
 * @param {Map<string, Field>} fields
 * @param {string} name
 */
function fieldOf(fields, name) {
  const field = fields.get(name);
  if (!field) throw new RangeError(`There is no form field for "${findSetting(name).label}".`);
  return field;
}

/** @param {Map<string, Field>} fields @param {string} name */
function elementOf(fields, name) {
  return fieldOf(fields, name).element;
}

/** Explains the numbers under the panels. */
function legend() {
  const entries = measures.flatMap((measure, i) => [
    i > 0 ? '; ' : '',
    h('b', {}, measureLabel(measure)),
    `: ${measure.help}`,
  ]);
  return h('p', { class: 'note legend', 'data-part': 'legend' }, ...entries, '.');
}

/** @param {Map<string, Field>} fields @param {Field} workers */
function trainingForm(fields, workers) {
  const of = (/** @type {string} */ section) => {
    const some = [...fields.values()].filter(({ setting }) => setting.section === section);
    return some.map((field) => field.element);
  };
  return h(
    'details',
    { class: 'training', 'data-part': 'training', open: true },
    h('summary', {}, 'Training'),
    h('div', { class: 'fields' }, ...of('training'), workers.element),
    h(
      'details',
      { class: 'sharper' },
      h('summary', {}, 'Sharper than the tutorial'),
      h('div', { class: 'fields' }, ...of('sharper')),
    ),
    h(
      'p',
      { class: 'note' },
      'Changing any of these but the workers, the density or the direction starts a new run at iteration 0. ' +
        'Training goes on if it was on.',
    ),
  );
}
