import { Chart } from './chart.js';
import {
  axis,
  drawEndLabels,
  drawLevel,
  drawLevelLabels,
  faint,
  readable,
  uPlot,
} from './chart-style.js';
import { lossText } from './loss-trace.js';
import { methodStyles } from './method-styles.js';
import { lastKnown, pinnedSeries, positionsOnAxis } from './pinned-runs.js';

/** @import {Method} from '../engine/types.js' */
/** @import {LossTrace} from './loss-trace.js' */
/** @import {Palette} from './palette.js' */
/** @import {Against, PinnedRun} from './pinned-runs.js' */

/** @typedef {Partial<Record<Method, LossTrace>>} Traces  of the displayed methods, in their order */

/** @typedef {{method: Method, floor: number}[]} Floors  of the displayed methods that have one */

/** Upper limit of the y axis when a run diverges; its lines leave the chart at the top. */
const highest = 1e6;

/** Loss against iteration, live: the range of losses as a faint band, and the labelled moving average. */
export class LossChart extends Chart {
  /**
   * @param {HTMLElement} host  whose size the chart takes
   * @param {Traces} traces     read at every `update`
   * @param {() => Palette} palette
   */
  constructor(host, traces, palette) {
    super(host, palette);
    this.entries = /** @type {[Method, LossTrace][]} */ (Object.entries(traces));
    /** The lowest losses that a network can reach. @type {Floors} */
    this.floors = [];
    /** Runs to compare with. @type {PinnedRun[]} */
    this.pinned = [];
    /** @type {Against} */
    this.against = 'iteration';
  }

  /** @param {Traces} traces  of the methods to display */
  setTraces(traces) {
    this.entries = /** @type {[Method, LossTrace][]} */ (Object.entries(traces));
    this.rebuild();
  }

  /** @param {Floors} floors */
  setFloors(floors) {
    this.floors = floors;
    this.update();
  }

  /**
   * @param {PinnedRun[]} pinned  shown dotted
   * @param {Against} against
   */
  compare(pinned, against) {
    this.pinned = pinned;
    this.against = against;
    this.rebuild();
  }

  /** @override @returns {uPlot.AlignedData} as `alignedData`, then the losses of every pinned line */
  data() {
    if (this.pinned.length === 0 && this.against === 'iteration') return this.alignedData();
    const clamped = (/** @type {Float64Array} */ values) => {
      return Array.from(values, (value) => Math.min(value, 2 * highest));
    };
    const own = this.entries.map(([, trace]) => [
      Array.from(positionsOnAxis(trace, this.against)),
      ...[trace.low, trace.high, trace.average].map((values) => {
        return clamped(values.subarray(0, trace.length));
      }),
    ]);
    const others = this.pinnedLines().map(({ at, losses }) => [
      Array.from(at[this.against]),
      clamped(losses),
    ]);
    return uPlot.join(/** @type {uPlot.AlignedData[]} */ ([...own, ...others]));
  }

  pinnedLines() {
    return this.pinned.flatMap(({ number, lines }) => lines.map((line) => ({ ...line, number })));
  }

  /** @returns {uPlot.AlignedData} iterations, then lowest, highest and average loss of each method */
  alignedData() {
    const all = this.entries.map(([, trace]) => trace);
    const stride = Math.max(...all.map((trace) => trace.stride));
    for (const trace of all) while (trace.stride < stride) trace.coarsen();
    const length = Math.max(...all.map((trace) => trace.length));
    const column = (/** @type {(index: number) => number | null} */ value) =>
      Array.from({ length }, (_, index) => value(index));
    const known = (/** @type {LossTrace} */ trace, /** @type {Float64Array} */ values) =>
      column((index) => (index < trace.length ? Math.min(values[index], 2 * highest) : null));
    return /** @type {uPlot.AlignedData} */ ([
      column((index) => (index + 1) * stride),
      ...all.flatMap((trace) => [
        known(trace, trace.low),
        known(trace, trace.high),
        known(trace, trace.average),
      ]),
    ]);
  }

  /** @returns {[number, number]} of the y axis; spikes of single batches may leave it */
  lossRange() {
    let low = Number.POSITIVE_INFINITY;
    let high = 0;
    for (const [, trace] of this.entries) {
      for (let i = 0; i < trace.length; i++) {
        low = Math.min(low, trace.low[i]);
        high = Math.max(high, Math.min(trace.high[i], trace.average[i] * 1.15));
      }
    }
    for (const { losses } of this.pinnedLines()) {
      for (const loss of losses) {
        low = Math.min(low, loss);
        high = Math.max(high, loss);
      }
    }
    if (low > high) return [1, 3];
    high = Math.min(high, highest);
    low = Math.min(low, high, ...this.floors.map(({ floor }) => floor));
    const margin = Math.max(0.05, (high - low) * 0.06);
    return [Math.max(0, low - margin), high + margin];
  }

