import { setText } from '../dom/dom.js';
import { messageOf } from '../errors.js';
import { loadFeature } from './features.js';
import { onPointPicked } from './panels/point-picker.js';

/** @import {View} from './panels/layers.js' */
/** @import {Playground} from './playground.js' */

/** @typedef {{dispose: () => void, repaint?: () => void, busy?: boolean}} OnDemandPart */

/** Parts of the playground that load when the reader first uses them. */
export class OnDemand {
  /** @type {import('./panels/layers.js').Layers | null} */
  #layers = null;
  /** What panels show, until the layers have loaded. @type {View} */
  #view = { view: {}, field: null };

  /** @param {Playground} playground */
  constructor(playground) {
    this.playground = playground;
    /** In the order in which they loaded. @type {OnDemandPart[]} */
    this.loaded = [];
  }

  /** What panels show beside the particles. @returns {View} */
  get view() {
    return this.#layers?.view ?? this.#view;
  }

  /** @param {View} view  opens the section "View" if it holds more than particles */
  setView(view) {
    if (Object.keys(view.view).length > 0 || view.field) this.playground.parts.view.open = true;
    this.#view = view;
    this.#layers?.setView(view);
  }

  /** Fills the section "View". @param {HTMLElement} host */
  async openView(host) {
    const { ViewControls } = await import('./controls/view-controls.js');
    const { parts, engine } = this.playground;
    const controls = new ViewControls(host, parts.stage, engine);
    controls.layers.setView(this.#view);
    this.#layers = controls.layers;
    this.loaded.push(controls);
  }

  /** Fills the section "Quality". @param {HTMLElement} host */
  async openQuality(host) {
    const { QualityCharts } = await import('./charts/quality-charts.js');
    const { parts, engine, metrics } = this.playground;
    this.loaded.push(new QualityCharts(host, parts.stage, engine, metrics));
  }

  /** Fills the section "Share & keep". @param {HTMLElement} host */
  async openShare(host) {
    const ShareMenu = await loadFeature('share');
    this.loaded.push(new ShareMenu(host, this.playground));
  }

  /**
   * @param {HTMLElement} host
   * @param {import('./controls/drawn-density.js').EditorCallbacks} callbacks
   */
  async makeEditor(host, callbacks) {
    const DrawingEditor = await loadFeature('drawing');
    const editor = new DrawingEditor(host, this.playground.engine, callbacks);
    this.loaded.push(editor);
    return editor;
  }

  /** Has the probe load when the reader first picks a point in a panel. */
  prepareProbe() {
    const { parts, engine } = this.playground;
    let message = '';
    onPointPicked(parts.stage.element, async () => {
      try {
        const { Probe } = await import('./panels/probe.js');
        const probe = new Probe(parts.stage, engine);
        this.loaded.push(probe);
        if (parts.banner.textContent === message) setText(parts.banner, '');
        return probe;
      } catch (error) {
        message = `The probe could not be loaded: ${messageOf(error)}`;
        setText(parts.banner, message);
        throw error;
      }
    });
  }

  /** The style sheet's colours changed. */
  repaint() {
    for (const part of this.loaded) part.repaint?.();
  }

  /** Whether one of them waits for the sampler. */
  get busy() {
    return this.loaded.some((part) => part.busy);
  }

  dispose() {
    for (const part of this.loaded) part.dispose();
  }
}
