import { adoptStyle, h, setText } from '../../dom/dom.js';
import { looks } from '../../plot/method-styles.js';
import { positionsAt } from '../../plot/positions.js';
import { drawCrossHair, drawRing, drawWay } from '../../plot/probe-path.js';
import { extent, toX, toY } from '../../plot/viewport.js';
import style from './probe.css?raw';
import { ProbeTable } from './probe-table.js';

/** @import {Engine} from '../../engine/client/engine.js' */
/** @import {Probe as Way, Subject} from '../../engine/types.js' */
/** @import {Panel, Scene} from './panel.js' */
/** @import {Picked} from './point-picker.js' */
/** @import {Stage} from './stage.js' */

/** How far an arrow key moves the cross-hair, in the plane: usually, and with the shift key. */
const near = 0.1;
const far = 0.5;

/** @type {Record<string, [x: number, y: number]>} */
const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/** A point of noise, and its way by every method and by the exact flow. */
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
    /** Where keys would set it, and in which panel. @type {{at: [number, number], panel: Panel} | null} */
    this.aim = null;
    /** @type {Map<Subject, Way>} */
    this.ways = new Map();
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
    this.place = new Float32Array(2);
    this.stop = [
      engine.on('probe', (way) => this.take(way)),
      engine.on('run', () => {
        this.ways.clear();
        this.show();
      }),
    ];
  }

  dispose() {
    for (const stop of this.stop) stop();
  }

  /** @param {Picked} picked */
  pick({ canvas, key, far: isFar, column, row }) {
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

  /** @param {[number, number] | null} point  null takes the probe away */
  set(point) {
    this.point = point;
    this.aim = null;
    this.ways.clear();
    // Fails only with the sampler, of which the engine tells.
    this.engine.setProbe(point).catch(() => {});
    this.show();
  }

  /** @param {Way} way */
  take(way) {
    if (!this.point || way.path[0] !== Math.fround(this.point[0])) return;
    this.ways.set(way.subject, way);
    this.show();
  }

  show() {
    for (const panel of this.stage.panels) panel.dimmed = this.point !== null;
    const shown = this.stage.panels.filter(({ element }) => !element.hidden);
    this.table.show(
      this.point,
      shown.map(({ method }) => ({ subject: method, way: this.ways.get(method) })),
      this.ways.get('exact'),
    );
    this.stage.requestDraw();
  }

  /**
   * Every way thin, the panel's own thick, and the exact one dashed.
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
      const way = this.ways.get(other);
      if (!way || other === method || (element.hidden && other !== 'exact')) continue;
      const color = palette.methods[other];
      drawWay(context, way.path, { ...view, color, halo: '', dash: looks[other].dash, width: 1.5 });
    }
    const own = this.ways.get(method);
    if (own) drawWay(context, own.path, { ...view, dash: [], width: 2 });
    drawRing(context, this.point, { ...view, fill: palette.paper });
    if (!own) return;
    positionsAt(own, time, this.place);
    drawRing(context, this.place, { ...view, fill: palette.methods[method] });
  }
}

/** @param {number} value  in the plane */
const rounded = (value) => Number(value.toFixed(3));