  /** @override @returns {Omit<uPlot.Options, 'width' | 'height'>} */
  options() {
    const series = [
      ...this.entries.flatMap(([method]) => this.methodSeries(method)),
      ...this.pinnedLines().map(({ method }) => pinnedSeries(method, this.palette)),
    ];
    const byTime = this.against === 'seconds';
    return {
      ...readable(this.readout, [(plot) => this.drawFloors(plot), (plot) => this.drawLabels(plot)]),
      scales: {
        x: {
          time: false,
          range: (_plot, _low, high) => [0, Math.max(byTime ? 5 : 100, high ?? 0)],
        },
        y: { range: () => this.lossRange() },
      },
      axes: [
        axis(this.palette, byTime ? 'seconds of training' : 'iteration', 36),
        { ...axis(this.palette, '', 46), values: (_plot, losses) => losses.map(tickText) },
      ],
      series: [{}, ...series],
      bands: this.entries.map(([method], index) => ({
        series: /** @type {[number, number]} */ ([3 * index + 2, 3 * index + 1]),
        fill: () => faint(this.palette().methods[method], 0.14),
      })),
    };
  }

  /**
   * @param {Method} method
   * @returns {uPlot.Series[]} lowest, highest, average
   */
  methodSeries(method) {
    const color = () => this.palette().methods[method];
    const edge = { stroke: () => faint(color(), 0.22), width: 1, points: { show: false } };
    const average = {
      stroke: color,
      width: 2,
      dash: methodStyles[method].dash,
      points: { show: false },
    };
    return [edge, edge, average].map((series) => ({
      ...series,
      label: methodStyles[method].label,
    }));
  }

  /**
   * Mean losses at some iterations, evenly spaced.
   *
   * @param {number} [most]
   * @returns {string[][]} the iteration, then a loss a method
   */
  rows(most = 12) {
    const [iterations, ...columns] = this.alignedData();
    const count = Math.min(most, iterations.length);
    const stride = count > 1 ? (iterations.length - 1) / (count - 1) : 0;
    return Array.from({ length: count }, (_, i) => Math.round(i * stride)).map((index) => [
      String(iterations[index]),
      ...this.entries.map((_, i) => lossText(columns[3 * i + 2][index] ?? Number.NaN)),
    ]);
  }

  /** The readout at a column of the data. @override @param {number} index @returns {string[]} */
  linesAt(index) {
    const { data } = /** @type {uPlot} */ (this.plot);
    // Between the columns of a line there may be columns of other lines.
    const means = this.entries.map(([method, trace], i) => {
      const over = data[0][index] > (positionsOnAxis(trace, this.against).at(-1) ?? 0);
      const loss = over ? Number.NaN : lastKnown(data[3 * i + 3], index);
      return `${methodStyles[method].label} ${lossText(loss)}`;
    });
    const others = this.pinnedLines().map(({ method, number, at }, i) => {
      const over = data[0][index] > (at[this.against].at(-1) ?? 0);
      const column = data[3 * this.entries.length + 1 + i];
      const loss = over ? Number.NaN : lastKnown(column, index);
      return `${methodStyles[method].label} ${number} ${lossText(loss)}`;
    });
    const place =
      this.against === 'seconds' ? `${data[0][index].toFixed(1)} s` : `iteration ${data[0][index]}`;
    return [place, ...means, ...others];
  }

  /** A dashed line per floor; the labels are below the lowest, where there are no curves. @param {uPlot} plot */
  drawFloors(plot) {
    if (this.floors.length === 0) return;
    const { methods: colors, muted } = this.palette();
    for (const { method, floor } of this.floors) drawLevel(plot, floor, colors[method]);
    const lowest = Math.min(...this.floors.map(({ floor }) => floor));
    const names = this.floors.map(({ method, floor }) => {
      return { text: `${methodStyles[method].label} ${lossText(floor)}`, color: colors[method] };
    });
    drawLevelLabels(plot, lowest, [{ text: 'floor', color: muted }, ...names], true);
  }

  /** @param {uPlot} plot */
  drawLabels(plot) {
    const begun = this.entries.filter(([, trace]) => trace.length > 0);
    const ends = begun.map(([method, trace]) => {
      const loss = trace.average[trace.length - 1];
      return {
        text: methodStyles[method].label,
        color: this.palette().methods[method],
        ...this.pixel(plot, positionsOnAxis(trace, this.against)[trace.length - 1], loss),
      };
    });
    const others = this.pinnedLines().map(({ method, number, at, losses }) => ({
      text: `${methodStyles[method].label} ${number}`,
      color: this.palette().methods[method],
      ...this.pixel(plot, at[this.against].at(-1) ?? 0, losses.at(-1) ?? 0),
    }));
    drawEndLabels(plot, [...ends, ...others]);
  }

  /** Within the chart, for any loss. @param {uPlot} plot @param {number} place @param {number} loss */
  pixel(plot, place, loss) {
    const y = plot.valToPos(Math.min(loss, highest), 'y', true);
    return { x: plot.valToPos(place, 'x', true), y: Math.max(plot.bbox.top, y) };
  }
}

/** @param {number} loss */
const tickText = (loss) =>
  loss < 10_000 ? String(Number(loss.toFixed(4))) : loss.toExponential(0);
