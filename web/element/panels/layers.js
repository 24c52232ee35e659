import { isMap, plain } from '../../plot/layer-names.js';
import { looks } from '../../plot/method-styles.js';
import { extent } from '../../plot/viewport.js';
import { DenseSamples } from './dense-samples.js';
import { arrowsPainter, densityPainter, stretchPainter, trailsPainter } from './layer-painters.js';

/** @import {Engine} from '../../engine/client/engine.js' */
/** @import {FieldRequest, FlowField, Subject} from '../../engine/types.js' */
/** @import {Painter, Panel} from './panel.js' */
/** @import {LayerName, Shown} from '../../plot/layer-names.js' */
/** @import {Stage} from './stage.js' */

/**
 * What panels show, and the flow times t and r of fields; null for noise and data.
 * @typedef {{view: Partial<Record<Subject, Shown>>, field: [number, number] | null}} View
 */

/** CSS pixels from one arrow to the next, about; and how many there are along a side. */
const arrowDistance = 18;
const arrowCounts = [9, 24];

/** Points of the heat map of stretching along a side. */
const stretchPoints = 128;

/** Milliseconds between two questions to the engine while a slider is dragged. */
const patience = 80;

/** What panels show, and the fields that the engine is asked for because of it. */
export class Layers {
  /**
   * @param {Stage} stage
   * @param {Engine} engine
   * @param {() => void} onChange  told when times or what is shown changed
   */
  constructor(stage, engine, onChange) {
    this.stage = stage;
    this.engine = engine;
    this.onChange = onChange;
    /** @type {Map<Subject, Shown>} */
    this.shown = new Map(stage.panels.map(({ method }) => [method, { ...plain }]));
    /** Shares of the way from noise to data at which fields are shown: from t to r. */
    this.share = { t: 0, r: 1 };
    /** By subject and kind. @type {Map<string, FlowField>} */
    this.fields = new Map();
    this.dense = new DenseSamples(stage, engine, () => stage.requestDraw());
    this.asked = '[]';
    this.timer = 0;
    this.dataTime = stage.dataTime;
    this.observer = new ResizeObserver(() => this.ask());
    // Also of those that come into sight later.
    for (const { canvas } of stage.panels) this.observer.observe(canvas);
    this.stop = [
      engine.on('field', (field) => this.note(field)),
      engine.on('run', ({ settings }) => {
        this.fields.clear();
        this.dataTime = (settings.direction ?? 'reverse') === 'reverse' ? 0 : 1;
        this.ask();
        this.onChange();
      }),
    ];
  }

  dispose() {
    clearTimeout(this.timer);
    this.observer.disconnect();
    this.dense.dispose();
    for (const stop of this.stop) stop();
  }

  /** Flow times. */
  get times() {
    // Rounded, as 1 - 0.7 is not quite 0.3.
    const time = (/** @type {number} */ share) =>
      Number((this.dataTime === 1 ? share : 1 - share).toFixed(4));
    return { t: time(this.share.t), r: time(this.share.r) };
  }

  /**
   * Moves one of the times; the other makes way, as r is never nearer to the noise than t.
   *
   * @param {'t' | 'r'} which
   * @param {number} time
   */
  setTime(which, time) {
    const share = this.dataTime === 1 ? time : 1 - time;
    const { t, r } = this.share;
    this.share =
      which === 't' ? { t: share, r: Math.max(share, r) } : { t: Math.min(t, share), r: share };
    this.ask();
    this.onChange();
  }

  /** As it is now, of panels that show more than what is plain. @returns {View} */
  get state() {
    const shown = [...this.shown].filter(([subject, { layer, particles, trails }]) => {
      const isPlain = layer === plain.layer && particles === plain.particles && !trails;
      return !isPlain && !this.stage.panel(subject)?.element.hidden;
    });
    const { t, r } = this.times;
    const usual = this.share.t === 0 && this.share.r === 1;
    return { view: Object.fromEntries(shown), field: usual ? null : [t, r] };
  }

