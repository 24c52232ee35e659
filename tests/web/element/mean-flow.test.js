import { expect, it } from 'vitest';

it('is imported where there are no elements, as on a server that renders pages', async () => {
  expect(globalThis.customElements).toBeUndefined();
  const { MeanFlowElement } = await import('../../../web/element/mean-flow.js');
  expect(MeanFlowElement).toBeTypeOf('function');
});
