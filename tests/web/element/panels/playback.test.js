import { describe, expect, it } from 'vitest';
import { Playback } from '../../../../web/element/panels/playback.js';

describe('Playback', () => {
  it('stays at the data until it starts', () => {
    const playback = new Playback();
    expect(playback.fraction).toBe(1);
    playback.advance(1000);
    expect(playback.fraction).toBe(1);
  });

  it('loops from noise to data and pauses at both ends', () => {
    const playback = new Playback();
    playback.playing = true;
    const fractions = Array.from({ length: 2000 }, () => {
      playback.advance(10);
      return playback.fraction;
    });
    const seconds = (/** @type {number} */ end) =>
      fractions.filter((fraction) => fraction === end).length / 100;
    expect(seconds(0)).toBeGreaterThan(1);
    expect(seconds(1)).toBeGreaterThan(2);
    const falls = fractions.slice(1).filter((fraction, i) => fraction < fractions[i]);
    expect(falls.length).toBeGreaterThan(1);
    expect(falls.every((fraction) => fraction === 0)).toBe(true);
  });

  it('seeks, and continues from there', () => {
    const playback = new Playback();
    playback.seek(0.25);
    expect(playback.fraction).toBeCloseTo(0.25, 12);
    playback.playing = true;
    playback.advance(10);
    expect(playback.fraction).toBeGreaterThan(0.25);
    playback.seek(-3);
    expect(playback.fraction).toBe(0);
    playback.seek(7);
    expect(playback.fraction).toBe(1);
  });
});
