import { adoptChartStyle, Readout, uPlot } from './chart-style.js';

/** @import {Palette} from './palette.js' */

/** A chart as large as its place: made once that has a size, and anew when it has other lines. */
export class Chart {
  /**
   * @param {HTMLElement} host  its size is the chart's
   * @param {() => Palette} palette
   */
  constructor(host, palette) {
    this.host = host;
    this.palette = palette;
    /** @type {uPlot | undefined} Made when the host has a size. */
    this.plot = undefined;
    this.readout = new Readout(host, (index) => this.linesAt(index));
    adoptChartStyle(host);
  }

  /** @returns {Omit<uPlot.Options, 'width' | 'height'>} */
  options() {
    throw new Error('A chart says what it is');
  }

  /** @returns {uPlot.AlignedData} */
  data() {
    throw new Error('A chart says what it shows');
  }

  /** What is read at a column of the data. @param {number} _index @returns {string[]} */
  linesAt(_index) {
    return [];
  }

  /** Shows the data as they are now. */
  update() {
    this.plot?.setData(this.data());
  }

  /** With other lines. */
  rebuild() {
    this.plot?.destroy();
    this.plot = undefined;
    this.resize();
  }

  /** Fits the host's size. */
  resize() {
    const size = { width: this.host.clientWidth, height: this.host.clientHeight };
    if (size.width === 0) return;
    if (this.plot) this.plot.setSize(size);
    else this.make(size);
  }

  /** @param {{width: number, height: number}} size */
  make(size) {
    this.plot = new uPlot({ ...this.options(), ...size }, this.data(), this.host);
    // A context that was lost comes back with its settings as at first, of which uPlot does not hear.
    this.plot.ctx.canvas.addEventListener('contextrestored', () => this.rebuild());
  }

  /** Takes on a changed palette. */
  repaint() {
    this.plot?.redraw(false, true);
  }

  destroy() {
    this.plot?.destroy();
  }
}
