import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LossHistory } from '../../../../web/engine/client/loss-history.js';

it('has every loss in order, however they come', () => {
  const pieces = fc.array(fc.float32Array({ maxLength: 900 }), { maxLength: 12 });
  fc.assert(
    fc.property(pieces, (parts) => {
      const history = new LossHistory();
      for (const part of parts) history.append(part);
      expect([...history.view()]).toEqual(parts.flatMap((part) => [...part]));
    }),
  );
});

it('grows rarely: a view stays valid through most additions', () => {
  const history = new LossHistory();
  const buffers = new Set();
  for (let i = 0; i < 100_000; i++) {
    history.append(Float32Array.of(i));
    buffers.add(history.view().buffer);
  }
  expect(buffers.size).toBeLessThan(10);
  expect(history.view()[99_999]).toBe(99_999);
});
