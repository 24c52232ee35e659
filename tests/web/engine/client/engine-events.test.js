import { describe, expect, it } from 'vitest';
import { News } from '../../../../web/engine/client/engine-events.js';

/** News whose events are written down, and who tells them. */
function heard() {
  class Told extends News {
    teller = this.listener();
  }
  const news = new Told();
  /** @type {string[]} */
  const events = [];
  for (const type of /** @type {const} */ (['run', 'state', 'progress', 'paths', 'error'])) {
    news.on(type, (/** @type {any} */ detail) => events.push(`${type} ${detail.run ?? ''}`.trim()));
  }
  return { news, events, teller: /** @type {any} */ (news.teller) };
}

const state = { running: true, busy: true, done: false, workers: 2 };
const fm = { method: 'fm', enabled: true, iteration: 0 };

describe('news', () => {
  it('of a run come after its beginning, and none of runs before', () => {
    const { events, teller } = heard();
    teller.sampled('paths', { run: 2 });
    teller.run({ run: 1, settings: {}, iterations: 5 });
    teller.sampled('paths', { run: 1 });
    expect(events).toEqual(['run 1', 'paths 1']);
    teller.run({ run: 2, settings: {}, iterations: 5 });
    expect(events.slice(2)).toEqual(['run 2', 'paths 2']);
    teller.sampled('paths', { run: 1 });
    expect(events).toHaveLength(4);
  });

  it('are remembered: settings, state and losses of the current run', () => {
    const { news, teller } = heard();
    teller.run({ run: 1, settings: { seed: 7 }, iterations: 5 });
    teller.state({ ...state, run: 1, methods: [fm] });
    teller.progress([{ run: 1, method: 'fm', iteration: 2, losses: Float32Array.of(3, 2) }]);
    teller.progress([{ run: 1, method: 'fm', iteration: 3, losses: Float32Array.of(1) }]);
    expect(news.settings).toEqual({ seed: 7 });
    expect(news.state.methods[0].iteration).toBe(3);
    expect([...news.losses('fm')]).toEqual([3, 2, 1]);
    expect([...news.losses('imf')]).toEqual([]);
    expect(() => news.losses(/** @type {any} */ ('gan'))).toThrow('"gan" is no method');
    teller.run({ run: 2, settings: {}, iterations: 5 });
    expect([...news.losses('fm')]).toEqual([]);
  });

  it('of the end leave nothing running; other errors change nothing', () => {
    const { news, events, teller } = heard();
    teller.state({ ...state, run: 1, methods: [] });
    teller.error({ message: 'odd' });
    expect(news.state).toMatchObject({ running: true, workers: 2 });
    teller.error({ message: 'over', ended: true });
    expect(news.state).toMatchObject({ running: false, busy: false, workers: 0 });
    expect(events).toEqual(['state 1', 'error', 'error']);
  });

  it('stop when nobody listens any more', () => {
    const { news, teller } = heard();
    /** @type {number[]} */
    const runs = [];
    const stop = news.on('run', ({ run }) => runs.push(run));
    teller.run({ run: 1, settings: {}, iterations: 5 });
    stop();
    teller.run({ run: 2, settings: {}, iterations: 5 });
    expect(runs).toEqual([1]);
  });
});
