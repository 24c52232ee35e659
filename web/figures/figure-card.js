import { h, saveFile, setText } from '../dom/dom.js';
import { imageOfSvg, pngOf } from '../dom/pixels.js';
import { messageOf } from '../errors.js';
import { FigureControls } from './figure-controls.js';

/** @import {Drawing} from './figures-worker.js' */
/** @import {FigureOptions} from '#meanflow-figures' */
/** @import {FigureChoice} from './figure-controls.js' */
/** @import {DrawnFigure} from './figures-zip.js' */

/**
 * What a card calls.
 *
 * @typedef {object} Commands
 * @property {(card: FigureCard) => Promise<Drawing | null>} draw  draws the figure as its controls say; null when a later
 *   request replaced this one
 * @property {(card: FigureCard) => void} restyle  updates a figure whose style changed while it was drawn
 * @property {(figure: number) => Promise<string>} fileOf  the figure for a file: light and wide
 */

/** Pixels of a PNG for each CSS pixel: 300 dpi when a figure is as wide as the text of a printed page. */
const pngScale = 3;

/**
 * Width and height of the default figures in both layouts. The page reserves this space, so that it does not move when
 * figures appear.
 */
const sizes = [
  { wide: '508 / 298', tall: '372 / 231' },
  { wide: '760 / 240', tall: '378 / 700' },
  { wide: '758 / 532', tall: '372 / 468' },
  { wide: '760 / 559', tall: '372 / 432' },
  { wide: '760 / 388', tall: '372 / 624' },
  { wide: '760 / 400', tall: '372 / 624' },
];

/** One figure with its caption, its controls, and buttons that save it. */
export class FigureCard {
  /**
   * @param {number} number
   * @param {boolean} hasRun    whether figures can be drawn from a run, beside the networks that come with the page
   * @param {Commands} commands
   */
  constructor(number, hasRun, commands) {
    this.number = number;
    this.commands = commands;
    /** Whether the displayed figure is up to date and can be saved. */
    this.ready = false;
    /** Whether the displayed figure is whole. */
    this.complete = false;
    /** The latest call of `draw`, pending or settled. @type {Promise<void> | null} */
    this.drawing = null;
    /** The run that it was drawn from; null: networks that come with the page. @type {DrawnFigure['run']} */
    this.run = null;
    /** Style of the displayed figure. @type {Pick<FigureOptions, 'theme' | 'layout'>} */
    this.style = { theme: 'light', layout: 'wide' };
    this.title = h('span', {});
    this.picture = h('div', { class: 'picture' });
    const { wide, tall } = sizes[number - 1];
    this.picture.style.setProperty('--wide', wide);
    this.picture.style.setProperty('--tall', tall);
    this.progress = h('progress', { 'aria-label': `Drawing figure ${number}`, max: 1, value: 0 });
    this.caption = h('figcaption');
    this.message = h('p', { class: 'message', role: 'alert' });
    this.again = h('button', { type: 'button', hidden: '' }, 'Draw again');
    this.again.addEventListener('click', () => this.draw());
    this.saveSvg = h('button', { type: 'button' }, 'Save SVG');
    this.savePng = h('button', { type: 'button' }, 'Save PNG');
    this.saveSvg.addEventListener('click', () => this.save('svg'));
    this.savePng.addEventListener('click', () => this.save('png'));
    for (const [button, kind] of /** @type {const} */ ([
      [this.saveSvg, 'SVG'],
      [this.savePng, 'PNG'],
    ])) {
      button.setAttribute('aria-label', `Save ${kind}, figure ${number}`);
    }
    this.controls = new FigureControls(number, hasRun, () => this.draw());
    this.element = h(
      'figure',
      { class: 'card', 'data-figure': number, 'aria-labelledby': `figure-${number}` },
      h('h3', { id: `figure-${number}` }, `Figure ${number}. `, this.title),
      this.controls.element,
      this.message,
      this.again,
      this.picture,
      this.progress,
      this.caption,
      h(
        'div',
        { class: 'buttons', role: 'group', 'aria-label': `Save figure ${number}` },
        this.saveSvg,
        this.savePng,
      ),
    );
    this.setReady(false);
  }

  /** @returns {FigureChoice} */
  get choice() {
    return this.controls.choice;
  }

  /** Draws the figure as the controls say. @returns {Promise<void>} never rejects: the card shows errors */
  draw() {
    this.drawing = this.#draw();
    return this.drawing;
  }

  async #draw() {
    const error = this.controls.check();
    setText(this.message, error);
    this.again.hidden = true;
    if (error) return;
    this.setReady(false);
    this.progress.hidden = false;
    this.progress.value = 0;
    try {
      const drawing = await this.commands.draw(this);
      if (!drawing) return; // A later request was made.
      this.show(drawing);
      this.setReady(true);
      this.commands.restyle(this);
    } catch (error) {
      setText(this.message, messageOf(error));
      this.again.hidden = false;
      this.setReady(this.complete);
    }
    this.progress.hidden = true;
  }

  /** Shows a finished or partial drawing. @param {Pick<Drawing, 'svg' | 'caption' | 'progress'>} drawing */
  show({ svg, caption, progress }) {
    this.showSvg(svg);
    this.complete = progress === 1;
    setText(this.caption, caption);
    this.progress.value = progress;
  }

  /** @param {string} svg */
  showSvg(svg) {
    const { documentElement } = new DOMParser().parseFromString(svg, 'image/svg+xml');
    // The caption is beside it, so screen readers need not read it twice.
    documentElement.querySelector('desc')?.remove();
    this.picture.replaceChildren(document.adoptNode(documentElement));
  }

  /** @param {boolean} ready */
  setReady(ready) {
    this.ready = ready;
    this.element.classList.toggle('ready', ready);
    for (const button of [this.saveSvg, this.savePng]) {
      button.setAttribute('aria-disabled', String(!ready));
    }
  }

  /** The whole figure for a file. Draws it first if needed. @returns {Promise<DrawnFigure>} */
  async finished() {
    let last = this.drawing ?? this.draw();
    // Another drawing may replace it meanwhile.
    for (await last; this.drawing && this.drawing !== last; await last) last = this.drawing;
    const { number, ready, run } = this;
    return {
      number,
      title: this.title.textContent ?? '',
      caption: this.caption.textContent ?? '',
      svg: ready ? await this.commands.fileOf(number) : '',
      message: this.message.textContent ?? '',
      run,
    };
  }

  /** @param {'svg' | 'png'} kind */
  async save(kind) {
    if (!this.ready) return;
    try {
      const svg = await this.commands.fileOf(this.number);
      const blob = kind === 'svg' ? new Blob([svg], { type: 'image/svg+xml' }) : await toPng(svg);
      saveFile(blob, `figure-${this.number}.${kind}`);
    } catch (error) {
      setText(this.message, messageOf(error));
      this.again.hidden = false; // The worker may have failed since it was drawn.
    }
  }
}

/** @param {string} svg @returns {Promise<Blob>} */
async function toPng(svg) {
  try {
    const image = await imageOfSvg(svg);
    const canvas = document.createElement('canvas');
    canvas.width = pngScale * image.width;
    canvas.height = pngScale * image.height;
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await pngOf(canvas);
  } catch (error) {
    throw new Error(`${messageOf(error)} The SVG can be saved.`);
  }
}
