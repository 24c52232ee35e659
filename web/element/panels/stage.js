import { h } from '../../dom/dom.js';
import { readPalette } from '../../plot/palette.js';
import { ExactPanel } from './exact-panel.js';
import { Panel } from './panel.js';
import { FlowClock } from './playback.js';

/** @import {Method, Subject} from '../../engine/types.js' */

/** After a longer pause between frames (a busy machine, a debugger) the flow goes on where it was. */
const longestFrame = 100;

/** The panels side by side, and the frame loop that moves their particles in step. */
export class Stage {
  /**
   * @param {readonly Method[]} methods
   * @param {(time: number) => void} onTime  told the flow time t of every frame
   */
  constructor(methods, onTime) {
    this.onTime = onTime;
    this.clock = new FlowClock();
    this.exact = new ExactPanel();
    this.panels = [...methods.map((method) => new Panel(method)), this.exact];
    this.element = h('div', { class: 'panels' }, ...this.panels.map((panel) => panel.element));
    this.showExact(true);
    /** Flow time of the data end; the noise is at the other. @type {0 | 1} */
    this.dataTime = 0;
    this.seen = false;
    this.frame = 0;
    this.before = 0;
    /** @type {import('../../plot/palette.js').Palette | undefined} */
    this.knownPalette = undefined;
    this.observer = new ResizeObserver(() => this.fit());
    for (const panel of this.panels) this.observer.observe(panel.canvas);
  }

  /** @param {boolean} shown */
  showExact(shown) {
    this.exact.element.hidden = !shown;
    this.count();
  }

  /** @param {Method} method @param {boolean} shown */
  showMethod(method, shown) {
    const panel = this.panel(method);
    if (panel) panel.element.hidden = !shown;
    this.count();
    this.requestDraw();
  }

  /** For the layout. */
  count() {
    this.element.dataset.count = String(this.shown.length);
  }

  /** Panels on show. */
  get shown() {
    return this.panels.filter((panel) => !panel.element.hidden);
  }

  /** @param {Subject} method @returns {Panel | undefined} */
  panel(method) {
    return this.panels.find((panel) => panel.method === method);
  }

  /** Colours of the style sheet, which holds once the element is in its place. */
  get palette() {
    const palette = this.knownPalette ?? readPalette(this.element);
    if (this.element.isConnected) this.knownPalette = palette;
    return palette;
  }

  /** Flow time t of what is shown. */
  get time() {
    const { share } = this.clock;
    return this.dataTime === 1 ? share : 1 - share;
  }

  /** The style sheet's colours changed. */
  repaint() {
    this.knownPalette = undefined;
    for (const panel of this.panels) panel.repaint();
    this.requestDraw();
  }

  /** @param {boolean} playing */
  setPlaying(playing) {
    this.clock.playing = playing;
    this.requestDraw();
  }

  /** @param {boolean} seen  nothing moves while nobody looks */
  setSeen(seen) {
    this.seen = seen;
    this.requestDraw();
  }

  /** @param {number} share  0 at the noise, 1 at the data */
  seek(share) {
    this.clock.seek(share);
    this.requestDraw();
  }

  /** Draws at the next frame, and goes on while the flow plays. */
  requestDraw() {
    if (this.frame === 0 && this.seen) {
      this.frame = requestAnimationFrame((now) => this.draw(now));
    }
  }

  stop() {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.observer.disconnect();
  }

  /** Gives every canvas the pixels of its place. */
  fit() {
    for (const panel of this.panels) panel.resize(panel.canvas.clientWidth);
    this.requestDraw();
  }

  /** @param {number} now  milliseconds */
  draw(now) {
    this.frame = 0;
    this.clock.advance(Math.min(longestFrame, now - this.before));
    this.before = now;
    const { time, palette } = this;
    this.onTime(time);
    for (const panel of this.panels) panel.draw(time, palette);
    if (this.clock.playing) this.requestDraw();
  }
}
