/** Milliseconds of a loop at the noise, in motion, and at the data. */
const holdAtNoise = 700;
const travel = 3200;
const holdAtData = 1500;
const loop = holdAtNoise + travel + holdAtData;

/** The position of particles between noise and data, in a loop that pauses at both ends. */
export class Playback {
  constructor() {
    this.playing = false;
    this.elapsed = loop - holdAtData;
  }

  /** @returns {number} 0 at the noise, 1 at the data */
  get fraction() {
    return Math.min(1, Math.max(0, (this.elapsed - holdAtNoise) / travel));
  }

  /** @param {number} milliseconds  since the last call; does nothing while paused */
  advance(milliseconds) {
    if (this.playing) this.elapsed = (this.elapsed + milliseconds) % loop;
  }

  /** @param {number} fraction  0 at the noise, 1 at the data; playing continues from there */
  seek(fraction) {
    this.elapsed = holdAtNoise + Math.min(1, Math.max(0, fraction)) * travel;
  }
}
