import { describe, expect, it } from 'vitest';
import { linkIn } from '../../../web/share/link-in.js';

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
