import { adoptChartStyle, Readout, uPlot } from './chart-style.js';

/** @import {Palette} from './palette.js' */

/** A chart that fills its host. It is made once the host has a size, and again when its lines change. */
export class Chart {
  /**
   * @param {HTMLElement} host  whose size the chart takes
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
    throw new Error('Not implemented');
  }

  /** @returns {uPlot.AlignedData} */
  data() {
    throw new Error('Not implemented');
  }

  /** The readout at a column of the data. @param {number} _index @returns {string[]} */
  linesAt(_index) {
    return [];
  }

  /** Shows the current data. */
  update() {
    this.plot?.setData(this.data());
  }

  /** The lines changed. */
  rebuild() {
    this.plot?.destroy();
    this.plot = undefined;
    this.resize();
  }

  /** Fits the chart to its host. */
  resize() {
    const size = { width: this.host.clientWidth, height: this.host.clientHeight };
    if (size.width === 0) return;
    if (this.plot) this.plot.setSize(size);
    else this.make(size);
  }

  /** @param {{width: number, height: number}} size */
  make(size) {
    this.plot = new uPlot({ ...this.options(), ...size }, this.data(), this.host);
    // A restored context has its default settings, which uPlot does not notice.
    this.plot.ctx.canvas.addEventListener('contextrestored', () => this.rebuild());
  }

  /** The palette changed. */
  repaint() {
    this.plot?.redraw(false, true);
  }

  destroy() {
    this.plot?.destroy();
  }
}
