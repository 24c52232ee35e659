import { h, saveFile, setText } from '../dom/dom.js';
import { messageOf } from '../errors.js';
import { FigureControls } from './figure-controls.js';
import { toPng } from './to-png.js';

/** @import {Drawing} from '../engine/workers/figures-worker.js' */
/** @import {FigureOptions} from '../engine/meanflow.d.ts' */
/** @import {FigureChoice} from './figure-controls.js' */
/** @import {DrawnFigure} from './figures-zip.js' */

/**
 * What a card wants done.
 *
 * @typedef {object} Commands
 * @property {(card: FigureCard) => Promise<Drawing | null>} draw  as its controls say; null when overtaken
 * @property {(card: FigureCard) => void} settle  its style may have changed meanwhile
 * @property {(figure: number) => Promise<string>} fileOf  the figure as a file should be: light and wide
 */

/**
 * Width and height of the figures as they are drawn by default, in either layout: the space that they take, so that
 * the page stays where it is when they come.
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
   * @param {boolean} hasRun    whether there is a run to draw from, beside the networks that came along
   * @param {Commands} commands
   */
  constructor(number, hasRun, commands) {
    this.number = number;
    this.commands = commands;
    /** Whether what is on show is finished. */
    this.ready = false;
    /** Whether it is not just a part of the figure. */
    this.complete = false;
    /** The latest drawing, under way or done. @type {Promise<void> | null} */
    this.drawing = null;
    /** What it was drawn from, when from a run. @type {DrawnFigure['run']} */
    this.run = null;
    /** Of what is on show. @type {Pick<FigureOptions, 'theme' | 'layout'>} */
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

  /** Draws anew, as the controls say. @returns {Promise<void>} never fails: the card tells */
  draw() {
    this.drawing = this.#draw();
    return this.drawing;
  }

  async #draw() {
    const fault = this.controls.check();
    setText(this.message, fault);
    this.again.hidden = true;
    if (fault) return;
    this.setReady(false);
    this.progress.hidden = false;
    this.progress.value = 0;
    try {
      const drawing = await this.commands.draw(this);
      if (!drawing) return; // Another is on its way.
      this.show(drawing);
      this.setReady(true);
      this.commands.settle(this);
    } catch (error) {
      setText(this.message, messageOf(error));
      this.again.hidden = false;
      this.setReady(this.complete);
    }
    this.progress.hidden = true;
  }

  /** What there is so far. @param {Pick<Drawing, 'svg' | 'caption' | 'progress'>} drawing */
  show({ svg, caption, progress }) {
    this.showSvg(svg);
    this.complete = progress === 1;
    setText(this.caption, caption);
    this.progress.value = progress;
  }

  /** @param {string} svg */
  showSvg(svg) {
    const { documentElement } = new DOMParser().parseFromString(svg, 'image/svg+xml');
    // It scales with the page; its caption is beside it, so it need not be told twice.
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

  /** All of it, for a file; drawn first if need be. @returns {Promise<DrawnFigure>} */
  async whole() {
    let last = this.drawing ?? this.draw();
    // Another drawing may overtake it.
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
      this.again.hidden = false; // Its worker may have failed since it was drawn.
    }
  }
}
