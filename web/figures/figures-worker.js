// The figures worker: draws the figures of the tutorial, one after another, and sends previews of unfinished ones.

/** @import {Figure, FigureOptions, FigureRuns, FiguresModule} from '#meanflow-figures' */
/** @import {Port} from '../engine/rpc.js' */
import createFigures from '#meanflow-figures';
import { instantiateWith } from '../engine/instantiate.js';
import { Rpc } from '../engine/rpc.js';
import { serve } from '../engine/workers/serve.js';

/** How long it computes before it handles messages again, ms. */
const SLICE = 30;

/** Time between two previews of an unfinished figure, ms. */
const PREVIEW_INTERVAL = 350;

/**
 * One data source of a figure.
 * @typedef {{weights: Uint8Array}
 *   | {config: string, initial: true}
 *   | {config: string, iteration: number, parameters: Float32Array}
 *   | {config: string, losses: Float32Array}} Source
 */

/**
 * @typedef {object} DrawRequest
 * @property {FigureOptions} options
 * @property {string} config JSON of the settings whose density figure 1 shows.
 * @property {Source[]} sources
 */

/** @typedef {{figure: number, svg: string, caption: string, progress: number}} Drawing */

/** Keeps the latest of each figure, so that it can be drawn in another style without being recomputed. */
class FigureRenderer {
  /** By number. @type {Map<number, Figure>} */
  #figures = new Map();
  /** Serial number of the latest request, by figure: older ones are cancelled. @type {Map<number, number>} */
  #requests = new Map();
  /** @type {Promise<unknown>} */
  #queue = Promise.resolve();

  /** @param {FiguresModule} module @param {(drawing: Drawing) => void} onPreview */
  constructor(module, onPreview) {
    this.module = module;
    this.onPreview = onPreview;
  }

  /** @param {DrawRequest} request @returns {Promise<Drawing | null>} Null when cancelled by a later request. */
  draw(request) {
    const { figure: number } = request.options;
    const serial = this.#newSerial(number);
    const isCurrent = () => this.#requests.get(number) === serial;
    const drawing = this.#queue.then(() =>
      isCurrent() ? this.#compute(request, isCurrent) : null,
    );
    this.#queue = drawing.catch(() => {});
    return drawing;
  }

  /** Cancels the requests for a figure. @param {number} number */
  cancel(number) {
    this.#newSerial(number);
  }

  /**
   * @param {{figure: number} & Pick<FigureOptions, 'theme' | 'layout'>} style
   * @returns {string} The figure as SVG in that style.
   */
  svg({ figure: number, theme, layout }) {
    const figure = this.#figures.get(number);
    if (!figure) throw new Error(`Figure ${number} is not drawn yet`);
    figure.setStyle({ theme, layout });
    return figure.svg();
  }

  /** @param {number} number */
  #newSerial(number) {
    const serial = (this.#requests.get(number) ?? 0) + 1;
    this.#requests.set(number, serial);
    return serial;
  }

  /** @param {DrawRequest} request @param {() => boolean} isCurrent */
  async #compute({ options, config, sources }, isCurrent) {
    const figure = this.#begin(options, config, sources);
    this.#figures.get(options.figure)?.delete();
    this.#figures.set(options.figure, figure);
    let lastPreview = performance.now();
    this.onPreview(drawingOf(options.figure, figure));
    while (this.#advance(figure)) {
      await handleMessages();
      if (!isCurrent()) return null;
      if (performance.now() - lastPreview < PREVIEW_INTERVAL) continue;
      this.onPreview(drawingOf(options.figure, figure));
      lastPreview = performance.now();
    }
    return drawingOf(options.figure, figure);
  }

  /** @param {FigureOptions} options @param {string} config @param {Source[]} sources */
  #begin(options, config, sources) {
    const runs = new this.module.FigureRuns();
    try {
      for (const source of sources) add(runs, source);
      return new this.module.Figure(options, config, runs);
    } finally {
      runs.delete();
    }
  }

  /** @param {Figure} figure @returns {boolean} Whether there is more to compute. */
  #advance(figure) {
    const end = performance.now() + SLICE;
    while (performance.now() < end) if (!figure.advance()) return false;
    return true;
  }
}

/** @param {FigureRuns} runs @param {Source} source */
function add(runs, source) {
  if ('weights' in source) runs.addWeights(source.weights);
  else if ('initial' in source) runs.addInitial(source.config);
  else if ('losses' in source) runs.addLosses(source.config, source.losses);
  else runs.addParameters(source.config, source.iteration, source.parameters);
}

/** @param {number} number @param {Figure} figure @returns {Drawing} */
function drawingOf(number, figure) {
  return {
    figure: number,
    svg: figure.svg(),
    caption: figure.caption(),
    progress: figure.progress(),
  };
}

/** Gives the event loop a chance to handle messages. */
const handleMessages = () => new Promise((resolve) => setTimeout(resolve, 0));

/**
 * @param {{module: WebAssembly.Module, page: Port}} start
 * @param {(error: unknown) => void} onFault
 */
async function begin({ module: compiled, page }, onFault) {
  const module = await instantiateWith(createFigures, compiled);
  const renderer = new FigureRenderer(module, (drawing) => rpc.notify('drawing', drawing));
  const rpc = new Rpc(
    page,
    {
      ping: () => {},
      describe: () => module.figures(),
      draw: (request) => renderer.draw(request),
      cancel: (number) => renderer.cancel(number),
      svg: (style) => renderer.svg(style),
    },
    onFault,
  );
}

/** @param {Port} scope */
export const serveFigures = (scope) => serve(scope, begin);

if (typeof self === 'object') serveFigures(/** @type {Port} */ (/** @type {unknown} */ (self)));
