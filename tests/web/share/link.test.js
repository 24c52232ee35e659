import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { METHODS } from '../../../web/engine/methods.js';
import { layerNames } from '../../../web/plot/layer-names.js';
import { parseSetting, settings } from '../../../web/settings/settings.js';
import { decodeLink, defaultLink, encodeLink, VERSION } from '../../../web/share/link.js';
import { linkIn } from '../../../web/share/link-in.js';

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

describe('any text of an address', () => {
  const parts = ['v', 'method', 'train', 'time', 'history', 'at'];
  const names = [...settings.map(({ name }) => name), ...parts];
  const texts = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      '1',
      '-1',
      '1e99',
      'NaN',
      '%',
      '%zz',
      'fm',
      'fm:1',
      'imf:0:1',
      '3@1:5',
      '+',
      '4096',
    ),
  );
  const entry = fc.tuple(
    fc.oneof(fc.constantFrom(...names, 'receipt', 'arithmetic'), texts),
    texts,
  );
  const garbage = fc.oneof(
    texts,
    fc.array(entry).map((all) => all.map(([name, value]) => `${name}=${value}`).join('&')),
  );

  it('decodes to valid settings, which encode and decode to themselves', {
    timeout: 60_000,
  }, () => {
    fc.assert(
      fc.property(garbage, (text) => {
        const { link } = decodeLink(text);
        for (const setting of settings) {
          const value = link.values[setting.name];
          expect(parseSetting(setting, String(value)), setting.name).toEqual({
            value,
            message: '',
          });
        }
        expect(link.methods.length).toBeGreaterThan(0);
        expect(link.methods).toEqual(METHODS.filter((method) => link.methods.includes(method)));
        expect(link.training.every((method) => link.methods.includes(method))).toBe(true);
        expect(link.time === null || (link.time >= 0 && link.time <= 1)).toBe(true);
        for (const iteration of Object.values(link.at)) {
          expect(Number.isInteger(iteration) && iteration <= Number(link.values.iterations)).toBe(
            true,
          );
        }
        expect(decodeLink(encodeLink(link))).toEqual({ link, messages: [] });
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['batch=7', 'Batch size: "7" is not a whole number from 8 to 65536, a multiple of 8.'],
    ['drawing=2.AAAA', /^Drawing: "2\.AAAA" is not nothing, or a drawing: /],
    ['seed=', 'Seed: nothing is not a whole number from 0 to 4294967295.'],
    ['toString=1', '"toString" is not a setting, and was passed over.'],
    ['densty=rings', '"densty" is not a setting, and was passed over.'],
    ['method=fm,cow', /^method: "fm,cow" is not some of fm, mf, /],
    ['train=cow', /^train: "cow" is not some of /],
    ['view=dots.bare', /^view: "dots.bare" is not what panels on show are to show, /],
    ['view=average.velocity', /^view: "average.velocity" is not /],
    ['view=cow:average', /^view: "cow:average" is not /],
    ['method=fm&view=imf:average', /^view: "imf:average" is not /],
    ['view=', /^view: "" is not /],
    [
      'field=0.2,0.8',
      /^field: "0.2,0.8" is not two times from 0 to 1, the one nearer to the noise first/,
    ],
    ['direction=forward&field=0.8,0.2', /^field: "0.8,0.2" is not /],
    ['field=0.5', /^field: "0.5" is not two times/],
    ['field=1.5,0', /^field: "1.5,0" is not two times/],
    ['time=1.5', 'time: "1.5" is not a number from 0 to 1.'],
    ['at=6000', /^at: "6000" is not a whole number from 0 to Iterations/],
    ['at=fm:1,fm', /^at: "fm:1,fm" is not /],
    ['receipt=imf:12', /^receipt: "imf:12" is not receipts by method/],
    ['receipt=imf:0123456789abcdef:1.8', /^arithmetic: "" is not the name/],
    [
      'at=fm:300@11:400',
      /^at: "fm:300@11:400" is not .* "imf:300@10:1200", 300 iterations at 10\.$/,
    ],
    ['history=6000', /^history: "6000" is not a whole number from 0 to Iterations/],
    ['v=3', /^This link is of version "3", and this page reads versions 1 and 2/],
    ['steps=2&steps=4', '"steps" is said twice; the last one counts.'],
    [`${'x'.repeat(99)}=1`, `"${'x'.repeat(40)}…" is not a setting, and was passed over.`],
  ])('%s is reported', (text, message) => {
    const { link, messages } = decodeLink(`density=rings&${text}&width=64`);
    expect(messages).toHaveLength(1);
    expect(messages[0]).toEqual(
      typeof message === 'string' ? message : expect.stringMatching(message),
    );
    expect(link.values).toMatchObject({ density: 'rings', width: 64 });
  });

  it('keeps the valid names of a list of methods', () => {
    expect(decodeLink('method=imf+cow').link).toMatchObject({ methods: ['imf'], exact: false });
    expect(decodeLink('method=exact+imf').link).toMatchObject({ methods: ['imf'], exact: true });
    const level = decodeLink('at=5&method=mf,fm&train=fm').link;
    expect(level).toMatchObject({ at: { fm: 5 }, methods: ['fm', 'mf'], training: ['fm'] });
  });

  it('ignores names of others', () => {
    expect(decodeLink('hide=chart&seed=1', { others: ['hide'] }).messages).toEqual([]);
    expect(decodeLink('utm_source=a&seed=1', { foreign: true }).messages).toEqual([]);
  });
});

describe('linkIn', () => {
  it.each([
    ['#v=1&seed=3', '?seed=4', { text: 'v=1&seed=3', foreign: false }],
    ['#seed=3&v=1', '', { text: 'seed=3&v=1', foreign: false }],
    ['#playground', '?seed=4', { text: 'seed=4', foreign: true }],
    ['', '?v=1&seed=4', { text: 'v=1&seed=4', foreign: false }],
    ['#what', '', null],
    ['#seed=3', '', { text: 'seed=3', foreign: true }],
    ['#tab=2', '?utm_source=mail', null],
    ['', '?utm_source=mail&seed=4', { text: 'utm_source=mail&seed=4', foreign: true }],
    ['#/v=1&seed=3', '', { text: 'v=1&seed=3', foreign: false }],
    ['#!v=1&seed=3', '', { text: 'v=1&seed=3', foreign: false }],
    ['#!/v=1&seed=3', '', { text: 'v=1&seed=3', foreign: false }],
    ['#/?v=1&seed=3', '', { text: 'v=1&seed=3', foreign: false }],
    ['#v%3D1%26seed%3D3', '', { text: 'v=1&seed=3', foreign: false }],
    ['#v%253D1%2526seed%253D3', '', { text: 'v=1&seed=3', foreign: false }],
    ['#%21v%3d1%26seed%3d3', '', { text: 'v=1&seed=3', foreign: false }],
    ['', '?v%3D1%26seed%3D3', { text: 'v=1&seed=3', foreign: false }],
    ['#v=1&amp;seed=3&amp;amp;lr=1', '', { text: 'v=1&seed=3&lr=1', foreign: false }],
    ['#v%3D1%26amp%3Bseed%3D3', '', { text: 'v=1&seed=3', foreign: false }],
    ['#v%3D1%26method%3Dfm%2Bimf', '', { text: 'v=1&method=fm+imf', foreign: false }],
    ['#v%3D1%26seed%3D3%', '', { text: 'v=1&seed=3%', foreign: false }],
    ['#%E0%A4%A', '', null],
    ['', '', null],
  ])('finds the link in fragment %s and query %s', (hash, search, found) => {
    expect(linkIn({ hash, search })).toEqual(found);
  });
});
