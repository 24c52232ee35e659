import { findSetting, settings } from '../settings.js';
import { LossChart } from '../view/loss-chart.js';
import { measures } from '../view/measures.js';
import { h } from './dom.js';
import { Field } from './field.js';
import { FlowBar } from './flow-bar.js';
import { MethodChoice } from './method-choice.js';
import { RunBar } from './run-bar.js';
import { Stage } from './stage.js';

/** @import {Method} from '../engine/types.js' */
/** @import {Traces} from '../view/loss-chart.js' */

/**
 * What a person can ask for.
 *
 * @typedef {object} Commands
 * @property {() => void} toggleTraining
 * @property {() => void} step
 * @property {() => void} reset
 * @property {() => void} newSeed
 * @property {(methods: Method[]) => void} setMethods
 * @property {(shown: boolean) => void} showExact  the exact flow's panel
 * @property {(name: string, value: string | number) => Promise<void>} set  a setting
 * @property {() => void} toggleFlow
 * @property {(share: number) => void} seekFlow  0 at the noise, 1 at the data
 */

/** @typedef {ReturnType<typeof makeParts>} Parts */

/** What the text calls a setting. @type {Record<string, string>} */
const symbols = { density: 'π', steps: 'T', lr: 'η', batch: 'B', width: 'H' };

/**
 * Everything on show, in reading order.
 *
 * @param {readonly Method[]} methods
 * @param {Traces} traces
 * @param {Commands} commands
 */
export function makeParts(methods, traces, commands) {
  const fields = makeFields(commands);
  const runBar = new RunBar(commands);
  const choice = new MethodChoice(methods, commands.setMethods, commands.showExact);
  const flowBar = new FlowBar(commands, elementOf(fields, 'steps'));
  const stage = new Stage(methods, (time) => flowBar.setTime(time));
  const chartHost = h('div', {
    class: 'chart',
    role: 'img',
    'aria-label': 'Loss against iteration',
    'aria-describedby': 'summary-loss',
  });
  const chartSummary = h('p', { id: 'summary-loss', class: 'unseen' });
  const status = h('p', { class: 'unseen', role: 'status' });
  const banner = h('p', { class: 'banner', role: 'alert' });
  const element = h(
    'div',
    { class: 'playground' },
    banner,
    runBar.element,
    h(
      'div',
      { class: 'choices' },
      elementOf(fields, 'density'),
      elementOf(fields, 'direction'),
      choice.element,
    ),
    stage.element,
    flowBar.element,
    legend(),
    h('div', { class: 'below' }, lossFigure(chartHost, chartSummary), trainingForm(fields)),
    status,
  );
  const chart = new LossChart(chartHost, traces, () => stage.palette);
  return {
    element,
    fields,
    runBar,
    choice,
    flowBar,
    stage,
    chart,
    chartHost,
    chartSummary,
    status,
    banner,
  };
}

/**
 * @param {Commands} commands
 * @returns {Map<string, Field>} by the setting's name
 */
function makeFields(commands) {
  const offered = settings.filter((setting) => setting.form !== false);
  return new Map(
    offered.map((setting) => {
      const { name } = setting;
      const commit = (/** @type {string | number} */ value) => commands.set(name, value);
      return [name, new Field(setting, commit, { symbol: symbols[name] })];
    }),
  );
}

/**
 * @param {Map<string, Field>} fields
 * @param {string} name
 */
function elementOf(fields, name) {
  const field = fields.get(name);
  if (!field) throw new RangeError(`There is no form field for "${findSetting(name).label}".`);
  return field.element;
}

/** What the numbers under the pictures are. */
function legend() {
  const entries = measures.flatMap(({ label, help }, i) => [
    i > 0 ? '; ' : '',
    h('b', {}, label),
    `: ${help}`,
  ]);
  return h('p', { class: 'note legend' }, ...entries, '.');
}

/** @param {HTMLElement} chartHost @param {HTMLElement} summary */
function lossFigure(chartHost, summary) {
  const caption = h(
    'figcaption',
    {},
    h('b', {}, 'Loss'),
    ' of every iteration, faint, and its mean over the last 100',
  );
  const note = h(
    'p',
    { class: 'note' },
    'Many training pairs meet at one place with different velocities, and a network can only answer ' +
      'with their mean: even the best leaves their spread, the dashed floor of FM and iMF. MF has no ' +
      'finite floor: at the exact ',
    h('var', {}, 'u'),
    ' what is left is ',
    h('var', {}, 'J'),
    ' (',
    h('var', {}, 'v', h('sub', {}, 's')),
    ' − ',
    h('var', {}, 'v'),
    '), with ',
    h('var', {}, 'J'),
    ' the Jacobian of the flow map, which grows as the map sharpens; so its loss may ' +
      'rise while its dots get better.',
  );
  return h('figure', { class: 'loss', 'data-field': 'loss' }, caption, chartHost, note, summary);
}

/** @param {Map<string, Field>} fields */
function trainingForm(fields) {
  const training = [...fields.values()].filter(({ setting }) => setting.section === 'training');
  return h(
    'details',
    { class: 'training', open: true },
    h('summary', {}, 'Training'),
    h('div', { class: 'fields' }, ...training.map((field) => field.element)),
    h(
      'p',
      { class: 'note' },
      'Changing any of these, the density or the direction starts a new run at iteration 0. ' +
        'Training goes on if it was on.',
    ),
  );
}
