import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { METHODS } from '../../../web/engine/methods.js';
import { parseSetting, settings } from '../../../web/settings/settings.js';
import { decodeLink } from '../../../web/share/decode-link.js';
import { encodeLink } from '../../../web/share/link.js';

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
