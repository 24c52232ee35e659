import { expect, it } from 'vitest';
import { linkParts } from '../../../web/element/attributes.js';
import { attributesOf } from '../../../web/embed/address.js';
import { partNames } from '../../../web/share/link.js';

it('a query is attributes, and what it says beside them is told', () => {
  const query = new URLSearchParams('method=imf,exact&lr=1e-3&hide=chart+training&colour=red');
  const { attributes, unknown } = attributesOf(query);
  expect([...attributes]).toEqual([
    ['method', 'imf,exact'],
    ['lr', '1e-3'],
    ['hide', 'chart training'],
  ]);
  expect(unknown).toEqual(['colour']);
});

it("a link's text is one, with the run that it repeats", () => {
  const run = 'at=fm:3,imf:7&arithmetic=simd128&receipt=imf:0123456789abcdef:1.84&time=0.25';
  const { attributes, unknown } = attributesOf(new URLSearchParams(`v=1&train=imf&${run}`));
  expect([...attributes.keys()]).toEqual(['train', 'at', 'arithmetic', 'receipt', 'time']);
  expect(unknown).toEqual([]);
  expect(attributesOf(new URLSearchParams('v=9')).unknown).toEqual(['v']);
  expect(new Set(linkParts)).toEqual(new Set(partNames));
});
