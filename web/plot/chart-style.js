import uPlot from 'uplot';
import style from 'uplot/dist/uPlot.min.css?inline';
import { adoptStyle } from '../dom/dom.js';
import { pixelRatio, placeIn } from './screen.js';

/** @import {Palette} from './palette.js' */

/** Of all charts. */
export const font = 'system-ui, -apple-system, sans-serif';

/** Adds uPlot's style sheet to the shadow root of an element. @param {Element} element */
export const adoptChartStyle = (element) => adoptStyle(element, style);

/**
 * @param {() => Palette} palette
 * @param {string} label
 * @param {number} size  in CSS pixels
 * @returns {uPlot.Axis}
 */
export function axis(palette, label, size) {
  const text = `12px ${font}`;
  const line = { stroke: () => palette().hairline, width: 1 };
  return {
    stroke: () => palette().muted,
    font: text,
    grid: line,
    ticks: { ...line, size: 4 },
    size,
    gap: 4,
    ...(label ? { label, labelFont: text, labelSize: 16, labelGap: 0 } : {}),
  };
}

/**
 * @param {string} color    as `rgb(r, g, b)`
 * @param {number} opacity  0..1
 */
export function faint(color, opacity) {
  return color.replace(/^rgb\((.*)\)$/, `rgba($1, ${opacity})`);
}

/**
 * Draws labels at the ends of lines, moved apart where they would overlap, within the height of the plot.
 *
 * @param {uPlot} plot
 * @param {{text: string, color: string, x: number, y: number}[]} ends  in canvas pixels
 */
export function drawEndLabels(plot, ends) {
  const { ctx } = plot;
  const pixel = pixelOf(plot);
  const lineHeight = 13 * pixel;
  ctx.save();
  ctx.font = `600 ${12 * pixel}px ${font}`;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  const bottom = plot.bbox.top + plot.bbox.height - 3 * pixel; // Clear of the axis.
  for (const { text, color, x, y } of spreadLabels(ends, lineHeight, bottom)) {
    ctx.fillStyle = color;
    ctx.fillText(text, x + 6 * pixel, y);
  }
  ctx.restore();
}

/**
 * Moves labels on a vertical line apart, as little as needed, so that none overlaps the next.
 *
 * @template {{y: number}} Label
 * @param {readonly Label[]} labels
 * @param {number} gap     the least distance from each to the next
 * @param {number} bottom  none is below it; if there are too many, they extend above the top
 * @returns {Label[]} from the top
 */
export function spreadLabels(labels, gap, bottom) {
  const spread = labels.toSorted((a, b) => a.y - b.y).map((label) => ({ ...label }));
  for (let i = 1; i < spread.length; i++) {
    spread[i].y = Math.max(spread[i].y, spread[i - 1].y + gap);
  }
  let lowest = bottom;
  for (const label of spread.toReversed()) {
    label.y = Math.min(label.y, lowest);
    lowest = label.y - gap;
  }
  return spread;
}

/** Space for the labels at the ends of lines, in CSS pixels. */
const labelRoom = 48;

/**
 * Options of a chart with a `Readout`, and with labels at the ends of its lines.
 *
 * @param {Readout} readout
 * @param {((plot: uPlot) => void)[]} draw  draw over the lines
 * @returns {Pick<uPlot.Options, 'padding' | 'legend' | 'cursor' | 'hooks'>}
 */
export function readable(readout, draw) {
  return {
    padding: [10, labelRoom, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      points: { show: false },
      drag: { x: false, y: false },
      // uPlot's own takes the screen's pixels for the chart's.
      bind: { mousemove: (plot) => (event) => followPointer(plot, event) },
    },
    hooks: { draw, setCursor: [(plot) => readout.follow(plot)] },
  };
}

/** @param {uPlot} plot @param {MouseEvent} event */
function followPointer(plot, event) {
  const [left, top] = placeIn(event, plot.over);
  plot.setCursor({ left, top });
  return null;
}

/** Pixels of a chart's canvas in a CSS pixel around the chart. @param {uPlot} plot */
const pixelOf = ({ root }) => pixelRatio(root.parentElement ?? root);

/** Names of options that are lengths. */
const lengths = ['size', 'gap', 'labelSize', 'labelGap', 'width', 'space', 'padding', 'dash'];

/** The least distance of ticks, as uPlot has it. */
const tickSpaces = [50, 30];