  /** @param {View} state  from now on */
  take({ view, field }) {
    const [t, r] = field ?? (this.dataTime === 1 ? [0, 1] : [1, 0]);
    const share = (/** @type {number} */ time) => (this.dataTime === 1 ? time : 1 - time);
    this.share = { t: share(t), r: share(r) };
    for (const subject of this.shown.keys()) this.show([subject], view[subject] ?? plain);
  }

  /** @param {Iterable<Subject>} subjects @param {Partial<Shown>} change */
  show(subjects, change) {
    for (const subject of subjects) {
      const panel = this.stage.panel(subject);
      const before = this.shown.get(subject);
      if (!panel || !before) continue;
      const after = { ...before, ...change };
      this.shown.set(subject, after);
      this.apply(panel, after);
    }
    const mapped = [...this.shown].filter(([, { layer }]) =>
      ['samples', 'difference'].includes(layer),
    );
    this.dense.want(mapped.map(([subject]) => subject));
    this.ask();
    this.onChange();
    this.stage.requestDraw();
  }

  /** @param {Panel} panel @param {Shown} shown */
  apply(panel, { layer, particles, trails }) {
    panel.showsParticles = particles;
    panel.showsDensity = !isMap(layer);
    panel.painters.set('layers', [
      ...this.layerPainters(panel.method, layer),
      ...(trails ? [trailsPainter()] : []),
    ]);
    panel.remarks = remarks[layer];
  }

  /** @param {Subject} subject @param {LayerName} layer @returns {Painter[]} */
  layerPainters(subject, layer) {
    if (layer === 'none') return [];
    if (layer === 'jacobian') {
      return [stretchPainter(() => this.fields.get('exact jacobian'))];
    }
    if (layer === 'velocity' || layer === 'average') {
      const field = () => this.fields.get(`${subject} ${layer}`);
      return [arrowsPainter(field, () => (this.dataTime === 1 ? 1 : -1))];
    }
    return [densityPainter(layer, (paths) => this.dense.of(subject, paths))];
  }

  /** @param {FlowField} field */
  note(field) {
    this.fields.set(`${field.subject} ${field.kind}`, field);
    this.stage.requestDraw();
  }

  /** Asks the engine for what is shown, if that is something else than before. */
  ask() {
    if (this.timer !== 0) return;
    this.timer = window.setTimeout(() => {
      this.timer = 0;
      const requests = this.requests();
      const text = JSON.stringify(requests);
      if (text === this.asked) return;
      this.asked = text;
      // Fails only with the sampler, of which the engine tells.
      this.engine.setFields(requests).catch(() => {});
    }, patience);
  }

  /** @returns {FieldRequest[]} */
  requests() {
    const { t, r } = this.times;
    /** @type {Map<string, FieldRequest>} */
    const requests = new Map();
    for (const [subject, { layer }] of this.shown) {
      const panel = this.stage.panel(subject);
      if (!panel || panel.element.hidden) continue;
      if (layer === 'jacobian') {
        const request = { kind: layer, t, r, size: stretchPoints, extent };
        requests.set(layer, { subject: 'exact', ...request });
      } else if (layer === 'velocity' || layer === 'average') {
        const wanted = Math.round(panel.side / arrowDistance);
        const size = Math.min(arrowCounts[1], Math.max(arrowCounts[0], wanted));
        // What does not matter is not to make it another question.
        const end = layer === 'velocity' ? t : r;
        requests.set(`${subject} ${layer}`, { subject, kind: layer, t, r: end, size, extent });
      }
    }
    return [...requests.values()];
  }
}

/** What layers add to the words about a picture. @type {Record<LayerName, string>} */
const remarks = {
  none: '',
  velocity: ' Arrows show velocities.',
  average: ' Arrows show average velocities.',
  samples: ' A heat map shows where dots end.',
  target: ' A heat map shows the target.',
  difference: ' A heat map shows where too many and too few dots end.',
  jacobian: ` A heat map shows how the ${looks.exact.label.toLowerCase()} flow stretches the plane.`,
};
