import { Chart } from './chart.js';
import { axis, drawEndLabels, drawLevel, drawLevelLabels, readable } from './chart-style.js';
import { methodStyles } from './method-styles.js';
import { lastKnown, pinnedSeries } from './pinned-runs.js';

/** @import {Subject} from '../engine/types.js' */
/** @import {Palette} from './palette.js' */

/**
 * @typedef {object} Curves
 * @property {number[]} x  increasing
 * @property {Partial<Record<Subject, (number | null)[]>>} lines  a value or null for each x
 * @property {{number: number, subject: Subject, line: (number | null)[]}[]} pinned  the same of runs to compare with
 * @property {number | undefined} floor  the value of true samples
 * @property {(value: number) => string} format
 */

/**
 * @typedef {object} Along  the x axis
 * @property {string} label
 * @property {(place: number) => string} [format]
 * @property {number} [least]    its length, at least
 * @property {number[]} [ticks]  makes it logarithmic
 */

/** Lines with more values are drawn without dots. */
const mostPoints = 12;

/** A quality measure of several methods against iterations or the number of steps. */
export class QualityChart extends Chart {
  /**
   * @param {HTMLElement} host  whose size the chart takes
   * @param {readonly Subject[]} subjects
   * @param {() => Palette} palette
   * @param {Along} along
   */
  constructor(host, subjects, palette, along) {
    super(host, palette);
    this.subjects = subjects;
    this.along = along;
    /** @type {Curves} */
    this.curves = { x: [], lines: {}, pinned: [], floor: undefined, format: String };
  }

  /** @param {readonly Subject[]} subjects  to display */
  setSubjects(subjects) {
    this.subjects = subjects;
    this.rebuild();
  }

  /** @param {Along} along */
  setAlong(along) {
    this.along = along;
    this.rebuild();
  }

  /** @param {Curves} curves */
  setCurves(curves) {
    const known = this.curves.pinned.map(nameOf).join();
    this.curves = curves;
    if (curves.pinned.map(nameOf).join() === known) this.update();
    else this.rebuild();
  }

  /** @override @returns {uPlot.AlignedData} */
  data() {
    const { x, lines, pinned } = this.curves;
    const columns = this.subjects.map((subject) => lines[subject] ?? x.map(() => null));
    return /** @type {uPlot.AlignedData} */ ([x, ...columns, ...pinned.map(({ line }) => line)]);
  }

  /** The readout at a column of the data. @override @param {number} index @returns {string[]} */
  linesAt(index) {
    const { format } = this.curves;
    const { label, format: placeText = String } = this.along;
    const values = this.labelledLines().flatMap(({ text, line }) => {
      const known = lastKnown(line, index);
      return Number.isNaN(known) ? [] : `${text} ${format(known)}`;
    });
    return [`${label} ${placeText(this.curves.x[index])}`, ...values];
  }

  /** @returns {{text: string, subject: Subject, line: (number | null)[]}[]} */
  labelledLines() {
    const { lines, pinned } = this.curves;
    const own = this.subjects.map((subject) => {
      return { text: methodStyles[subject].label, subject, line: lines[subject] ?? [] };
    });
    return [...own, ...pinned.map((line) => ({ ...line, text: nameOf(line) }))];
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
          : {
              time: false,
              range: () => [0, Math.max(along.least ?? 1, this.curves.x.at(-1) ?? 0)],
            },
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
          : { ...x, values: (_plot, splits) => splits.map(placeTick) },
        { ...y, values: (_plot, splits) => splits.map((value) => this.tickText(value)) },
      ],
      series: [
        {},
        ...this.subjects.map((subject) => this.series(subject)),
        ...this.curves.pinned.map(({ subject }) => pinnedSeries(subject, this.palette)),
      ],
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
    const { lines, pinned, floor } = this.curves;
    const others = pinned.map(({ line }) => line);
    const values = [...[...Object.values(lines), ...others].flat(), floor].filter(
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
    const { x } = this.curves;
    const ends = this.labelledLines().flatMap(({ text, subject, line }) => {
      const last = line.findLastIndex((value) => value !== null && Number.isFinite(value));
      if (last < 0) return [];
      return {
        text,
        color: this.palette().methods[subject],
        x: plot.valToPos(x[last], 'x', true),
        y: plot.valToPos(Number(line[last]), 'y', true),
      };
    });
    drawEndLabels(plot, ends);
  }
}

/** @param {number} place */
const placeTick = (place) => String(Number(place.toPrecision(6)));

/** Of a pinned line. @param {Curves['pinned'][number]} line */
const nameOf = ({ subject, number }) => `${methodStyles[subject].label} ${number}`;
