import { h, setText } from '../../dom/dom.js';
import { sentence } from '../../errors.js';
import { densityImage, drawDensity } from '../../plot/density.js';
import { lineSample } from '../../plot/line-sample.js';
import { lossText } from '../../plot/loss-trace.js';
import { measureLabel, measures, measureText } from '../../plot/measures.js';
import { methodStyles } from '../../plot/method-styles.js';
import { drawParticles } from '../../plot/particles.js';
import { positionsAt } from '../../plot/positions.js';
import { fitCanvas } from '../../plot/screen.js';

/** @import {DensityGrid, ExactPaths, MethodState, Paths, Quality, Subject} from '../../engine/types.js' */
/** @import {Palette} from '../../plot/palette.js' */

/** Side of a particle in CSS pixels: smaller in a small panel, within limits. */
const dotSide = (/** @type {number} */ panelSide) => Math.min(2.6, Math.max(1.5, panelSide / 150));

/** Opacity of particles, usually and behind a probe; of the density. */
const particleOpacity = 0.8;
const dimmedOpacity = 0.25;
const densityOpacity = 0.12;

/**
 * The data that painters draw.
 *
 * @typedef {object} Scene
 * @property {Subject} method
 * @property {number} size     side of the canvas, in its pixels
 * @property {number} pixel    of CSS, in pixels of the canvas
 * @property {number} time     flow time t
 * @property {Palette} palette
 * @property {DensityGrid | undefined} density
 * @property {ExactPaths | undefined} paths
 * @property {Float32Array} positions  of the particles at that time, if there are paths
 */

/**
 * Draws more on the canvas, behind the particles or over them.
 *
 * @typedef {object} Painter
 * @property {boolean} over
 * @property {(context: CanvasRenderingContext2D, scene: Scene) => void} paint
 */

