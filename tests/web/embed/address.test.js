import { expect, it } from 'vitest';
import { linkParts } from '../../../web/element/attributes.js';
import { attributesOf, figureAttributesOf, offersPlayground } from '../../../web/embed/address.js';
import { partNames } from '../../../web/share/decode-link.js';

const inQuery = (/** @type {string} */ text) => attributesOf({ search: `?${text}`, hash: '' });

it('reads attributes from a query, and reports other names', () => {
  const query = 'method=imf,exact&lr=1e-3&hide=chart+training&colour=red';
  const { attributes, unknown } = inQuery(query);
  expect([...attributes]).toEqual([
    ['method', 'imf,exact'],
    ['lr', '1e-3'],
    ['hide', 'chart training'],
  ]);
  expect(unknown).toEqual(['colour']);
});

it("reads a link's text, with its run's progress", () => {
  const run = 'at=fm:3,imf:7&arithmetic=fused&receipt=imf:0123456789abcdef:1.84&time=0.25';
  const { attributes, unknown } = inQuery(`v=1&train=imf&${run}`);
  expect([...attributes.keys()]).toEqual(['train', 'at', 'arithmetic', 'receipt', 'time']);
  expect(unknown).toEqual([]);
  expect(inQuery('v=9').unknown).toEqual(['v']);
  expect(new Set(linkParts)).toEqual(new Set(partNames));
});

it('adds the link of a fragment to the query, and ignores other fragments', () => {
  const address = { search: '?hide=chart&seed=1', hash: '#v=1&seed=7&time=0.25' };
  const { attributes, unknown } = attributesOf(address);
  expect(Object.fromEntries(attributes)).toEqual({ hide: 'chart', seed: '7', time: '0.25' });
  expect(unknown).toEqual([]);
  const other = attributesOf({ search: '', hash: '#tab=7' });
  expect([[...other.attributes], other.unknown]).toEqual([[], []]);
});

it.each([
  ['', '#/v=1&seed=7&lr=1'],
  ['', '#v%3D1%26seed%3D7%26lr%3D1'],
  ['?v%3D1%26seed%3D7%26lr%3D1', ''],
  ['?seed=7&amp;lr=1', ''],
  ['', '#seed=7&lr=1'],
])('reads query %s and fragment %s as they came through other programs', (search, hash) => {
  const { attributes, unknown } = attributesOf({ search, hash });
  expect([Object.fromEntries(attributes), unknown]).toEqual([{ seed: '7', lr: '1' }, []]);
});

it('takes no address to fetch networks from', () => {
  const { attributes, unknown } = inQuery('models=https://example.org/&seed=7');
  expect([[...attributes.keys()], unknown]).toEqual([['seed'], ['models']]);
});

it('reads whether there is to be a link to the playground', () => {
  expect(inQuery('link=on').unknown).toEqual([]);
  expect(inQuery('link=maybe').unknown).toEqual(['link']);
  for (const [search, offers] of /** @type {const} */ ([
    ['?link=on', true],
    ['?link=off', false],
    ['', false],
  ]))
    expect(offersPlayground({ search, hash: '' })).toBe(offers);
});

it('reads attributes of a figure that explains', () => {
  const { attributes, unknown } = figureAttributesOf({
    search: '?figure=pairs&x=0.3&theme=dark&models=https://example.org/&steps=4',
    hash: '',
  });
  expect(Object.fromEntries(attributes)).toEqual({ figure: 'pairs', x: '0.3', theme: 'dark' });
  expect(unknown).toEqual(['models', 'steps']);
});
