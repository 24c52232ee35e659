import { isDrawing } from './drawing-text.js';

/**
 * The one table of what a user can set. Forms, attributes of `<mean-flow>` and the address all read it;
 * names and ranges are those of the trainer's own fields.
 *
 * @typedef {object} Setting
 * @property {string} name         as in the trainer's configuration, the attribute and the address
 * @property {string} label        for people; the control's accessible name
 * @property {'integer' | 'number' | 'choice' | 'text'} kind
 * @property {'problem' | 'sampling' | 'training' | 'sharper'} section
 * @property {string | number} default
 * @property {string} help         one sentence: what it does
 * @property {boolean} restarts    a change starts the run anew
 * @property {boolean} [form]      false: attribute and address only
 * @property {number} [minimum]
 * @property {number} [maximum]  of a text: its length
 * @property {boolean} [exclusiveMinimum]  `minimum` itself is refused
 * @property {number} [multipleOf]
 * @property {Choice[]} [choices]  the accepted names
 * @property {string} [text]       of a text: what is accepted, for people
 * @property {number[]} [presets]  values a form offers, of all that are accepted
 *
 * @typedef {{value: string, label: string}} Choice
 * @typedef {Record<string, string | number>} Values  a value for every setting, by name
 */

/** @type {readonly Setting[]} */
export const settings = [
  {
    name: 'density',
    label: 'Density',
    kind: 'choice',
    section: 'problem',
    default: 'checkerboard',
    help: 'The target: what the flow should turn noise into.',
    restarts: true,
    choices: [
      { value: 'checkerboard', label: 'Checkerboard' },
      { value: 'eight-gaussians', label: 'Eight Gaussians' },
      { value: 'two-moons', label: 'Two moons' },
      { value: 'two-spirals', label: 'Two spirals' },
      { value: 'rings', label: 'Rings' },
      { value: 'pinwheel', label: 'Pinwheel' },
      { value: 'drawing', label: 'Draw your own' },
    ],
  },
  {
    name: 'direction',
    label: 'Direction',
    kind: 'choice',
    section: 'problem',
    default: 'reverse',
    help: 'Which end of time holds the data.',
    restarts: true,
    choices: [
      { value: 'reverse', label: 'Reverse: data at t = 0' },
      { value: 'forward', label: 'Forward: data at t = 1' },
      { value: 'forward-as-published', label: 'Forward, as published' },
    ],
  },
  {
    name: 'steps',
    label: 'Steps',
    kind: 'integer',
    section: 'sampling',
    default: 1,
    help: 'T: how many times the network is asked on the way from noise to data.',
    restarts: false,
    minimum: 1,
    maximum: 1000,
    presets: [1, 2, 4, 10, 100, 500],
  },
  {
    name: 'count',
    label: 'Particles',
    kind: 'integer',
    section: 'sampling',
    default: 2048,
    help: 'How many particles a panel shows.',
    restarts: false,
    form: false,
    minimum: 1,
    maximum: 200000,
  },
  {
    name: 'lr',
    label: 'Learning rate',
    kind: 'number',
    section: 'training',
    default: 0.003,
    help: 'Step size of Adam.',
    restarts: true,
    minimum: 0,
    exclusiveMinimum: true,
    maximum: 10,
  },
  {
    name: 'batch',
    label: 'Batch size',
    kind: 'integer',
    section: 'training',
    default: 4096,
    help: 'Samples an iteration, a multiple of 8.',
    restarts: true,
    minimum: 8,
    maximum: 65536,
    multipleOf: 8,
  },
  {
    name: 'width',
    label: 'Width',
    kind: 'integer',
    section: 'training',
    default: 128,
    help: 'Units of a hidden layer.',
    restarts: true,
    minimum: 1,
    maximum: 1024,
  },
  {
    name: 'depth',
    label: 'Depth',
    kind: 'integer',
    section: 'training',
    default: 4,
    help: 'Hidden layers.',
    restarts: true,
    minimum: 1,
    maximum: 16,
  },
  {
    name: 'iterations',
    label: 'Iterations',
    kind: 'integer',
    section: 'training',
    default: 5001,
    help: 'Length of the run.',
    restarts: true,
    minimum: 1,
    maximum: 1000000,
  },
  {
    name: 'seed',
    label: 'Seed',
    kind: 'integer',
    section: 'training',
    default: 0,
    help: 'Equal seeds give equal runs, to the bit.',
    restarts: true,
    minimum: 0,
    maximum: 4294967295,
  },
  {
    name: 'schedule',
    label: 'Schedule',
    kind: 'choice',
    section: 'sharper',
    default: 'constant',
    help: 'How the rate changes over the run; cosine: to 0 (Loshchilov & Hutter 2016).',
    restarts: true,
    choices: [
      { value: 'constant', label: 'Constant' },
      { value: 'cosine', label: 'Cosine to 0' },
    ],
  },
  {
    name: 'warmup',
    label: 'Warm-up',
    kind: 'integer',
    section: 'sharper',
    default: 0,
    help: 'Iterations in which the rate rises from 0 first.',
    restarts: true,
    minimum: 0,
    maximum: 1000000,
  },
  {
    name: 'clip',
    label: 'Clip gradient at',
    kind: 'number',
    section: 'sharper',
    default: 0,
    help: 'Largest norm of the gradient (Pascanu et al. 2013). 0: none, for LSD 1.',
    restarts: true,
    minimum: 0,
    maximum: 1000000,
  },
  {
    name: 'beta2',
    label: 'Beta 2',
    kind: 'number',
    section: 'sharper',
    default: 0.999,
    help: 'Decay of the mean of squared gradients, over about 1 / (1 − β₂) iterations.',
    restarts: true,
    minimum: 0,
    maximum: 0.9999999,
  },
  {
    name: 'ema',
    label: 'EMA of weights',
    kind: 'number',
    section: 'sharper',
    default: 0,
    help: 'Decay of the mean of the weights, which is then shown and sampled from (Polyak & Juditsky 1992). 0: none.',
    restarts: true,
    minimum: 0,
    maximum: 0.99999,
  },
  {
    name: 'equal_share',
    label: 'Share with r = t',
    kind: 'number',
    section: 'sharper',
    default: 0,
    help: 'Samples that regress the velocity itself (arXiv 2505.13447, table 1a). 0: none, for LSD half.',
    restarts: true,
    minimum: 0,
    maximum: 1,
  },
  {
    name: 'start_share',
    label: 'Share anchored at the noise',
    kind: 'number',
    section: 'sharper',
    default: 0,
    help: 'Of the other samples: where one step starts.',
    restarts: true,
    minimum: 0,
    maximum: 1,
  },
  {
    name: 'times',
    label: 'Times',
    kind: 'choice',
    section: 'sharper',
    default: 'uniform',
    help: 'Distribution of the times (Esser et al. 2024).',
    restarts: true,
    choices: [
      { value: 'uniform', label: 'Even' },
      { value: 'logit-normal', label: 'Logit-normal' },
    ],
  },
  {
    name: 'times_mean',
    label: 'Mean of logit',
    kind: 'number',
    section: 'sharper',
    default: -0.4,
    help: 'Logit-normal times: mean of the noise level’s logit.',
    restarts: true,
    minimum: -5,
    maximum: 5,
  },
  {
    name: 'times_deviation',
    label: 'Deviation of logit',
    kind: 'number',
    section: 'sharper',
    default: 1,
    help: 'Logit-normal times: its deviation.',
    restarts: true,
    minimum: 0,
    exclusiveMinimum: true,
    maximum: 5,
  },
  {
    name: 'time_inputs',
    label: 'Network is told',
    kind: 'choice',
    section: 'sharper',
    default: 'end',
    help: 'What it learns of r (arXiv 2505.13447, table 1c).',
    restarts: true,
    choices: [
      { value: 'end', label: 't and r' },
      { value: 'interval', label: 't and t − r' },
    ],
  },
  {
    name: 'tangent',
    label: 'Tangent',
    kind: 'choice',
    section: 'sharper',
    default: 'method',
    help: 'Velocity in the JVP. Exact: an oracle, which no data gives; for LSD target and teacher.',
    restarts: true,
    choices: [
      { value: 'method', label: 'The method’s own' },
      { value: 'conditional', label: 'Conditional (MF)' },
      { value: 'network', label: 'Network (iMF)' },
      { value: 'exact', label: 'Exact (oracle)' },
    ],
  },
  {
    name: 'target',
    label: 'Target',
    kind: 'choice',
    section: 'sharper',
    default: 'pair',
    help: 'What stands for v: each pair’s own, or its mean over the pairs that may have given x_t (after arXiv 2302.00670).',
    restarts: true,
    choices: [
      { value: 'pair', label: 'The pair’s own' },
      { value: 'posterior', label: 'Mean of its batch' },
    ],
  },
  {
    name: 'adaptive_power',
    label: 'Adaptive weight p',
    kind: 'number',
    section: 'sharper',
    default: 0,
    help: 'Weight (|d|² + c)^−p (arXiv 2505.13447, eq. 22). Biased here: it favours samples whose noise is small.',
    restarts: true,
    minimum: 0,
    maximum: 2,
  },
  {
    name: 'adaptive_constant',
    label: 'Adaptive weight c',
    kind: 'number',
    section: 'sharper',
    default: 0.001,
    help: 'See p.',
    restarts: true,
    minimum: 0,
    exclusiveMinimum: true,
    maximum: 1000,
  },
  {
    name: 'cells',
    label: 'Cells',
    kind: 'integer',
    section: 'problem',
    default: 4,
    help: 'Cells along a side of the checkerboard.',
    restarts: true,
    form: false,
    minimum: 1,
    maximum: 32,
  },
  {
    name: 'scale',
    label: 'Scale',
    kind: 'number',
    section: 'problem',
    default: 2,
    help: "Half the side of the density's square.",
    restarts: true,
    form: false,
    minimum: 0.25,
    maximum: 4,
  },
  {
    name: 'drawing',
    label: 'Drawing',
    kind: 'text',
    section: 'problem',
    default: '',
    help: 'What the density “Draw your own” shows.',
    restarts: true,
    form: false,
    maximum: 4099,
    text: 'nothing, or a drawing: its size from 2 to 64, a point, and a letter for each cell',
  },
];

