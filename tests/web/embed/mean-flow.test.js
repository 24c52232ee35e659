import { expect, it } from 'vitest';

it('can be imported where there are no custom elements, as on servers that render pages', async () => {
  expect(globalThis.customElements).toBeUndefined();
  const { MeanFlowElement } = await import('../../../web/embed/mean-flow.js');
  expect(MeanFlowElement).toBeTypeOf('function');
});

it('registers all features', async () => {
  await import('../../../web/embed/mean-flow.js');
  const { hasFeature } = await import('../../../web/element/features.js');
  const names = /** @type {const} */ (['drawing', 'share', 'embed', 'link']);
  expect(names.filter(hasFeature)).toEqual(names);
});
