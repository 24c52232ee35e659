// Against the real module: it takes the values that the generated table says it takes, and no others.

import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { trainerSettings } from '#tables';
import { instantiate } from '../../../web/engine/wasm.js';
import { accepts, settings, trainerFields } from '../../../web/settings/settings.js';

const bytes = await readFile(new URL('../../../build/wasm/meanflow.wasm', import.meta.url));
const module = await instantiate(await WebAssembly.compile(bytes));

/**
 * What the trainer says of a value: "" when it takes it.
 * @param {string} name
 * @param {unknown} value
 */
function refusal(name, value) {
  const json = JSON.stringify({ drawing: '2.AAAB', [name]: value });
  const samplingJson = JSON.stringify({ [name]: value });
  return ['steps', 'count'].includes(name)
    ? module.validateSample(samplingJson)
    : module.validate(json);
}

it.each(trainerSettings)('says of $name what the trainer says', (setting) => {
  const { name, kind, choices, minimum = Number.NaN, maximum = Number.NaN } = setting;
  const refused = `is not ${accepts(setting)}`;
  expect(refusal(name, setting.default)).toBe('');
  if (choices) {
    for (const { value } of choices) expect(refusal(name, value)).toBe('');
    expect(refusal(name, 'else')).toBe(`${name}: "else" ${refused}`);
    return;
  }
  if (kind === 'text') {
    expect(refusal(name, 1)).toBe(`${name}: "1" ${refused}`);
    expect(refusal(name, 'A'.repeat(maximum))).not.toContain('longer');
    expect(refusal(name, 'A'.repeat(maximum + 1))).toContain(`longer than ${maximum} characters`);
    return;
  }
  const { exclusiveMinimum, multipleOf = 1 } = setting;
  const step = kind === 'integer' ? multipleOf : 1e-7;
  expect(refusal(name, minimum)).toBe(exclusiveMinimum ? `${name}: ${minimum} ${refused}` : '');
  expect(refusal(name, minimum + step)).toBe('');
  expect(refusal(name, maximum - step)).toBe('');
  expect(refusal(name, maximum)).toBe('');
  for (const wrong of [minimum - step, maximum + step]) {
    expect(refusal(name, wrong)).toMatch(new RegExp(`^${name}: .* ${refused}$`));
  }
  if (kind === 'integer') expect(refusal(name, minimum + 0.5)).toContain(refused);
  if (multipleOf > 1) expect(refusal(name, minimum + 1)).toContain(refused);
});

it('has every setting of the page among those of the trainer', () => {
  for (const setting of settings) expect(trainerSettings).toContain(setting);
});

it('describes every kind of field', () => {
  const fields = new Map(trainerFields().map((field) => [field.name, field]));
  expect([...fields.keys()]).toEqual(trainerSettings.map(({ name }) => name));
  expect(fields.get('batch')).toEqual({
    name: 'batch',
    label: 'Batch size',
    kind: 'integer',
    accepts: 'a whole number from 8 to 65536, a multiple of 8',
    default: 4096,
    minimum: 8,
    maximum: 65536,
    exclusiveMinimum: false,
    multipleOf: 8,
  });
  expect(fields.get('epsilon')).toEqual({
    name: 'epsilon',
    label: 'Epsilon',
    kind: 'number',
    accepts: 'a number above 0 and at most 1',
    default: 1e-8,
    minimum: 0,
    maximum: 1,
    exclusiveMinimum: true,
    multipleOf: 1,
  });
  expect(fields.get('method')).toEqual({
    name: 'method',
    label: 'Method',
    kind: 'choice',
    accepts: 'one of fm, mf, imf or lsd',
    default: 'imf',
    choices: ['fm', 'mf', 'imf', 'lsd'],
  });
  expect(fields.get('drawing')).toEqual({
    name: 'drawing',
    label: 'Drawing',
    kind: 'text',
    accepts: expect.stringContaining('nothing, or a drawing'),
    default: '',
    maximum: 4099,
  });
});
