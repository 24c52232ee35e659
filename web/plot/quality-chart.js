import { Chart } from './chart.js';
import { axis, drawEndLabels, drawLevel, drawLevelLabels, readable } from './chart-style.js';
import { methodStyles } from './method-styles.js';

/** @import {Subject} from '../engine/types.js' */
/** @import {Palette} from './palette.js' */

/**
 * @typedef {object} Curves
 * @property {number[]} x  increasing
 * @property {Partial<Record<Subject, (number | null)[]>>} lines  a value or null for each x
 * @property {number | undefined} floor  the value of true samples
 * @property {(value: number) => string} format
 */

/** Lines with more values are drawn without dots. */
const mostPoints = 12;

/** A quality measure of several methods against iterations or the number of steps. */
export class QualityChart extends Chart {
  /**
   * @param {HTMLElement} host  whose size the chart takes
   * @param {readonly Subject[]} subjects
   * @param {() => Palette} palette
   * @param {{label: string, ticks?: number[]}} along  the x axis; logarithmic if it has ticks
   */
  constructor(host, subjects, palette, along) {
    super(host, palette);
    this.subjects = subjects;
    this.along = along;
    /** @type {Curves} */
    this.curves = { x: [], lines: {}, floor: undefined, format: String };
  }

  /** @param {readonly Subject[]} subjects  to display */
  setSubjects(subjects) {
    this.subjects = subjects;
    this.rebuild();
  }

  /** @param {Curves} curves */
  setCurves(curves) {
    this.curves = curves;
    this.update();
  }

  /** @override @returns {uPlot.AlignedData} */
  data() {
    const { x, lines } = this.curves;
    const columns = this.subjects.map((subject) => lines[subject] ?? x.map(() => null));
    return /** @type {uPlot.AlignedData} */ ([x, ...columns]);
  }

  /** The readout at a column of the data. @override @param {number} index @returns {string[]} */
  linesAt(index) {
    const { x, lines, format } = this.curves;
    const values = this.subjects.flatMap((subject) => {
      const known = lines[subject]?.slice(0, index + 1).findLast((value) => value !== null);
      return known === undefined || known === null
        ? []
        : `${methodStyles[subject].label} ${format(known)}`;
    });
    return [`${this.along.label} ${x[index]}`, ...values];
  }

  /** @override @returns {Omit<uPlot.Options, 'width' | 'height'>} */
  options() {
    const { along, palette } = this;
    const [x, y] = [axis(palette, along.label, 36), axis(palette, '', 52)];
    const isLogarithmic = along.ticks !== undefined;
    return {
      ...readable(this.readout, [(plot) => this.drawFloor(plot), (plot) => this.drawNames(plot)]),
      scales: {
        x: isLogarithmic
          ? {
              time: false,
              distr: 3,
              log: 10,
              range: [0.9, 1.12 * Math.max(...(along.ticks ?? []))],
            }
          : { time: false, range: () => [0, Math.max(1, this.curves.x.at(-1) ?? 0)] },
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
    };
  }

  /** @param {number} value */
  tickText(value) {
    const { format } = this.curves;
    return format(value).includes('%')
      ? `${Math.round(100 * value)} %`
      : String(Number(value.toFixed(3)));
  }

  /** @returns {[number, number]} from 0, or from near the lowest value if it is far from 0 */
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
      label: methodStyles[subject].label,
      stroke: color,
      width: 2,
      dash: methodStyles[subject].dash,
      spanGaps: true,
      points: {
        show: () => this.curves.x.length <= mostPoints,
        size: 6,
        stroke: color,
        fill: color,
      },
    };
  }

  /** @param {uPlot} plot */
  drawFloor(plot) {
    const { floor, format } = this.curves;
    if (floor === undefined) return;
    // Within the chart, also at its upper end.
    const below = plot.valToPos(floor, 'y') < 20;
    const text = `true samples ${format(floor)}`;
    const color = this.palette().muted;
    drawLevel(plot, floor, color);
    drawLevelLabels(plot, floor, [{ text, color }], below);
  }

  /** @param {uPlot} plot */
  drawNames(plot) {
    const { x, lines } = this.curves;
    const ends = this.subjects.flatMap((subject) => {
      const values = lines[subject] ?? [];
      const last = values.findLastIndex((value) => value !== null && Number.isFinite(value));
      if (last < 0) return [];
      return {
        text: methodStyles[subject].label,
        color: this.palette().methods[subject],
        x: plot.valToPos(x[last], 'x', true),
        y: plot.valToPos(Number(values[last]), 'y', true),
      };
    });
    drawEndLabels(plot, ends);
  }
}
