import { expect, it } from 'vitest';
import { attributesOf } from '../../../web/embed/address.js';

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
