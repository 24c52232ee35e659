import { adoptStyle, h, setText } from '../../dom/dom.js';
import { methodStyles } from '../../plot/method-styles.js';
import { positionsAt } from '../../plot/positions.js';
import { drawCrossHair, drawProbePath, drawRing } from '../../plot/probe-path.js';
import { extent, toX, toY } from '../../plot/viewport.js';
import style from './probe.css?inline';
import { ProbeTable } from './probe-table.js';

/** @import {Engine} from '../../engine/client/engine.js' */
/** @import {Probe as ProbePath, Subject} from '../../engine/types.js' */
/** @import {Panel, Scene} from './panel.js' */
/** @import {PickedPoint} from './point-picker.js' */
/** @import {Stage} from './stage.js' */

/** How far an arrow key moves the cross-hair, in the plane: without and with the shift key. */
const near = 0.1;
const far = 0.5;

/** @type {Record<string, [x: number, y: number]>} */
const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/** A point of noise, and its path by every method and by the exact flow. */
export class Probe {
  /**
   * @param {Stage} stage
   * @param {Engine} engine
   */
  constructor(stage, engine) {
    this.stage = stage;
    this.engine = engine;
    /** @type {[number, number] | null} */
    this.point = null;
    /** The cross-hair that arrow keys move, and its panel. @type {{at: [number, number], panel: Panel} | null} */
    this.aim = null;
    /** @type {Map<Subject, ProbePath>} */
    this.paths = new Map();
    this.table = new ProbeTable(() => this.set(null));
    this.aimed = h('p', { class: 'unseen', 'aria-live': 'polite' });
    stage.element.after(this.table.element, this.aimed);
    adoptStyle(stage.element, style);
    for (const panel of stage.panels) {
      const paint = (/** @type {CanvasRenderingContext2D} */ context, /** @type {Scene} */ scene) =>
        this.paint(context, scene, panel);
      panel.painters.set('probe', [{ over: true, paint }]);
      panel.canvas.addEventListener('blur', () => this.aimAt(null));
    }
    this.position = new Float32Array(2);
    this.stop = [
      engine.on('probe', (path) => this.receivePath(path)),
      engine.on('run', () => {
        this.paths.clear();
        this.show();
      }),
    ];
  }

  dispose() {
    for (const stop of this.stop) stop();
  }

  get active() {
    return this.point !== null || this.aim !== null;
  }

  /** @param {PickedPoint} point */
  handlePoint({ canvas, key, far: isFar, column, row }) {
    const panel = this.stage.panels.find((candidate) => candidate.canvas === canvas);
    if (!panel) return;
    if (key === 'Escape') this.set(null);
    else if (key === 'Enter') this.set(this.aim?.at ?? this.point ?? [0, 0]);
    else if (key) this.moveAim(panel, moves[key], isFar ? far : near);
    else this.set([rounded(toX(column, panel.side)), rounded(toY(row, panel.side))]);
  }

  /** @param {Panel} panel @param {[number, number]} direction @param {number} step */
  moveAim(panel, [dx, dy], step) {
    const [x, y] = this.aim?.at ?? this.point ?? [0, 0];
    const within = (/** @type {number} */ value) => Math.min(extent, Math.max(-extent, value));
    this.aimAt({ at: [rounded(within(x + dx * step)), rounded(within(y + dy * step))], panel });
  }

  /** @param {{at: [number, number], panel: Panel} | null} aim */
  aimAt(aim) {
    this.aim = aim;
    setText(this.aimed, aim ? `x ${aim.at[0]}, y ${aim.at[1]}` : '');
    this.stage.requestDraw();
  }

  /** @param {[number, number] | null} point  null removes the probe */
  set(point) {
    this.point = point;
    this.aim = null;
    this.paths.clear();
    // Rejects only if the sampler fails or a part of it does not load, which the engine reports.
    this.engine.setProbe(point).catch(() => {});
    this.show();
  }

  /** @param {ProbePath} path */
  receivePath(path) {
    if (!this.point || path.path[0] !== Math.fround(this.point[0])) return;
    this.paths.set(path.subject, path);
    this.show();
  }

  show() {
    for (const panel of this.stage.panels) panel.dimmed = this.point !== null;
    const shown = this.stage.panels.filter(({ element }) => !element.hidden);
    this.table.show(
      this.point,
      shown.map(({ method }) => ({ subject: method, path: this.paths.get(method) })),
      this.paths.get('exact'),
    );
    this.stage.requestDraw();
  }

  /**
   * Draws all paths thin, the panel's own thick, and the exact one dashed.
   *
   * @param {CanvasRenderingContext2D} context
   * @param {Scene} scene
   * @param {Panel} panel
   */
  paint(context, { size, pixel, palette, time, method }, panel) {
    if (this.aim?.panel === panel) {
      drawCrossHair(context, this.aim.at, { size, pixel, color: palette.muted });
    }
    if (!this.point) return;
    const view = { size, pixel, color: palette.ink, halo: palette.paper };
    for (const { method: other, element } of this.stage.panels) {
      const path = this.paths.get(other);
      if (!path || other === method || (element.hidden && other !== 'exact')) continue;
      const color = palette.methods[other];
      drawProbePath(context, path.path, {
        ...view,
        color,
        halo: '',
        dash: methodStyles[other].dash,
        width: 1.5,
      });
    }
    const own = this.paths.get(method);
    if (own) drawProbePath(context, own.path, { ...view, dash: [], width: 2 });
    drawRing(context, this.point, { ...view, fill: palette.paper });
    if (!own) return;
    positionsAt(own, time, this.position);
    drawRing(context, this.position, { ...view, fill: palette.methods[method] });
  }
}

/** @param {number} value  in the plane */
const rounded = (value) => Number(value.toFixed(3));
