import { h, setText } from '../../dom/dom.js';
import { lineSample } from '../../dom/line-sample.js';
import { densityImage, drawDensity } from '../../plot/density.js';
import { lossText } from '../../plot/loss-text.js';
import { measureLabel, measures, measureText } from '../../plot/measures.js';
import { looks } from '../../plot/method-styles.js';
import { drawParticles } from '../../plot/particles.js';
import { positionsAt } from '../../plot/positions.js';
import { fitCanvas } from '../../plot/viewport.js';

/** @import {DensityGrid, ExactPaths, MethodState, Paths, Quality, Subject} from '../../engine/types.js' */
/** @import {Palette} from '../../plot/palette.js' */

/** Side of a particle in CSS pixels: smaller in a small panel, within reason. */
const dotSide = (/** @type {number} */ panelSide) => Math.min(2.6, Math.max(1.5, panelSide / 150));

/** How much they hide of what is behind them, 0..1; and where something else is to be looked at. */
const particleOpacity = 0.8;
const dimmedOpacity = 0.25;
const densityOpacity = 0.12;

/**
 * What painters know of a picture.
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
 * Something else in the picture, behind the particles or over them.
 *
 * @typedef {object} Painter
 * @property {boolean} over
 * @property {(context: CanvasRenderingContext2D, scene: Scene) => void} paint
 */

/** One method: its picture, what the picture shows, its loss, and how good its samples are. */
export class Panel {
  /** @param {Subject} method */
  constructor(method) {
    const look = looks[method];
    this.method = method;
    /** @type {ExactPaths | undefined} What is drawn; a method's have more to them. */
    this.paths = undefined;
    /** @type {DensityGrid | undefined} */
    this.density = undefined;
    /** @type {HTMLCanvasElement | undefined} The density as it lies behind the particles, ready. */
    this.backdrop = undefined;
    this.positions = new Float32Array(0);
    /** By who had them painted, in the order of first come. @type {Map<string, Painter[]>} */
    this.painters = new Map();
    this.showsDensity = true;
    this.showsParticles = true;
    /** Particles stand back. */
    this.dimmed = false;
    /** What painters add, in words. */
    this.remarks = '';
    this.side = 0;
    const summaryId = `summary-${method}`;
    this.canvas = h('canvas', {
      role: 'img',
      'aria-label': `${look.label}: ${look.name}`,
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
    /** Steps asked for; what is on show may still be in others. */
    this.steps = 0;
    /** What was measured last, if anything. @type {Quality | undefined} */
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
        lineSample(look),
        h('b', {}, look.label),
        h('span', {}, look.name),
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
      h('div', {}, this.message), // And what can be done about it: see rescue.js.
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
    this.take(paths);
  }

  /** @param {ExactPaths} paths */
  take(paths) {
    this.paths = paths;
    if (this.positions.length !== 2 * paths.count)
      this.positions = new Float32Array(2 * paths.count);
    this.showRemark();
  }

  /** @param {number} steps  that the next paths will have */
  expectSteps(steps) {
    this.steps = steps;
    this.showRemark();
    this.showQuality();
  }

  /** A new run began: paths and losses are those of another network. */
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

  /** Whether numbers are those of samples in as many steps. @param {Quality} quality */
  isCurrent({ steps }) {
    return steps === this.steps;
  }

  /** Numbers of samples in other steps are not those of what is on show, or soon will be. */
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
    setText(this.message, state.failure && `Stopped: ${state.failure}.`);
    this.showRemark();
  }

  /** Why the picture is not what it should be, if it is not. */
  showRemark() {
    const current = this.paths?.steps === this.steps;
    const waiting = current ? '' : 'sampling …';
    setText(this.remark, this.enabled ? waiting : 'not training');
  }

  /** Says in words what the picture shows. @param {string} [density]  its label */
  describe(density = '') {
    const { paths } = this;
    const target = density ? ` over the target density, ${density.toLowerCase()}` : '';
    const shown = paths
      ? `${paths.count} particles move from noise to data in ${paths.steps} ${paths.steps === 1 ? 'step' : 'steps'}` +
        `${target}, by the network as it was at iteration ${this.iteration.textContent}.`
      : `No samples yet${target}.`;
    const loss = this.loss.textContent;
    this.say(loss === '–' ? shown : `${shown} Loss ${loss}.`);
  }

  /** @param {string} text  for people who do not see the picture */
  say(text) {
    setText(this.summary, `${text}${this.remarks} Arrow keys and Enter place a probe.`);
  }

  /** Fits the canvas to its place. @param {number} side  in CSS pixels */
  resize(side) {
    this.side = side;
    if (fitCanvas(this.canvas, side)) this.repaint();
  }

  /** The backdrop has to be made anew: another density, size or palette. */
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

  /** @param {Scene} scene @param {boolean} over  whether it is the turn of those over the particles */
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

/** What a narrow panel has no room for beside the number. */
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
