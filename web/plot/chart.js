import { adoptChartStyle, magnified, Readout, uPlot } from './chart-style.js';
import { pixelRatio } from './screen.js';

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
    /** Pixels of the screen for each pixel that uPlot knows of, when the chart was made: it does not know CSS zoom. */
    this.factor = 1;
    this.readout = new Readout(host, (index) => this.linesAt(index));
    adoptChartStyle(host);
    addEventListener('dppxchange', this.onRatio);
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
    const { clientWidth, clientHeight } = this.host;
    if (clientWidth === 0) return;
    const factor = pixelRatio(this.host) / uPlot.pxRatio;
    const size = { width: clientWidth * factor, height: clientHeight * factor };
    const { plot } = this;
    if (plot && this.factor === factor) {
      // Where it lies between pixels of the screen may have changed alone, which draws nothing anew.
      if (plot.width !== size.width || plot.height !== size.height) plot.setSize(size);
      return;
    }
    this.factor = factor;
    plot?.destroy();
    this.make(size);
  }

  /** uPlot's notice that it has another ratio of pixels. */
  onRatio = () => this.resize();

  /** Makes a chart that is larger by the factor, and shrinks it by as much. @param {{width: number, height: number}} size */
  make(size) {
    const options = magnified(this.options(), this.factor);
    this.plot = new uPlot({ ...options, ...size }, this.data(), this.host);
    this.plot.root.style.zoom = String(1 / this.factor);
    // A restored context has its default settings, which uPlot does not notice.
    this.plot.ctx.canvas.addEventListener('contextrestored', () => this.rebuild());
  }

  /** The palette changed. */
  repaint() {
    this.plot?.redraw(false, true);
  }

  destroy() {
    removeEventListener('dppxchange', this.onRatio);
    this.plot?.destroy();
  }
}
