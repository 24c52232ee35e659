import { expect, it } from 'vitest';
import { MeanFlowElement } from '../../../web/element/mean-flow.js';
import { namesUnknown } from '../../../web/element/unknown-attributes.js';

const known = MeanFlowElement.observedAttributes;
const sentences = (/** @type {string[]} */ ...names) => namesUnknown(names, known).join(' ');

it.each([
  ['stesp', 'steps'],
  ['methods', 'method'],
  ['timesmean', 'times_mean'],
  ['adaptive-power', 'adaptive_power'],
  ['autorain', 'autotrain'],
])('%s is named, and %s offered', (name, near) => {
  expect(sentences(name)).toBe(`There is no attribute "${name}"; "${near}" is one.`);
});

it('names what is like nothing, and each', () => {
  expect(sentences('colour', 'x')).toBe(
    'There is no attribute "colour". There is no attribute "x".',
  );
});

it('passes over attributes of HTML, of frameworks and of extensions', () => {
  const names =
    'title itemprop onclick data-x aria-label v-cloak @click :steps _ngcontent-a x-on:y';
  expect(sentences(...names.split(' '), 'cz-shortcut-listen', 'astro-cid-1', '[steps]')).toBe('');
});
