/** Milliseconds at the noise end, on the way, and at the data end: one loop. */
const holdAtNoise = 700;
const travel = 3200;
const holdAtData = 1500;
const loop = holdAtNoise + travel + holdAtData;

/** How far particles are on their way from noise to data, looping, with a short hold at both ends. */
export class FlowClock {
  constructor() {
    this.playing = false;
    this.elapsed = loop - holdAtData;
  }

  /** @returns {number} 0 at the noise, 1 at the data */
  get share() {
    return Math.min(1, Math.max(0, (this.elapsed - holdAtNoise) / travel));
  }

  /** @param {number} milliseconds  since the last call; does nothing while paused */
  advance(milliseconds) {
    if (this.playing) this.elapsed = (this.elapsed + milliseconds) % loop;
  }

  /** @param {number} share  0 at the noise, 1 at the data; playing goes on from there */
  seek(share) {
    this.elapsed = holdAtNoise + Math.min(1, Math.max(0, share)) * travel;
  }
}
