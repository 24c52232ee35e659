import { h } from '../../dom/dom.js';
import { methodStyles } from '../../plot/method-styles.js';
import { readPalette } from '../../plot/palette.js';
import { watchPixels } from '../../plot/screen.js';
import { ExactPanel } from './exact-panel.js';
import { Panel } from './panel.js';
import { Playback } from './playback.js';

/** @import {Method, Subject} from '../../engine/types.js' */

/** After a longer pause between frames (a busy machine, a debugger) the flow continues from where it was. */
const longestFrame = 100;

/** The panels side by side, and the frame loop that moves their particles together. */
export class Stage {
  /**
   * @param {readonly Method[]} methods
   * @param {(time: number) => void} onTime  receives the flow time t of every frame
   */
  constructor(methods, onTime) {
    this.onTime = onTime;
    this.playback = new Playback();
    this.exact = new ExactPanel();
    this.panels = [...methods.map((method) => new Panel(method)), this.exact];
    this.element = h('div', { class: 'panels' }, ...this.panels.map((panel) => panel.element));
    this.showExact(true);
    /** Flow time of the data; the noise is at the other end. @type {0 | 1} */
    this.dataTime = 0;
    this.visible = false;
    this.frame = 0;
    this.lastFrame = 0;
    /** @type {import('../../plot/palette.js').Palette | undefined} */
    this.knownPalette = undefined;
    const canvases = this.panels.map(({ canvas }) => canvas);
    this.stopWatching = watchPixels(canvases, () => this.fit());
  }

  /** @param {boolean} shown */
  showExact(shown) {
    this.exact.element.hidden = !shown;
    this.updateCount();
  }

  /** @param {Method} method @param {boolean} shown */
  showMethod(method, shown) {
    const panel = this.panel(method);
    if (panel) panel.element.hidden = !shown;
    this.updateCount();
    this.requestDraw();
  }

  /** Sets the number of panels, for the layout. */
  updateCount() {
    this.element.dataset.count = String(this.shown.length);
  }

  /** The panels that are not hidden. */
  get shown() {
    return this.panels.filter((panel) => !panel.element.hidden);
  }

  /** Options for `select`: all panels, or one. @returns {[string, string][]} */
  get choices() {
    return [
      ['all', 'All panels'],
      ...this.panels.map(({ method }) => {
        return /** @type {[string, string]} */ ([method, methodStyles[method].label]);
      }),
    ];
  }

  /** @param {Subject} method @returns {Panel | undefined} */
  panel(method) {
    return this.panels.find((panel) => panel.method === method);
  }

  /** The style sheet's colours. They are cached once the element is in the document. */
  get palette() {
    const palette = this.knownPalette ?? readPalette(this.element);
    if (this.element.isConnected) this.knownPalette = palette;
    return palette;
  }

  /** The displayed flow time t. */
  get time() {
    const { fraction } = this.playback;
    return this.dataTime === 1 ? fraction : 1 - fraction;
  }

  /** The style sheet's colours changed. */
  repaint() {
    this.knownPalette = undefined;
    for (const panel of this.panels) panel.repaint();
    this.requestDraw();
  }

  /** @param {boolean} playing */
  setPlaying(playing) {
    this.playback.playing = playing;
    this.requestDraw();
  }

  /** @param {boolean} visible  otherwise nothing moves */
  setVisible(visible) {
    this.visible = visible;
    this.requestDraw();
  }

  /** @param {number} fraction  0 at the noise, 1 at the data */
  seek(fraction) {
    this.playback.seek(fraction);
    this.requestDraw();
  }

  /** Draws at the next frame, and at all later ones while the flow plays. */
  requestDraw() {
    if (this.frame === 0 && this.visible) {
      this.frame = requestAnimationFrame((now) => this.draw(now));
    }
  }

  stop() {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.stopWatching();
  }

  /** Fits every canvas to its size. */
  fit() {
    for (const panel of this.panels) panel.resize(panel.canvas.clientWidth);
    this.requestDraw();
  }

  /** @param {number} now  milliseconds */
  draw(now) {
    this.frame = 0;
    this.playback.advance(Math.min(longestFrame, now - this.lastFrame));
    this.lastFrame = now;
    const { time, palette } = this;
    this.onTime(time);
    for (const panel of this.panels) panel.draw(time, palette);
    if (this.playback.playing) this.requestDraw();
  }
}
