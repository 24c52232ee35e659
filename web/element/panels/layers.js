import { isMap, plain } from '../../plot/layer-names.js';
import { methodStyles } from '../../plot/method-styles.js';
import { extent } from '../../plot/viewport.js';
import { DenseSamples } from './dense-samples.js';
import { arrowsPainter, densityPainter, stretchPainter, trailsPainter } from './layer-painters.js';

/** @import {Engine} from '../../engine/client/engine.js' */
/** @import {FieldRequest, FlowField, Subject} from '../../engine/types.js' */
/** @import {Painter, Panel} from './panel.js' */
/** @import {LayerName, Shown} from '../../plot/layer-names.js' */
/** @import {Stage} from './stage.js' */

/**
 * The layers of panels, and the flow times t and r of fields; null for noise and data.
 * @typedef {{view: Partial<Record<Subject, Shown>>, field: [number, number] | null}} View
 */

/** Approximate distance between arrows, in CSS pixels; fewest and most of them along a side. */
const arrowDistance = 18;
const arrowCounts = [9, 24];

/** Points along a side of the heat map of stretching. */
const stretchPoints = 128;

/** Milliseconds between two requests to the engine while a slider is dragged. */
const requestInterval = 80;

/** The layers of panels, and the fields that they request from the engine. */
export class Layers {
  /**
   * @param {Stage} stage
   * @param {Engine} engine
   * @param {() => void} onChange  called when times or layers change
   */
  constructor(stage, engine, onChange) {
    this.stage = stage;
    this.engine = engine;
    this.onChange = onChange;
    /** @type {Map<Subject, Shown>} */
    this.shown = new Map(stage.panels.map(({ method }) => [method, { ...plain }]));
    /** The times t and r of fields, as fractions of the way from noise to data. */
    this.fractions = { t: 0, r: 1 };
    /** By subject and kind. @type {Map<string, FlowField>} */
    this.fields = new Map();
    this.dense = new DenseSamples(stage, engine, () => stage.requestDraw());
    this.requested = '[]';
    this.timer = 0;
    this.dataTime = stage.dataTime;
    this.observer = new ResizeObserver(() => this.requestFields());
    // The number of arrows depends on the size of a panel.
    for (const { canvas } of stage.panels) this.observer.observe(canvas);
    this.stop = [
      engine.on('field', (field) => this.receiveField(field)),
      engine.on('run', ({ settings }) => {
        this.fields.clear();
        this.dataTime = (settings.direction ?? 'reverse') === 'reverse' ? 0 : 1;
        this.requestFields();
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
    // Rounded, as 1 - 0.7 is not exactly 0.3.
    const time = (/** @type {number} */ fraction) =>
      Number((this.dataTime === 1 ? fraction : 1 - fraction).toFixed(4));
    return { t: time(this.fractions.t), r: time(this.fractions.r) };
  }

  /**
   * Sets one of the times. It moves the other one if r would be nearer to the noise than t.
   *
   * @param {'t' | 'r'} which
   * @param {number} time
   */
  setTime(which, time) {
    const fraction = this.dataTime === 1 ? time : 1 - time;
    const { t, r } = this.fractions;
    this.fractions =
      which === 't'
        ? { t: fraction, r: Math.max(fraction, r) }
        : { t: Math.min(t, fraction), r: fraction };
    this.requestFields();
    this.onChange();
  }

  /** The layers of the visible panels whose view is not the default, and the times. @returns {View} */
  get view() {
    const shown = [...this.shown].filter(([subject, { layer, particles, trails }]) => {
      const isPlain = layer === plain.layer && particles === plain.particles && !trails;
      return !isPlain && !this.stage.panel(subject)?.element.hidden;
    });
    const { t, r } = this.times;
    const isDefault = this.fractions.t === 0 && this.fractions.r === 1;
    return { view: Object.fromEntries(shown), field: isDefault ? null : [t, r] };
  }

  /** @param {View} view */
  setView({ view, field }) {
    const [t, r] = field ?? (this.dataTime === 1 ? [0, 1] : [1, 0]);
    const fraction = (/** @type {number} */ time) => (this.dataTime === 1 ? time : 1 - time);
    this.fractions = { t: fraction(t), r: fraction(r) };
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
    this.dense.setSubjects(mapped.map(([subject]) => subject));
    this.requestFields();
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
  receiveField(field) {
    this.fields.set(`${field.subject} ${field.kind}`, field);
    this.stage.requestDraw();
  }

  /** Requests the fields of the layers, soon, if they differ from those requested before. */
  requestFields() {
    if (this.timer !== 0) return;
    this.timer = window.setTimeout(() => {
      this.timer = 0;
      const requests = this.requests();
      const text = JSON.stringify(requests);
      if (text === this.requested) return;
      this.requested = text;
      // Rejects only if the sampler fails or a part of it does not load, which the engine reports.
      this.engine.setFields(requests).catch(() => {
        this.requested = '';
      });
    }, requestInterval);
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
        // A time that the field does not depend on must not make it a new request.
        const end = layer === 'velocity' ? t : r;
        requests.set(`${subject} ${layer}`, { subject, kind: layer, t, r: end, size, extent });
      }
    }
    return [...requests.values()];
  }
}

/** What layers add to a panel's description. @type {Record<LayerName, string>} */
const remarks = {
  none: '',
  velocity: ' Arrows show velocities.',
  average: ' Arrows show average velocities.',
  samples: ' A heat map shows where dots end.',
  target: ' A heat map shows the target.',
  difference: ' A heat map shows where too many and too few dots end.',
  jacobian: ` A heat map shows how the ${methodStyles.exact.label.toLowerCase()} flow stretches the plane.`,
};
