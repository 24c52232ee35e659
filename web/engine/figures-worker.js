// The figures worker: draws the figures of the tutorial, one after another, and shows them as they come.

/** @import {Figure, FigureOptions, FigureRuns, MeanFlowModule} from './meanflow.d.ts' */
/** @import {Port} from './rpc.js' */
import { Rpc } from './rpc.js';

/** Work between two looks at the mail, ms. */
const SLICE = 30;

/** Between two pictures of a figure that is not finished, ms. */
const SHOW_INTERVAL = 350;

/**
 * What a figure is drawn from.
 * @typedef {{weights: Uint8Array}
 *   | {config: string, initial: true}
 *   | {config: string, iteration: number, parameters: Float32Array}
 *   | {config: string, losses: Float32Array}} Source
 */

/**
 * @typedef {object} DrawRequest
 * @property {FigureOptions} options
 * @property {string} config JSON of settings whose density figure 1 shows.
 * @property {Source[]} sources
 */

/** @typedef {{figure: number, svg: string, caption: string, progress: number}} Drawing */

/** Keeps the last of each figure, so that one can be had in another style without computing it anew. */
class Studio {
  /** By number. @type {Map<number, Figure>} */
  #figures = new Map();
  /** Counts what was asked for, by figure: the last counts. @type {Map<number, number>} */
  #asked = new Map();
  /** @type {Promise<unknown>} */
  #queue = Promise.resolve();

  /** @param {MeanFlowModule} module @param {(drawing: Drawing) => void} show */
  constructor(module, show) {
    this.module = module;
    this.show = show;
  }

  /** @param {DrawRequest} request @returns {Promise<Drawing | null>} Null when overtaken by another. */
  draw(request) {
    const { figure: number } = request.options;
    const serial = this.#claim(number);
    const isWanted = () => this.#asked.get(number) === serial;
    const drawing = this.#queue.then(() => (isWanted() ? this.#compute(request, isWanted) : null));
    this.#queue = drawing.catch(() => {});
    return drawing;
  }

  /** A figure is not wanted any more. @param {number} number */
  cancel(number) {
    this.#claim(number);
  }

  /**
   * @param {{figure: number} & Pick<FigureOptions, 'theme' | 'layout'>} style
   * @returns {string} The figure in that style; it keeps its own.
   */
  svg({ figure: number, theme, layout }) {
    const figure = this.#figures.get(number);
    if (!figure) throw new Error(`Figure ${number} is not drawn yet`);
    figure.setStyle({ theme, layout });
    return figure.svg();
  }

  /** @param {number} number */
  #claim(number) {
    const serial = (this.#asked.get(number) ?? 0) + 1;
    this.#asked.set(number, serial);
    return serial;
  }

  /** @param {DrawRequest} request @param {() => boolean} isWanted */
  async #compute({ options, config, sources }, isWanted) {
    const figure = this.#begin(options, config, sources);
    this.#figures.get(options.figure)?.delete();
    this.#figures.set(options.figure, figure);
    let shown = performance.now();
    this.show(drawingOf(options.figure, figure));
    while (this.#advance(figure)) {
      await rest();
      if (!isWanted()) return null;
      if (performance.now() - shown < SHOW_INTERVAL) continue;
      this.show(drawingOf(options.figure, figure));
      shown = performance.now();
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

  /** @param {Figure} figure @returns {boolean} Whether there is more. */
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

/** Lets messages in. */
const rest = () => new Promise((resolve) => setTimeout(resolve, 0));

/**
 * @param {MeanFlowModule} module
 * @param {Port} page
 * @param {(error: unknown) => void} onFault
 */
export function startFigures(module, page, onFault) {
  const studio = new Studio(module, (drawing) => rpc.notify('drawing', drawing));
  const rpc = new Rpc(
    page,
    {
      alive: () => {}, // That it answers is the answer.
      describe: () => module.figures(),
      draw: (request) => studio.draw(request),
      cancel: (number) => studio.cancel(number),
      svg: (style) => studio.svg(style),
    },
    onFault,
  );
}