/** One method: its particles, their description, its loss, and the quality of its samples. */
export class Panel {
  /** @param {Subject} method */
  constructor(method) {
    const style = methodStyles[method];
    this.method = method;
    /** @type {ExactPaths | undefined} The displayed paths; those of a method are `Paths`. */
    this.paths = undefined;
    /** @type {DensityGrid | undefined} */
    this.density = undefined;
    /** @type {HTMLCanvasElement | undefined} The image of the density behind the particles. */
    this.backdrop = undefined;
    this.positions = new Float32Array(0);
    /** By owner, in the order of registration. @type {Map<string, Painter[]>} */
    this.painters = new Map();
    this.showsDensity = true;
    this.showsParticles = true;
    /** Whether particles are drawn faintly, behind a probe. */
    this.dimmed = false;
    /** What painters add to the description. */
    this.remarks = '';
    this.side = 0;
    const summaryId = `summary-${method}`;
    this.canvas = h('canvas', {
      role: 'img',
      'aria-label': `${style.label}: ${style.name}`,
      'aria-describedby': summaryId,
      width: 1,
      height: 1,
      tabindex: 0,
    });
    this.context = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext('2d'));
    this.loss = h('span', { 'data-testid': `loss-${method}` }, '–');
    this.iteration = h('span', { 'data-testid': `samples-${method}` }, '–');
    this.measuredAt = h('span', { 'data-testid': `measured-${method}` }, '–');
    this.quality = measures.map(({ id }) => h('span', { 'data-testid': `${id}-${method}` }, '–'));
    this.enabled = true;
    /** Steps of the next paths; the displayed ones may have others. */
    this.steps = 0;
    /** The latest measurement. @type {Quality | undefined} */
    this.measured = undefined;
    this.remark = h('span', { class: 'remark' });
    this.message = h('p', { class: 'message', role: 'alert' });
    this.summary = h('p', { id: summaryId, class: 'unseen' });
    this.element = h(
      'figure',
      { class: 'panel', 'data-method': method },
      h(
        'figcaption',
        {},
        lineSample(style),
        h('b', {}, style.label),
        h('span', {}, style.name),
        this.remark,
      ),
      this.canvas,
      h(
        'dl',
        { 'data-part': 'numbers' },
        ...measures.map((measure, i) => row(measureLabel(measure), this.quality[i], measure.help)),
        ...(method === 'exact'
          ? []
          : [
              row(['Measured at', atIteration()], this.measuredAt),
              row(['Samples at', atIteration()], this.iteration),
              row('Loss', this.loss),
            ]),
      ),
      h('div', {}, this.message), // And a button to continue: see divergence-recovery.js.
      this.summary,
    );
    this.describe();
  }

  /** @param {DensityGrid} density */
  setDensity(density) {
    this.density = density;
    this.repaint();
  }

  /** @param {Paths} paths  `count` may change from one call to the next */
  setPaths(paths) {
    setText(this.iteration, String(paths.iteration));
    this.updatePaths(paths);
  }

  /** @param {ExactPaths} paths */
  updatePaths(paths) {
    this.paths = paths;
    if (this.positions.length !== 2 * paths.count)
      this.positions = new Float32Array(2 * paths.count);
    this.showRemark();
  }

  /** @param {number} steps  of the next paths */
  expectSteps(steps) {
    this.steps = steps;
    this.showRemark();
    this.showQuality();
  }

  /** A new run began: paths and losses of the previous one are removed. */
  clear() {
    this.paths = undefined;
    setText(this.iteration, '–');
    this.setLoss(Number.NaN);
    this.measured = undefined;
    this.showQuality();
    this.showRemark();
  }

  /** @param {Quality} quality */
  setQuality(quality) {
    this.measured = quality;
    this.showQuality();
  }

  /** Whether a measurement is of samples in the current number of steps. @param {Quality} quality */
  isCurrent({ steps }) {
    return steps === this.steps;
  }

  /** Shows the latest measurement, unless it is of samples in another number of steps. */
  showQuality() {
    const { measured } = this;
    const current = measured && this.isCurrent(measured) ? measured : undefined;
    for (const [i, measure] of measures.entries()) {
      setText(this.quality[i], current ? measureText(measure, current) : '–');
    }
    setText(this.measuredAt, current ? String(current.iteration) : '–');
  }

  /** @param {number} loss  NaN before the first */
  setLoss(loss) {
    setText(this.loss, lossText(loss));
  }

  /** @param {MethodState} state */
  setState(state) {
    this.enabled = state.enabled;
    this.element.classList.toggle('resting', !state.enabled);
    setText(this.message, state.failure && sentence(`Stopped: ${state.failure}`));
    this.showRemark();
  }

  /** Shows why the particles are not current, if they are not. */
  showRemark() {
    const current = this.paths?.steps === this.steps;
    const waiting = current ? '' : 'sampling …';
    setText(this.remark, this.enabled ? waiting : 'not training');
  }

  /** Describes the picture for screen readers. @param {string} [density]  the density's label */
  describe(density = '') {
    const { paths } = this;
    const target = density ? ` over the target density, ${density.toLowerCase()}` : '';
    const shown = paths
      ? `${paths.count} particles move from noise to data in ${paths.steps} ${paths.steps === 1 ? 'step' : 'steps'}` +
        `${target}, by the network as it was at iteration ${this.iteration.textContent}.`
      : `No samples yet${target}.`;
    const loss = this.loss.textContent;
    this.setSummary(loss === '–' ? shown : `${shown} Loss ${loss}.`);
  }

  /** @param {string} text  for screen readers */
  setSummary(text) {
    setText(this.summary, `${text}${this.remarks} Arrow keys and Enter place a probe.`);
  }

  /** Fits the canvas to its size. @param {number} side  in CSS pixels */
  resize(side) {
    this.side = side;
    if (fitCanvas(this.canvas, side)) this.repaint();
  }

  /** Has the backdrop made again, after a change of density, size or palette. */
  repaint() {
    this.backdrop = undefined;
  }

  /**
   * @param {number} time      flow time t
   * @param {Palette} palette
   */
  draw(time, palette) {
    const { context, method, density, paths, positions } = this;
    const size = this.canvas.width;
    context.clearRect(0, 0, size, size);
    if (density && this.showsDensity) {
      this.backdrop ??= makeBackdrop(density, size, palette.ink);
      context.drawImage(this.backdrop, 0, 0);
    }
    if (this.side === 0) return;
    if (paths) positionsAt(paths, time, positions);
    const pixel = size / this.side;
    const scene = { method, size, pixel, time, palette, density, paths, positions };
    this.paint(scene, false);
    if (paths && this.showsParticles) {
      drawParticles(context, positions, {
        size,
        dot: dotSide(this.side) * pixel,
        color: palette.methods[method],
        opacity: this.dimmed ? dimmedOpacity : particleOpacity,
      });
    }
    this.paint(scene, true);
  }

  /** @param {Scene} scene @param {boolean} over  whether to call the painters over the particles */
  paint(scene, over) {
    for (const painter of [...this.painters.values()].flat()) {
      if (painter.over === over) painter.paint(this.context, scene);
    }
  }
}

/** @param {string | (string | Node)[]} label @param {HTMLElement} value @param {string} [help] */
function row(label, value, help = '') {
  return h('div', { title: help || false }, h('dt', {}, ...[label].flat()), h('dd', {}, value));
}

/** Hidden in narrow panels. */
const atIteration = () => h('span', { class: 'at-iteration' }, ' iteration');

/**
 * @param {DensityGrid} density
 * @param {number} size   side, in pixels
 * @param {string} color
 */
function makeBackdrop(density, size, color) {
  const backdrop = h('canvas', { width: size, height: size });
  const context = /** @type {CanvasRenderingContext2D} */ (backdrop.getContext('2d'));
  const image = densityImage(density, color);
  drawDensity(context, image, { size, extent: density.extent, opacity: densityOpacity });
  return backdrop;
}
