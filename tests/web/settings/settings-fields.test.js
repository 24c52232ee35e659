import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { instantiate } from '../../../web/engine/wasm.js';
import { accepts, settings } from '../../../web/settings/settings.js';

const bytes = await readFile(new URL('../../../build/wasm/meanflow.wasm', import.meta.url));
const module = await instantiate(await WebAssembly.compile(bytes));

/** @type {Record<string, unknown>[]} */
const fields = JSON.parse(module.fields());

it.each(settings)('says of $name what the trainer says', (setting) => {
  const { label, kind, minimum, maximum } = setting;
  const field = fields.find(({ name }) => name === setting.name);
  expect(field).toMatchObject({ label, kind, default: setting.default, accepts: accepts(setting) });
  if (setting.choices) {
    expect(field?.choices).toEqual(setting.choices.map(({ value }) => value));
  } else if (kind === 'text') {
    expect(field?.maximum).toBe(maximum);
  } else {
    const { exclusiveMinimum = false, multipleOf = 1 } = setting;
    expect(field).toMatchObject({ minimum, maximum, exclusiveMinimum, multipleOf });
  }
});
