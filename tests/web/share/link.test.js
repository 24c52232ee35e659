import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { METHODS } from '../../../web/engine/methods.js';
import { layerNames } from '../../../web/plot/layer-names.js';
import { settings } from '../../../web/settings/settings.js';
import { decodeLink } from '../../../web/share/decode-link.js';
import { defaultLink, encodeLink } from '../../../web/share/link.js';
import { linkIn } from '../../../web/share/link-in.js';
import { VERSION } from '../../../web/share/version.js';

/** @import {Link} from '../../../web/share/link.js' */
/** @import {Method, Subject} from '../../../web/engine/types.js' */
/** @import {Setting, Values} from '../../../web/settings/settings.js' */

/** Valid values of a setting. @param {Setting} setting @returns {fc.Arbitrary<string | number>} */
function arbitraryOf(setting) {
  const { kind, choices, minimum = 0, maximum = 1, multipleOf = 1 } = setting;
  if (choices) return fc.constantFrom(...choices.map(({ value }) => value));
  if (kind === 'integer') {
    const [low, high] = [Math.ceil(minimum / multipleOf), Math.floor(maximum / multipleOf)];
    return fc.integer({ min: low, max: high }).map((factor) => factor * multipleOf);
  }
  if (kind === 'number') {
    const min = setting.exclusiveMinimum ? minimum + Number.EPSILON : minimum;
    return fc.double({ min, max: maximum, noNaN: true }).map((value) => value || 0); // no -0
  }
  return fc.constantFrom('2.AAAB', '4._*P'); // drawings, which the density "drawing" needs
}

const values = fc.record(
  Object.fromEntries(settings.map((setting) => [setting.name, arbitraryOf(setting)])),
);

/** A non-empty subset in the order of `all`. @param {readonly Method[]} all */
const someOf = (all) => fc.subarray([...all], { minLength: 1 });

const receipt = fc.stringMatching(/^[0-9a-f]{16}$/);
const loss = fc
  .double({ min: 0, max: 1e6, noNaN: true })
  .map((value) => Number(value.toPrecision(6)) || 0);

const shown = fc
  .record({ layer: fc.constantFrom(...layerNames), particles: fc.boolean(), trails: fc.boolean() })
  .filter(({ layer, particles, trails }) => layer !== 'none' || !particles || trails);

/** @param {readonly Subject[]} panels */
const views = (panels) =>
  fc.record(Object.fromEntries(panels.map((panel) => [panel, shown])), { requiredKeys: [] });

/** t and r. @param {boolean} descending */
const fields = (descending) =>
  fc
    .tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }))
    .map((times) => {
      const [low, high] = times.map((time) => time || 0).sort((a, b) => a - b);
      return /** @type {[number, number]} */ (descending ? [high, low] : [low, high]);
    });

/** @param {number} last  iterations done */
const phases = (last) =>
  fc
    .tuple(
      fc.uniqueArray(fc.integer({ min: 1, max: last }), { maxLength: Math.min(3, last) }),
      fc.array(fc.double({ min: Number.EPSILON, max: 10, noNaN: true }), {
        minLength: 3,
        maxLength: 3,
      }),
    )
    .map(([ends, rates]) => {
      return ends.sort((a, b) => a - b).map((until, i) => ({ until, lr: rates[i] }));
    })
    .filter((all) => all.length > 0);

/** @type {fc.Arbitrary<Link>} */
const links = fc
  .record({ values, methods: someOf(METHODS), exact: fc.boolean() })
  .chain(({ values, methods, exact }) => {
    const iteration = fc.integer({ min: 0, max: Number(values.iterations) });
    const perMethod = Object.fromEntries(methods.map((method) => [method, iteration]));
    const proofs = Object.fromEntries(METHODS.map((m) => [m, fc.record({ receipt, loss })]));
    return fc.record({
      values: fc.constant(/** @type {Values} */ (values)),
      methods: fc.constant(methods),
      exact: fc.constant(exact),
      training: someOf(methods),
      time: fc.option(fc.double({ min: 0, max: 1, noNaN: true }).map((time) => time || 0)),
      view: views(exact ? [...methods, 'exact'] : methods),
      field: fc.option(fields(values.direction === 'reverse')),
      history: fc.option(iteration),
      at: fc.record(perMethod, { requiredKeys: [] }),
      proof: fc.option(
        fc.record({
          arithmetic: fc.constantFrom('simd128', 'avx512-fma'),
          methods: fc
            .record(proofs, { requiredKeys: [] })
            .filter((methods) => Object.keys(methods).length > 0),
        }),
      ),
    });
  })
  .chain((link) => {
    const begun = Object.entries(link.at).filter(([, iteration]) => Number(iteration) > 0);
    const perMethod = Object.fromEntries(
      begun.map(([method, last]) => [method, phases(Number(last))]),
    );
    return fc
      .record(perMethod, { requiredKeys: [] })
      .map((all) => ({ ...link, phases: /** @type {Link['phases']} */ (all) }));
  });

describe('a link', () => {
  it('decodes to what was encoded, after "#" or "?" and through URL', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(links, (link) => {
        const text = encodeLink(link);
        expect(decodeLink(text)).toEqual({ link, messages: [] });
        for (const mark of ['#', '?']) {
          const url = new URL(`https://example.org/a/page.html${mark}${text}`);
          expect(linkIn(url)).toEqual({ text, foreign: false });
        }
      }),
    );
  });

  it('has only what differs from the defaults', () => {
    const three = /** @type {Method[]} */ (['fm', 'mf', 'imf']);
    const link = { ...defaultLink(), methods: three, training: [...three] };
    expect(encodeLink(link)).toBe(`v=${VERSION}`);
    expect(decodeLink('v=1').link).toEqual(link);
    link.values.density = 'two-moons';
    link.at = { fm: 12, mf: 12, imf: 12 };
    link.training = METHODS.filter((method) => method in link.at);
    link.methods = [...link.training];
    expect(encodeLink({ ...link, methods: ['fm', 'mf', 'imf'] })).toMatch(
      /density=two-moons&at=12$/,
    );
    link.at = { fm: 12, imf: 7 };
    expect(encodeLink(link)).toMatch(/&at=fm:12,imf:7$/);
  });

  it('of version 1 keeps the meaning of its defaults, which are left out', async () => {
    const golden = new URL('../../golden/link_v1_defaults.json', import.meta.url);
    const defaults = JSON.parse(await readFile(golden, 'utf8'));
    expect(VERSION).toBe(1);
    expect(defaultLink().values).toMatchObject(defaults);
  });
});

describe('a drawing in a link', () => {
  it('comes with its density, in any order', () => {
    const text = 'v=1&drawing=4._*FB*J&density=drawing';
    const { link, messages } = decodeLink(text);
    expect(messages).toEqual([]);
    expect(link.values).toMatchObject({ density: 'drawing', drawing: '4._*FB*J' });
    expect(encodeLink(link)).toBe('v=1&density=drawing&drawing=4._*FB*J');
  });

  it('is reported when it is missing or invalid', () => {
    for (const text of ['density=drawing', 'density=drawing&drawing=4._']) {
      const { link, messages } = decodeLink(text);
      expect(link.values).toMatchObject({ density: 'checkerboard', drawing: '' });
      expect(messages.at(-1)).toBe('Density: "drawing" needs a drawing, and there is none.');
    }
  });
});
