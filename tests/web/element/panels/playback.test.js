import { describe, expect, it } from 'vitest';
import { FlowClock } from '../../../../web/element/panels/playback.js';

describe('FlowClock', () => {
  it('rests at the data until it is started', () => {
    const clock = new FlowClock();
    expect(clock.share).toBe(1);
    clock.advance(1000);
    expect(clock.share).toBe(1);
  });

  it('loops from noise to data and holds at both ends', () => {
    const clock = new FlowClock();
    clock.playing = true;
    const shares = Array.from({ length: 2000 }, () => {
      clock.advance(10);
      return clock.share;
    });
    const seconds = (/** @type {number} */ end) =>
      shares.filter((share) => share === end).length / 100;
    expect(seconds(0)).toBeGreaterThan(1);
    expect(seconds(1)).toBeGreaterThan(2);
    const falls = shares.slice(1).filter((share, i) => share < shares[i]);
    expect(falls.length).toBeGreaterThan(1);
    expect(falls.every((share) => share === 0)).toBe(true);
  });

  it('goes where it is told, and on from there', () => {
    const clock = new FlowClock();
    clock.seek(0.25);
    expect(clock.share).toBeCloseTo(0.25, 12);
    clock.playing = true;
    clock.advance(10);
    expect(clock.share).toBeGreaterThan(0.25);
    clock.seek(-3);
    expect(clock.share).toBe(0);
    clock.seek(7);
    expect(clock.share).toBe(1);
  });
});
