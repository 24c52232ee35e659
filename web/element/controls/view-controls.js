import { adoptStyle, h, setText } from '../../dom/dom.js';
import { labelled, select } from '../../dom/labelled.js';
import { isMap } from '../../plot/layer-names.js';
import { scaleOf } from '../panels/layer-scales.js';
import { Layers } from '../panels/layers.js';
import { TimeSlider } from './time-slider.js';
import style from './view-controls.css?inline';

/** @import {Engine} from '../../engine/client/engine.js' */
/** @import {Subject} from '../../engine/types.js' */
/** @import {LayerName, Shown} from '../../plot/layer-names.js' */
/** @import {Stage} from '../panels/stage.js' */

/** @type {Record<LayerName, string>} */
const names = {
  none: 'None',
  velocity: 'Velocity u(x, t, t)',
  average: 'Average velocity u(x, t, r)',
  samples: 'Density of samples',
  target: 'Density of the target',
  difference: 'Samples − target',
  jacobian: '‖J‖ of the exact flow map',
};

/** Which of the times t and r a layer depends on. @type {Record<LayerName, '' | 't' | 'tr'>} */
const times = {
  none: '',
  velocity: 't',
  average: 'tr',
  samples: '',
  target: '',
  difference: '',
  jacobian: 'tr',
};

/** Controls for what panels show beside the particles, and the scales of colours and arrows. */
export class ViewControls {
  /**
   * @param {HTMLElement} host
   * @param {Stage} stage
   * @param {Engine} engine
   */
  constructor(host, stage, engine) {
    adoptStyle(host, style);
    this.stage = stage;
    this.layers = new Layers(stage, engine, () => this.update());
    this.layer = select('layer', Object.entries(names));
    this.panel = select('layer-panel', stage.choices);
    this.particles = h('input', { type: 'checkbox' });
    this.trails = h('input', { type: 'checkbox' });
    this.t = this.makeSlider('t', 'field-time', 'Field time');
    this.r = this.makeSlider('r', 'field-end', 'Field end');
    this.scale = h('div', { class: 'layer-scale' });
    this.note = h('p', { class: 'note' });
    this.layer.addEventListener('change', () => {
      const layer = /** @type {LayerName} */ (this.layer.value);
      // Particles would hide a map; the check box shows both.
      this.change({ layer, particles: !isMap(layer) });
    });
    this.panel.addEventListener('change', () => this.update());
    for (const name of /** @type {const} */ (['particles', 'trails'])) {
      this[name].addEventListener('change', () => this.change({ [name]: this[name].checked }));
    }
    host.append(this.makeElement());
    this.update();
  }

  dispose() {
    this.layers.dispose();
  }

  makeElement() {
    return h(
      'div',
      { class: 'view-controls' },
      labelled('Layer', this.layer, { name: 'layer' }),
      labelled('Show in', this.panel, { name: 'layer-panel' }),
      h('label', { class: 'check' }, this.particles, 'Particles'),
      h('label', { class: 'check' }, this.trails, 'Trails'),
      h('div', { class: 'view-times' }, this.t.element, this.r.element),
      h('div', { class: 'explained' }, this.scale, this.note),
    );
  }

  /** @param {'t' | 'r'} symbol @param {string} id @param {string} label */
  makeSlider(symbol, id, label) {
    return new TimeSlider({ id, label, symbol, named: true, step: 0.01 }, (time) =>
      this.layers.setTime(symbol, time),
    );
  }

  /** The panels that the controls change. @returns {Subject[]} */
  get subjects() {
    const all = [...this.layers.shown.keys()];
    return this.panel.value === 'all' ? all : all.filter((name) => name === this.panel.value);
  }

  /** @param {Partial<Shown>} change */
  change(change) {
    this.layers.show(this.subjects, change);
  }

  /** Shows the current state. */
  update() {
    // A link does not describe hidden panels.
    const visible = this.subjects.filter((subject) => !this.stage.panel(subject)?.element.hidden);
    const shown = visible.flatMap((subject) => this.layers.shown.get(subject) ?? []);
    const layers = [...new Set(shown.map(({ layer }) => layer))];
    this.layer.value = layers.length === 1 ? layers[0] : '';
    for (const name of /** @type {const} */ (['particles', 'trails'])) {
      const some = shown.some((one) => one[name]);
      this[name].checked = some;
      this[name].indeterminate = some && !shown.every((one) => one[name]);
    }
    this.showTimes(layers);
    const { palette } = this.stage;
    this.scale.replaceChildren(...layers.flatMap((layer) => scaleOf(layer, palette) ?? []));
    setText(this.note, layers.flatMap((layer) => notes[layer] || []).join(' '));
  }

  /** @param {LayerName[]} layers */
  showTimes(layers) {
    const { t, r } = this.layers.times;
    const { dataTime } = this.layers;
    const symbols = layers.map((layer) => times[layer]).join('');
    this.t.element.hidden = !symbols.includes('t');
    this.r.element.hidden = !symbols.includes('r');
    for (const slider of [this.t, this.r]) slider.setDataTime(dataTime);
    this.t.setTime(t);
    this.r.setTime(r);
  }
}

/** Explains the layers. @type {Record<LayerName, string>} */
const notes = {
  none: '',
  velocity:
    'Arrows: where dots that are there at time t are heading, along the velocity u(x, t, t).',
  average:
    'Arrows: which way dots that are there at time t go until time r, at the average velocity u(x, t, r). FM knows r = t only.',
  samples:
    'Where dots end, in squares; darker is denser, on the scale of the target. While nothing trains, of up to ' +
    '20,000 samples of each network, else of those that move; what is left of chance shows in the exact flow.',
  target: 'Where dots should end, in squares.',
  difference:
    'Orange: too many dots end here. Blue: too few. Of as many samples as the map of their density.',
  jacobian:
    'How much the exact flow map from t to r stretches the plane at x: the spectral norm ‖J‖ of its Jacobian. ' +
    'It explodes along separatrices, where neighbours part for different cells. What is left of MF’s ' +
    'loss at the exact u is J (v − u(x, t, t)), so the sharper its map, the larger its loss.',
};
