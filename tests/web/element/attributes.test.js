import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Attributes, attributeNames } from '../../../web/element/attributes.js';
import { hideable } from '../../../web/element/hide.js';
import { METHODS } from '../../../web/engine/methods.js';
import { parseSetting, settings } from '../../../web/settings/settings.js';

describe('attributes', () => {
  it('are all settings, and the options of the element', () => {
    for (const { name } of settings) expect(attributeNames).toContain(name);
    for (const name of ['method', 'hide', 'theme', 'trained', 'autotrain', 'workers']) {
      expect(attributeNames).toContain(name);
    }
  });

  it('that are on or off accept what frameworks write for booleans', () => {
    const attributes = new Attributes();
    for (const [text, on] of /** @type {const} */ ([
      ['', true],
      ['on', true],
      ['true', true],
      ['off', false],
      ['false', false],
    ])) {
      for (const name of ['trained', 'autotrain', 'linear_path'])
        expect(attributes.set(name, text), `${name}="${text}"`).toBe(true);
      expect(attributes.presentation).toMatchObject({ trained: on, autotrain: on });
      expect(attributes.values.linear_path).toBe(on ? 'on' : 'off');
    }
    for (const name of ['trained', 'linear_path'])
      expect(attributes.set(name, 'constructor')).toBe(false);
    expect(attributes.errorMessage).toContain('linear_path="constructor" is not one of off or on');
    expect(attributes.set('density', '')).toBe(false);
  });

  it('take addresses of the web alone', () => {
    const attributes = new Attributes();
    for (const text of ['nowhere', 'javascript:alert(1)', 'file:///models/', 'http://']) {
      expect(attributes.set('models', text), text).toBe(false);
      expect(attributes.errorMessage).toBe(
        `models="${text}" is not an address of the web, http or https.`,
      );
    }
    expect(attributes.set('models', null)).toBe(true);
    expect(attributes.presentation.models).toBe('');
  });

  it('accept valid values', () => {
    const attributes = new Attributes();
    for (const [name, text] of Object.entries({
      density: 'rings',
      steps: '4',
      lr: '1e-3',
      method: 'imf, exact',
      hide: 'chart  training',
      theme: 'dark',
      trained: '',
      models: 'https://example.org/flow/models',
      autotrain: 'off',
      workers: '3',
    })) {
      expect(attributes.set(name, text), name).toBe(true);
    }
    expect(attributes.values).toMatchObject({ density: 'rings', steps: 4, lr: 0.001 });
    expect(attributes.presentation).toEqual({
      methods: ['imf'],
      exact: true,
      hide: ['chart', 'training'],
      theme: 'dark',
      trained: true,
      models: 'https://example.org/flow/models/',
      autotrain: false,
      workers: 3,
    });
    expect(attributes.errorMessage).toBe('');
  });

  it.each([
    ['steps', '4', '0', 'steps="0" is not a whole number from 1 to 1000.'],
    ['density', 'rings', 'ring', /^density="ring" is not one of checkerboard, /],
    [
      'method',
      'mf',
      'mf gan',
      'method="mf gan" names "gan", which is not one of fm, mf, imf, lsd or exact.',
    ],
    ['method', 'mf', 'exact', 'method="exact" names none of fm, mf, imf, lsd.'],
    ['hide', 'chart', 'cahrt', /^hide="cahrt" names "cahrt", which is not one of controls, /],
    ['theme', 'dark', 'blue', 'theme="blue" is not one of light, dark or auto.'],
    ['workers', '2', '9', 'workers="9" is not a whole number from 1 to 8.'],
    ['trained', 'on', 'yes', 'trained="yes" is not one of on or off.'],
    ['autotrain', 'off', 'no', 'autotrain="no" is not one of on or off.'],
  ])(
    '%s: name the error and the range, and keep the last valid value',
    (name, good, bad, message) => {
      const attributes = new Attributes();
      attributes.set(name, good);
      const { values, presentation } = structuredClone({ ...attributes });
      expect(attributes.set(name, bad)).toBe(false);
      expect(attributes.values).toEqual(values);
      expect(attributes.presentation).toEqual(presentation);
      expect(attributes.errorMessage).toMatch(message);
      expect(attributes.set(name, good)).toBe(true);
      expect(attributes.errorMessage).toBe('');
    },
  );

  it('return to the default when they are removed', () => {
    const attributes = new Attributes();
    const before = structuredClone({ ...attributes });
    for (const name of ['steps', 'method', 'hide', 'theme', 'trained', 'autotrain'])
      attributes.set(name, null);
    expect(attributes).toEqual(expect.objectContaining(before));
    attributes.set('hide', 'all');
    expect(attributes.presentation.hide).toEqual(hideable);
    attributes.set('hide', null);
    expect(attributes.presentation.hide).toEqual([]);
  });

  it('hold only valid values, after any changes', () => {
    const texts = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.constantFrom('', 'on', 'off', 'all', 'imf,mf', 'exact', 'dark', 'rings', '4', '0', '1e9'),
    );
    const name = fc.oneof(fc.constantFrom(...attributeNames), fc.constantFrom('toString', 'x', ''));
    const changes = fc.array(fc.tuple(name, fc.option(texts)), { maxLength: 20 });
    fc.assert(
      fc.property(changes, (all) => {
        const attributes = new Attributes();
        /** @type {Set<string>} */
        const wrong = new Set();
        for (const [name, text] of all) {
          const before = structuredClone({ ...attributes });
          const valid = attributes.set(name, text);
          wrong.delete(name);
          if (!valid) {
            if (attributeNames.includes(name)) wrong.add(name);
            expect(attributes.values).toEqual(before.values);
            expect(attributes.presentation).toEqual(before.presentation);
          }
        }
        for (const setting of settings) {
          const value = attributes.values[setting.name];
          expect(parseSetting(setting, String(value)).value, setting.name).toEqual(
            value === 0 ? 0 : value,
          );
        }
        const { methods, hide, theme } = attributes.presentation;
        expect(methods).toEqual(METHODS.filter((method) => methods.includes(method)));
        expect(methods.length).toBeGreaterThan(0);
        expect(hide.every((part) => hideable.some((known) => known === part))).toBe(true);
        expect(['light', 'dark', 'auto']).toContain(theme);
        expect([...attributes.errors.keys()].sort()).toEqual([...wrong].sort());
        for (const name of wrong) expect(attributes.errorMessage).toContain(`${name}="`);
        expect(attributes.errorMessage === '').toBe(wrong.size === 0);
      }),
      { numRuns: 200 },
    );
  });

  it('apply a drawn density together with its drawing', () => {
    const attributes = new Attributes();
    attributes.set('density', 'drawing');
    expect(attributes.changesFor('density')).toEqual({});
    expect(attributes.validValues().density).toBe('checkerboard');
    expect(attributes.errorMessage).toBe('Density: "drawing" needs a drawing, and there is none.');
    attributes.set('drawing', '2.AAAB');
    expect(attributes.errorMessage).toBe('');
    expect(attributes.validValues()).toMatchObject({ density: 'drawing', drawing: '2.AAAB' });
    expect(attributes.changesFor('drawing')).toEqual({ density: 'drawing', drawing: '2.AAAB' });
    expect(attributes.changesFor('steps')).toEqual({ steps: 1 });
    expect(attributes.set('drawing', '2.AAAA')).toBe(false);
    expect(attributes.errorMessage).toMatch(/^drawing="2\.AAAA" is not nothing, or a drawing/);
  });
});