/**
 * @param {string} name
 * @returns {Setting}
 * @throws {RangeError} when there is no such setting
 */
export function findSetting(name) {
  const setting = settings.find((candidate) => candidate.name === name);
  if (!setting) throw new RangeError(`There is no setting "${name}".`);
  return setting;
}

/** @returns {Values} every setting at its default */
export function defaultValues() {
  return Object.fromEntries(settings.map((setting) => [setting.name, setting.default]));
}

/**
 * Values go together, too: a drawn density needs its drawing.
 *
 * @param {Values} values  mended, if need be: the density becomes the default
 * @returns {string} what was wrong, for people; "" when nothing was
 */
export function mend(values) {
  if (values.density !== 'drawing' || values.drawing !== '') return '';
  values.density = findSetting('density').default;
  return 'Density: "drawing" needs a drawing, and there is none.';
}

/**
 * What a setting accepts, for people.
 *
 * @param {Setting} setting
 * @returns {string} as in "a whole number from 8 to 65536, a multiple of 8"
 */
export function accepts(setting) {
  if (setting.text) return setting.text;
  if (setting.choices) {
    const names = setting.choices.map(({ value }) => value);
    return `one of ${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
  }
  const kind = setting.kind === 'integer' ? 'a whole number' : 'a number';
  const range = setting.exclusiveMinimum
    ? `above ${setting.minimum} and at most ${setting.maximum}`
    : `from ${setting.minimum} to ${setting.maximum}`;
  const multiple = setting.multipleOf ? `, a multiple of ${setting.multipleOf}` : '';
  return `${kind} ${range}${multiple}`;
}

/**
 * Reads what a person, an attribute or an address says.
 *
 * @param {Setting} setting
 * @param {string} text
 * @returns {{value: string | number, message: ''} | {value: undefined, message: string}} the value, or why not
 */
export function parseSetting(setting, text) {
  const trimmed = text.trim();
  const named = setting.choices || setting.kind === 'text';
  const value = named ? trimmed : Number(trimmed === '' ? Number.NaN : trimmed);
  if (inRange(setting, value)) return { value, message: '' };
  const entry = trimmed === '' ? 'nothing' : `"${clip(trimmed)}"`;
  return { value: undefined, message: `${setting.label}: ${entry} is not ${accepts(setting)}.` };
}

/** What a message quotes of a text that may be endless. @param {string} text */
export const clip = (text) => (text.length > 40 ? `${text.slice(0, 40)}…` : text);

/**
 * @param {Setting} setting
 * @param {string | number} value
 */
function inRange(setting, value) {
  if (setting.choices) return setting.choices.some((choice) => choice.value === value);
  if (setting.kind === 'text') return value === '' || isDrawing(String(value), setting.maximum);
  const { minimum = -Infinity, maximum = Infinity, multipleOf = 1 } = setting;
  if (typeof value !== 'number' || Number.isNaN(value)) return false;
  if (value < minimum || value > maximum) return false;
  if (setting.exclusiveMinimum && value === minimum) return false;
  return setting.kind === 'number' || (Number.isInteger(value) && value % multipleOf === 0);
}