/**
 * @param {Omit<uPlot.Options, 'width' | 'height'>} options
 * @param {number} factor  of all lengths
 */
export function magnified(options, factor) {
  if (factor === 1) return options;
  const axes = options.axes?.map((one, i) => ({ space: tickSpaces[i], ...one }));
  /** @param {any} value @param {string} [name] @returns {any} */
  const scaled = (value, name = '') => {
    if (typeof value === 'number') return lengths.includes(name) ? factor * value : value;
    if (typeof value === 'string') {
      return value.replace(/^(\d+)px/, (_, size) => `${Math.round(factor * size)}px`);
    }
    if (Array.isArray(value)) return value.map((one) => scaled(one, name));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, scaled(one, key)]));
  };
  return scaled({ ...options, axes });
}

/** The y coordinate of a level. @param {uPlot} plot @param {number} value @returns {number} in canvas pixels */
const levelY = (plot, value) => Math.round(plot.valToPos(value, 'y', true)) + 0.5;

/**
 * Draws a dashed line at a value, such as a floor.
 *
 * @param {uPlot} plot
 * @param {number} value
 * @param {string} color
 */
export function drawLevel(plot, value, color) {
  const { ctx, bbox } = plot;
  const pixel = pixelOf(plot);
  const y = levelY(plot, value);
  ctx.save();
  ctx.setLineDash([4 * pixel, 4 * pixel]);
  ctx.lineWidth = pixel;
  ctx.strokeStyle = color;
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.restore();
}

/**
 * Draws labels of a level at its left end, side by side.
 *
 * @param {uPlot} plot
 * @param {number} value
 * @param {{text: string, color: string}[]} labels
 * @param {boolean} below  rather than above the line
 */
export function drawLevelLabels(plot, value, labels, below) {
  const { ctx, bbox } = plot;
  const pixel = pixelOf(plot);
  let x = bbox.left + 8 * pixel;
  const y = levelY(plot, value) + (below ? 3 : -2) * pixel;
  ctx.save();
  ctx.font = `${11 * pixel}px ${font}`;
  ctx.textAlign = 'left';
  ctx.textBaseline = below ? 'top' : 'bottom';
  for (const { text, color } of labels) {
    ctx.fillStyle = color;
    ctx.fillText(text, x, y);
    x += ctx.measureText(text).width + 8 * pixel;
  }
  ctx.restore();
}

/** The values at a chart's cursor, in a small box. Pointer and arrow keys move the cursor. */
export class Readout {
  /**
   * @param {HTMLElement} host  of the chart; focusable
   * @param {(index: number) => string[]} linesAt  the text for a column of the data
   */
  constructor(host, linesAt) {
    this.linesAt = linesAt;
    this.index = -1;
    /** @type {uPlot | undefined} */
    this.plot = undefined;
    this.box = document.createElement('div');
    this.box.className = 'readout';
    this.box.hidden = true;
    this.box.setAttribute('aria-live', 'polite');
    host.append(this.box);
    host.tabIndex = 0;
    host.addEventListener('keydown', (event) => this.onKey(event));
    host.addEventListener('blur', () => this.hide());
  }

  /** The chart's cursor moved. @param {uPlot} plot */
  follow(plot) {
    this.plot = plot;
    const { idx, left = -1 } = plot.cursor;
    if (idx === null || idx === undefined || left < 0) {
      this.box.hidden = true;
      return;
    }
    this.index = idx;
    this.box.hidden = false;
    this.box.textContent = this.linesAt(idx).join('\n');
    this.box.classList.toggle('left', left > plot.over.clientWidth / 2);
  }

  hide() {
    this.plot?.setCursor({ left: -10, top: -10 });
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    const { plot } = this;
    const columns = plot?.data[0] ?? [];
    if (!plot || columns.length === 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    const stride = Math.max(1, Math.round(columns.length / 50));
    const { index } = this;
    const last = columns.length - 1;
    /** @type {Record<string, number>} */
    const targets = {
      ArrowRight: index < 0 ? 0 : index + stride,
      ArrowLeft: index < 0 ? last : index - stride,
      Home: 0,
      End: last,
    };
    if (event.key === 'Escape' && !this.box.hidden) {
      event.preventDefault();
      this.hide();
    }
    if (!(event.key in targets)) return;
    event.preventDefault();
    const next = Math.min(last, Math.max(0, targets[event.key]));
    plot.setCursor({ left: plot.valToPos(columns[next], 'x'), top: 0 });
  }
}

export { uPlot };
