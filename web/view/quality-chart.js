import {
  adoptChartStyle,
  axis,
  drawEndLabels,
  font,
  Readout,
  readable,
  uPlot,
} from './chart-look.js';
import { looks } from './methods.js';

/** @import {Subject} from '../engine/types.js' */
/** @import {Palette} from './palette.js' */

/**
 * @typedef {object} Curves
 * @property {number[]} x  rising
 * @property {Partial<Record<Subject, (number | null)[]>>} lines  a value, or none, at each x
 * @property {number | undefined} floor  what true samples score
 * @property {(value: number) => string} format
 */

/** Room for the names at the ends of the lines, in CSS pixels. */
const labelRoom = 48;

/** A measure's values of several methods against iterations or numbers of steps. */
export class QualityChart {
  /**
   * @param {HTMLElement} host  its size is the chart's
   * @param {readonly Subject[]} subjects
   * @param {() => Palette} palette
   * @param {{label: string, ticks?: number[]}} along  what x is; with ticks, on a logarithmic scale
   */
  constructor(host, subjects, palette, along) {
    this.host = host;
    this.subjects = subjects;
    this.palette = palette;
    this.along = along;
    /** @type {Curves} */
    this.curves = { x: [], lines: {}, floor: undefined, format: String };
    /** @type {uPlot | undefined} Made when the host has a size. */
    this.plot = undefined;
    this.readout = new Readout(host, (index) => this.linesAt(index));
    adoptChartStyle(host);
  }

  /** @param {readonly Subject[]} subjects  others than before */
  setSubjects(subjects) {
    this.subjects = subjects;
    this.plot?.destroy();
    this.plot = undefined;
    this.resize();
  }

  /** @param {Curves} curves */
  setCurves(curves) {
    this.curves = curves;
    this.plot?.setData(this.data());
  }

  /** Fits the host's size. */
  resize() {
    const size = { width: this.host.clientWidth, height: this.host.clientHeight };
    if (size.width === 0) return;
    if (this.plot) this.plot.setSize(size);
    else this.plot = new uPlot({ ...this.options(), ...size }, this.data(), this.host);
  }

  /** Takes on a changed palette. */
  repaint() {
    this.plot?.redraw(false, true);
  }

  destroy() {
    this.plot?.destroy();
  }

  /** @returns {uPlot.AlignedData} */
  data() {
    const { x, lines } = this.curves;
    const columns = this.subjects.map((subject) => lines[subject] ?? x.map(() => null));
    return /** @type {uPlot.AlignedData} */ ([x, ...columns]);
  }

  /** What is read at a column of the data. @param {number} index @returns {string[]} */
  linesAt(index) {
    const { x, lines, format } = this.curves;
    const values = this.subjects.flatMap((subject) => {
      const known = lines[subject]?.slice(0, index + 1).findLast((value) => value !== null);
      return known === undefined || known === null
        ? []
        : `${looks[subject].label} ${format(known)}`;
    });
    return [`${this.along.label} ${x[index]}`, ...values];
  }

  /** @returns {Omit<uPlot.Options, 'width' | 'height'>} */
  options() {
    const { along, palette } = this;
    const [x, y] = [axis(palette, along.label, 36), axis(palette, '', 52)];
    const isLogarithmic = along.ticks !== undefined;
    return {
      padding: [10, labelRoom, 0, 0],
      ...readable,
      scales: {
        x: isLogarithmic
          ? {
              time: false,
              distr: 3,
              log: 10,
              range: [0.9, 1.12 * Math.max(...(along.ticks ?? []))],
            }
          : { time: false, range: (_plot, _low, high) => [0, Math.max(1, high ?? 0)] },
        y: { range: () => this.range() },
      },
      axes: [
        isLogarithmic
          ? {
              ...x,
              splits: () => along.ticks ?? [],
              filter: (_, splits) => splits,
              values: (_, splits) => splits.map(String),
            }
          : x,
        { ...y, values: (_plot, splits) => splits.map((value) => this.tickText(value)) },
      ],
      series: [{}, ...this.subjects.map((subject) => this.series(subject))],
      hooks: {
        draw: [(plot) => this.drawFloor(plot), (plot) => this.drawNames(plot)],
        setCursor: [(plot) => this.readout.follow(plot)],
      },
    };
  }

  /** @param {number} value */
  tickText(value) {
    const { format } = this.curves;
    return format(value).includes('%')
      ? `${Math.round(100 * value)} %`
      : String(Number(value.toFixed(3)));
  }

  /** @returns {[number, number]} from 0, or not far below the lowest if that is much */
  range() {
    const { lines, floor } = this.curves;
    const values = [...Object.values(lines).flat(), floor].filter(
      (value) => typeof value === 'number' && Number.isFinite(value),
    );
    if (values.length === 0) return [0, 1];
    const [low, high] = [
      Math.min(.../** @type {number[]} */ (values)),
      Math.max(.../** @type {number[]} */ (values)),
    ];
    const margin = Math.max(0.02, 0.06 * (high - low));
    return [low > high / 2 ? low - margin : Math.min(0, low), high + margin];
  }

  /** @param {Subject} subject @returns {uPlot.Series} */
  series(subject) {
    const color = () => this.palette().methods[subject];
    return {
      label: looks[subject].label,
      stroke: color,
      width: 2,
      dash: looks[subject].dash,
      spanGaps: true,
      points: { show: this.along.ticks !== undefined, size: 6, stroke: color, fill: color },
    };
  }

  /** @param {uPlot} plot */
  drawFloor(plot) {
    const { floor, format } = this.curves;
    if (floor === undefined) return;
    const { ctx, bbox } = plot;
    const pixel = devicePixelRatio;
    const y = Math.round(plot.valToPos(floor, 'y', true)) + 0.5;
    ctx.save();
    ctx.setLineDash([4 * pixel, 4 * pixel]);
    ctx.lineWidth = pixel;
    ctx.strokeStyle = this.palette().muted;
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    ctx.font = `${11 * pixel}px ${font}`;
    ctx.fillStyle = this.palette().muted;
    ctx.textBaseline = y < bbox.top + 20 * pixel ? 'top' : 'bottom';
    ctx.textAlign = 'left';
    ctx.fillText(
      `true samples ${format(floor)}`,
      bbox.left + 8 * pixel,
      y - (ctx.textBaseline === 'top' ? -3 : 2) * pixel,
    );
    ctx.restore();
  }

  /** @param {uPlot} plot */
  drawNames(plot) {
    const { x, lines } = this.curves;
    const ends = this.subjects.flatMap((subject) => {
      const values = lines[subject] ?? [];
      const last = values.findLastIndex((value) => value !== null && Number.isFinite(value));
      if (last < 0) return [];
      return {
        text: looks[subject].label,
        color: this.palette().methods[subject],
        x: plot.valToPos(x[last], 'x', true),
        y: plot.valToPos(Number(values[last]), 'y', true),
      };
    });
    drawEndLabels(plot, ends);
  }
}
