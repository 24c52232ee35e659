import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  accepts,
  defaultValues,
  findSetting,
  mend,
  parseSetting,
  settings,
} from '../../../web/settings/settings.js';

describe('settings', () => {
  it.each(settings)('accepts the default of $name', (setting) => {
    expect(parseSetting(setting, String(setting.default))).toEqual({
      value: setting.default,
      message: '',
    });
  });

  it.each(settings.filter(({ choices, kind }) => !choices && kind !== 'text'))(
    'takes both ends of the range of $name and nothing past them',
    (setting) => {
      const { minimum = Number.NaN, maximum = Number.NaN, exclusiveMinimum } = setting;
      expect(parseSetting(setting, String(maximum)).value).toBe(maximum);
      expect(parseSetting(setting, String(minimum)).value).toBe(
        exclusiveMinimum ? undefined : minimum,
      );
      for (const entry of [minimum - 1, maximum + 1, 'Infinity', 'NaN', 'many', '', '1,5']) {
        const { value, message } = parseSetting(setting, String(entry));
        expect(value, String(entry)).toBeUndefined();
        expect(message).toContain(setting.label);
        expect(message).toContain(String(maximum));
      }
    },
  );

  it.each(settings.filter(({ kind }) => kind === 'integer'))(
    'refuses a fraction for $name',
    (setting) => {
      expect(parseSetting(setting, '8.5').value).toBeUndefined();
    },
  );

  it.each(settings.filter(({ choices }) => choices))(
    'knows no other $name than those listed',
    (setting) => {
      for (const { value } of setting.choices ?? []) {
        expect(parseSetting(setting, value).value).toBe(value);
      }
      expect(parseSetting(setting, 'else').message).toMatch(/"else" is not one of/);
    },
  );

  it('reads numbers as people write them', () => {
    expect(parseSetting(findSetting('lr'), ' 3e-3 ').value).toBe(0.003);
  });

  it('holds the batch to whole lanes', () => {
    const batch = findSetting('batch');
    expect(parseSetting(batch, '4096').value).toBe(4096);
    expect(parseSetting(batch, '4100')).toEqual({
      value: undefined,
      message: 'Batch size: "4100" is not a whole number from 8 to 65536, a multiple of 8.',
    });
  });

  it('describes an open range', () => {
    expect(accepts(findSetting('lr'))).toBe('a number above 0 and at most 10');
  });

  it('offers only values that it accepts', () => {
    for (const setting of settings) {
      for (const preset of setting.presets ?? []) {
        expect(parseSetting(setting, String(preset)).value).toBe(preset);
      }
    }
  });

  it('takes drawings as text, and quotes little of what is none', () => {
    const drawing = findSetting('drawing');
    for (const text of ['', '2.AAAB', '4._*P', '3.A*D-*E']) {
      expect(parseSetting(drawing, text)).toEqual({ value: text, message: '' });
    }
    expect(parseSetting(drawing, `2.${'A'.repeat(90)}`).message).toBe(
      `Drawing: "2.${'A'.repeat(38)}…" is not ${accepts(drawing)}.`,
    );
  });

  it('has no drawn density without a drawing', () => {
    const values = { ...defaultValues(), density: 'drawing', drawing: '2.AAAB' };
    expect(mend(values)).toBe('');
    expect(values.density).toBe('drawing');
    values.drawing = '';
    expect(mend(values)).toMatch(/^Density: "drawing" needs a drawing/);
    expect(values.density).toBe('checkerboard');
  });

  it('has a default for every setting, each of its own name', () => {
    expect(Object.keys(defaultValues())).toHaveLength(settings.length);
    expect(() => findSetting('no-such')).toThrow(RangeError);
  });

  it('takes any text for a valid value, or says which setting and what it takes', () => {
    const texts = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.double().map(String),
      fc.integer({ min: -10, max: 300_000 }).map(String),
      fc.constantFrom('0x10', '1e3', '-0', '+4', '1_000', 'Infinity', '٣', '４', '1e-400'),
    );
    fc.assert(
      fc.property(fc.constantFrom(...settings), texts, (setting, text) => {
        const { value, message } = parseSetting(setting, text);
        if (value === undefined) {
          expect(message).toContain(setting.label);
          expect(message).toContain(accepts(setting));
          expect(message.length).toBeLessThan(300);
          return;
        }
        expect(message).toBe('');
        if (setting.choices) {
          expect(setting.choices.map(({ value }) => value)).toContain(value);
        } else if (setting.kind === 'text') {
          expect(String(value).length).toBeLessThanOrEqual(Number(setting.maximum));
        } else {
          const { minimum = Number.NaN, maximum = Number.NaN, multipleOf = 1 } = setting;
          expect(value).toBeGreaterThanOrEqual(minimum);
          expect(value).toBeLessThanOrEqual(maximum);
          if (setting.exclusiveMinimum) expect(value).not.toBe(minimum);
          if (setting.kind === 'integer') expect(Math.abs(Number(value) % multipleOf)).toBe(0);
        }
        expect(parseSetting(setting, String(value)).value).toEqual(value === 0 ? 0 : value);
      }),
      { numRuns: 500 },
    );
  });
});
