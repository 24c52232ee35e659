import { expect, it } from 'vitest';
import { figureAttributes } from '../../../web/concepts/attributes.js';
import { concepts } from '../../../web/concepts/concepts.js';
import { iterationSetting } from '../../../web/concepts/values.js';
import { MeanFlowElement } from '../../../web/element/mean-flow.js';
import { attributes, customElements, htmlData } from '../../../web/package/editor-data.js';
import { settings } from '../../../web/settings/settings.js';

it('has every attribute of the element, each with what it does', () => {
  const names = attributes.map(({ name }) => name);
  expect(names.toSorted()).toEqual([...MeanFlowElement.observedAttributes].sort());
  for (const { name, description } of attributes) expect(description, name).toMatch(/^[A-Z].*\.$/);
});

it('has every attribute of the figures, too', () => {
  const [, figure] = htmlData().tags;
  expect(figure.name).toBe('mean-flow-figure');
  expect(figure.attributes.map(({ name }) => name)).toEqual(figureAttributes);
  const valuesOf = (/** @type {string} */ name) =>
    figure.attributes.find((one) => one.name === name)?.values?.map(({ name: value }) => value);
  expect(valuesOf('figure')).toEqual(Object.keys(concepts));
  expect(valuesOf('iteration')).toEqual(iterationSetting().choices?.map(({ value }) => value));
});

it('offers the values that an attribute takes', () => {
  const [tag] = htmlData().tags;
  const valuesOf = (/** @type {string} */ name) =>
    tag.attributes.find((one) => one.name === name)?.values?.map((value) => value.name);
  const density = settings.find(({ name }) => name === 'density');
  expect(valuesOf('density')).toEqual(density?.choices?.map(({ value }) => value));
  expect(valuesOf('theme')).toEqual(['light', 'dark', 'auto']);
  expect(valuesOf('steps')).toBeUndefined();
});

it('describes the element as a manifest does', () => {
  const [{ declarations, exports }] = customElements().modules;
  const [{ attributes: all, events }] = declarations;
  expect(exports.map(({ kind }) => kind)).toEqual(['js', 'custom-element-definition']);
  expect(all.find(({ name }) => name === 'steps')).toMatchObject({
    description: expect.stringContaining('a whole number from 1 to 1000'),
    type: { text: 'number' },
    default: '1',
  });
  expect(events.map(({ name }) => name)).toContain('flow-progress');
});
