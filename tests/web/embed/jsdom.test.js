// @vitest-environment jsdom
// The element where other programs test their pages: there is a document, and nothing is drawn.

import { expect, it, vi } from 'vitest';

it('is created, put into a page and taken out without an error, its settings there', async () => {
  const onError = vi.fn();
  addEventListener('error', onError);
  const { MeanFlowElement } = await import('../../../web/embed/mean-flow.js');
  document.body.innerHTML = '<mean-flow method="imf" steps="4"><p>Picture</p></mean-flow>';
  const figure = document.querySelector('mean-flow');
  expect(figure).toBeInstanceOf(MeanFlowElement);
  expect(figure?.settings.steps).toBe(4);
  figure?.setAttribute('density', 'rings');
  figure?.setAttribute('at', '5');
  figure?.setAttribute('hide', 'chart');
  expect(figure?.settings.density).toBe('rings');
  expect(figure?.shadowRoot?.querySelector('slot')).not.toBeNull();
  figure?.remove();
  await null;
  document.body.append(new MeanFlowElement(), document.createElement('mean-flow'));
  document.body.replaceChildren();
  await null;
  expect(onError).not.toHaveBeenCalled();
});
