import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  EngineEventTarget,
  LossHistory,
} from '../../../../web/engine/client/engine-event-target.js';

/** A target that records its events, and the callbacks for the workers' messages. */
function recorded() {
  class Exposed extends EngineEventTarget {
    callbacks = this.listener();
  }
  const target = new Exposed();
  /** @type {string[]} */
  const events = [];
  for (const type of /** @type {const} */ (['run', 'state', 'progress', 'paths', 'error'])) {
    target.on(type, (/** @type {any} */ detail) =>
      events.push(`${type} ${detail.run ?? ''}`.trim()),
    );
  }
  return { target, events, callbacks: /** @type {any} */ (target.callbacks) };
}

const state = { running: true, busy: true, done: false, workers: 2 };
const fm = { method: 'fm', enabled: true, iteration: 0 };

describe('EngineEventTarget', () => {
  it("dispatches a run's events after its 'run' event, and drops those of earlier runs", () => {
    const { events, callbacks } = recorded();
    callbacks.sampled('paths', { run: 2 });
    callbacks.run({ run: 1, settings: {}, iterations: 5 });
    callbacks.sampled('paths', { run: 1 });
    expect(events).toEqual(['run 1', 'paths 1']);
    callbacks.run({ run: 2, settings: {}, iterations: 5 });
    expect(events.slice(2)).toEqual(['run 2', 'paths 2']);
    callbacks.sampled('paths', { run: 1 });
    expect(events).toHaveLength(4);
  });

  it('keeps settings, state and losses of the current run', () => {
    const { target, callbacks } = recorded();
    callbacks.run({ run: 1, settings: { seed: 7 }, iterations: 5 });
    callbacks.state({ ...state, run: 1, methods: [fm] });
    callbacks.progress([{ run: 1, method: 'fm', iteration: 2, losses: Float32Array.of(3, 2) }]);
    callbacks.progress([{ run: 1, method: 'fm', iteration: 3, losses: Float32Array.of(1) }]);
    expect(target.settings).toEqual({ seed: 7 });
    expect(target.state.methods[0].iteration).toBe(3);
    expect([...target.losses('fm')]).toEqual([3, 2, 1]);
    expect([...target.losses('imf')]).toEqual([]);
    expect(() => target.losses(/** @type {any} */ ('gan'))).toThrow('"gan" is no method');
    callbacks.run({ run: 2, settings: {}, iterations: 5 });
    expect([...target.losses('fm')]).toEqual([]);
  });

  it('is no longer running after a final error; other errors do not change the state', () => {
    const { target, events, callbacks } = recorded();
    callbacks.state({ ...state, run: 1, methods: [] });
    callbacks.error({ message: 'odd' });
    expect(target.state).toMatchObject({ running: true, workers: 2 });
    callbacks.error({ message: 'over', ended: true });
    expect(target.state).toMatchObject({ running: false, busy: false, workers: 0 });
    expect(events).toEqual(['state 1', 'error', 'error']);
  });

  it('calls a listener no more once it was removed', () => {
    const { target, callbacks } = recorded();
    /** @type {number[]} */
    const runs = [];
    const stop = target.on('run', ({ run }) => runs.push(run));
    callbacks.run({ run: 1, settings: {}, iterations: 5 });
    stop();
    callbacks.run({ run: 2, settings: {}, iterations: 5 });
    expect(runs).toEqual([1]);
  });
});

describe('LossHistory', () => {
  it('holds all losses in order, however they are split', () => {
    const pieces = fc.array(fc.float32Array({ maxLength: 900 }), { maxLength: 12 });
    fc.assert(
      fc.property(pieces, (parts) => {
        const history = new LossHistory();
        for (const part of parts) history.append(part);
        expect([...history.view()]).toEqual(parts.flatMap((part) => [...part]));
      }),
    );
  });

  it('holds everything that was appended, in order', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3000), { maxLength: 20 }), (lengths) => {
        const history = new LossHistory();
        /** @type {number[]} */
        const all = [];
        for (const length of lengths) {
          const losses = Float32Array.from({ length }, (_, i) => i + length);
          history.append(losses);
          all.push(...losses);
        }
        expect([...history.view()]).toEqual(all);
      }),
    );
  });

  it('reallocates rarely: a view stays valid through most appends', () => {
    const history = new LossHistory();
    const buffers = new Set();
    for (let i = 0; i < 100_000; i++) {
      history.append(Float32Array.of(i));
      buffers.add(history.view().buffer);
    }
    expect(buffers.size).toBeLessThan(10);
    expect(history.view()[99_999]).toBe(99_999);
  });
});
