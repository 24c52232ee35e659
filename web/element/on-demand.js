import { setText } from '../dom/dom.js';
import { messageOf } from '../errors.js';
import { onPick } from './panels/point-picker.js';

/** @import {View} from './panels/layers.js' */
/** @import {Playground} from './playground.js' */

/** @typedef {{dispose: () => void, repaint?: () => void}} Extra */

/** What is on the page only once somebody asks for it: loaded then, and never before. */
export class Extras {
  /** @type {import('./panels/layers.js').Layers | null} */
  #layers = null;
  /** What panels show, until their layers are there. @type {View} */
  #view = { view: {}, field: null };

  /** @param {Playground} playground */
  constructor(playground) {
    this.playground = playground;
    /** In the order of their coming. @type {Extra[]} */
    this.loaded = [];
  }

  /** What panels show beside dots. @returns {View} */
  get view() {
    return this.#layers?.state ?? this.#view;
  }

  /** @param {View} view */
  set view(view) {
    this.#view = view;
    this.#layers?.take(view);
  }

  /** @param {View} view  from now on; its controls come on show when there is more than dots */
  change(view) {
    if (Object.keys(view.view).length > 0 || view.field) this.playground.parts.view.open = true;
    this.view = view;
  }

  /** Controls of that. @param {HTMLElement} host */
  async openView(host) {
    const { ViewControls } = await import('./controls/view-controls.js');
    const { parts, engine } = this.playground;
    const controls = new ViewControls(host, parts.stage, engine);
    controls.layers.take(this.#view);
    this.#layers = controls.layers;
    this.loaded.push(controls);
  }

  /** Charts of measures. @param {HTMLElement} host */
  async openQuality(host) {
    const { QualityCharts } = await import('./charts/quality-charts.js');
    const { parts, engine, readings } = this.playground;
    this.loaded.push(new QualityCharts(host, parts.stage, engine, readings.qualities));
  }

  /** The link and files. @param {HTMLElement} host */
  async openShare(host) {
    const { ShareMenu } = await import('../share/menu.js');
    this.loaded.push(new ShareMenu(host, this.playground));
  }

  /**
   * Where densities are drawn.
   *
   * @param {HTMLElement} host
   * @param {import('./controls/drawn-density.js').Outcomes} outcomes
   */
  async makeEditor(host, outcomes) {
    const { DrawingEditor } = await import('../drawing/editor.js');
    const editor = new DrawingEditor(host, this.playground.engine, outcomes);
    this.loaded.push(editor);
    return editor;
  }

  /** A probe, as soon as a point is picked in a picture. */
  awaitProbe() {
    const { parts, engine } = this.playground;
    let told = '';
    onPick(parts.stage.element, async () => {
      try {
        const { Probe } = await import('./panels/probe.js');
        const probe = new Probe(parts.stage, engine);
        this.loaded.push(probe);
        if (parts.banner.textContent === told) setText(parts.banner, '');
        return probe;
      } catch (error) {
        told = `The probe could not be loaded: ${messageOf(error)}`;
        setText(parts.banner, told);
        throw error;
      }
    });
  }

  /** The style sheet's colours changed. */
  repaint() {
    for (const extra of this.loaded) extra.repaint?.();
  }

  dispose() {
    for (const extra of this.loaded) extra.dispose();
  }
}
