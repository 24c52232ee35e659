// The settings of the page: those of the trainer's table (src/meanflow/settings_table.h) that forms, attributes of
// `<mean-flow>` and links have.

import { settings, trainerSettings } from '#tables';
import { isDrawing } from './drawing-text.js';

export { settings };

/**
 * @import {Field} from '../engine/types.js'
 * @typedef {import('#tables').Setting} Setting
 * @typedef {import('#tables').Choice} Choice
 * @typedef {import('#tables').Values} Values
 */

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
 * What a setting accepts, for readers.
 *
 * @param {import('#tables').TrainerSetting} setting
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

/** All that the trainer can be told. @returns {Field[]} */
export function trainerFields() {
  return trainerSettings.map((setting) => {
    const { name, label, kind, choices, minimum, maximum } = setting;
    const { exclusiveMinimum = false, multipleOf = 1 } = setting;
    const field = { name, label, kind, accepts: accepts(setting), default: setting.default };
    if (choices) return { ...field, choices: choices.map(({ value }) => value) };
    if (kind === 'text') return { ...field, maximum };
    return { ...field, minimum, maximum, exclusiveMinimum, multipleOf };
  });
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
