// "Share & keep": the link, and files to take away and to bring.

import { adoptStyle, h, saveFile, setText } from '../dom/dom.js';
import { labelled, select } from '../dom/labelled.js';
/** @import {Method} from '../engine/types.js' */
/** @import {Playground} from '../element/playground.js' */
import { messageOf } from '../errors.js';
import { methodStyles } from '../plot/method-styles.js';
import { csv, film, lossesCsv, pngOf, samplesCsv, sideBySide } from './files.js';
import { encodeLink } from './link.js';
import style from './share.css?raw';
import { pageLinkOf } from './snapshot.js';
import { importFile, takeDrops } from './weights.js';

export class ShareMenu {
  /**
   * @param {HTMLElement} host
   * @param {Playground} playground
   */
  constructor(host, playground) {
    adoptStyle(host, style);
    this.playground = playground;
    this.method = select(
      'keep-method',
      playground.offered.map((method) => [method, methodStyles[method].label]),
    );
    this.subject = select('keep-panel', playground.parts.stage.choices);
    this.link = h('input', { id: 'keep-link', type: 'text', readonly: true });
    this.file = h('input', { type: 'file', accept: '.safetensors', hidden: true, tabindex: -1 });
    this.said = h('p', { class: 'said', 'aria-live': 'polite' });
    this.wrong = h('p', { class: 'message', role: 'alert' });
    host.append(this.#element());
    this.#listen();
    const chosen = () => /** @type {Method} */ (this.method.value);
    this.dispose = takeDrops(playground, chosen, (method, file) => this.#import(method, file));
    this.#showLink();
  }

  #element() {
    const link = h(
      'div',
      { class: 'row' },
      labelled('Link to this run', this.link),
      this.#button('Copy link', () => this.#copyLink()),
    );
    const files = h(
      'div',
      { class: 'row' },
      labelled('Network', this.method),
      this.#button('Export weights', () => this.#exportWeights()),
      this.#button('Import weights …', () => this.file.click()),
      this.file,
    );
    const pictures = h(
      'div',
      { class: 'row' },
      labelled('Picture', this.subject),
      this.#button('PNG', () => this.#png()),
      this.#button('WebM', () => this.#webm()),
    );
    const tables = h(
      'div',
      { class: 'row' },
      this.#button('Samples, CSV', () => this.#samples()),
      this.#button('Losses, CSV', () => this.#losses()),
    );
    const note = h(
      'p',
      { class: 'note' },
      'Weights are safetensors with PyTorch’s names: what load_state_dict takes, and what ' +
        'safetensors.torch.save_file writes. A file may also be dropped onto a panel.',
    );
    return h(
      'div',
      { class: 'share-menu' },
      ...(home() ? [link] : []),
      files,
      pictures,
      tables,
      note,
      this.said,
      this.wrong,
    );
  }

  #listen() {
    this.file.addEventListener('change', () => {
      const file = this.file.files?.[0];
      if (file) this.#import(/** @type {Method} */ (this.method.value), file);
      this.file.value = '';
    });
    this.link.addEventListener('focus', () => this.#showLink().then(() => this.link.select()));
  }

  /** A button that says what goes wrong. @param {string} label @param {() => unknown} act */
  #button(label, act) {
    const button = h('button', { type: 'button' }, label);
    button.addEventListener('click', async () => {
      if (button.ariaDisabled === 'true') return;
      button.ariaDisabled = 'true';
      await this.#say(act);
      button.ariaDisabled = null;
    });
    return button;
  }

  /** @param {() => unknown} act  gives what it has to say, or fails with what is wrong */
  async #say(act) {
    setText(this.wrong, '');
    setText(this.said, '');
    try {
      setText(this.said, String((await act()) ?? ''));
    } catch (error) {
      setText(this.said, ''); // What it was about to do.
      setText(this.wrong, messageOf(error));
    }
  }

  async #showLink() {
    const receipts = await this.playground.engine.receipts();
    this.link.value = `${home()}#${encodeLink(pageLinkOf(this.playground, receipts))}`;
  }

  async #copyLink() {
    await this.#showLink();
    const copied = navigator.clipboard?.writeText(this.link.value);
    try {
      if (!copied) throw new Error();
      await copied;
    } catch {
      // Not in insecure pages, nor in all frames.
      this.link.focus();
      this.link.select();
      throw new Error('This page may not write to the clipboard; copy the link from its field.');
    }
    if (this.playground.trained.wanted) {
      return 'Copied. It opens with these trained networks, which come with the page.';
    }
    const begun = /&receipt=/.test(this.link.value);
    const said = begun
      ? 'Copied. Who opens it repeats the run up to here and compares receipts.'
      : 'Copied: the setting, for a run from its beginning.';
    return said + this.#strays();
  }

  /** What a link cannot lead to, and why. */
  #strays() {
    const { engine, methods } = this.playground;
    const strays = engine.state.methods.filter(({ method, imported }) => {
      return imported && methods.includes(method);
    });
    if (strays.length === 0) return '';
    const names = strays.map(({ method }) => methodStyles[method].label).join(', ');
    const [are, they, them, their] =
      strays.length > 1 ? ['are', 'they', 'them', 'their'] : ['is', 'it', 'it', 'its'];
    return (
      ` ${names} ${are} left out: ${they} began with weights from a file, which no link can hold. There, ` +
      `training begins without them; to pass ${them} on, export ${their} weights.`
    );
  }

  async #exportWeights() {
    const method = /** @type {Method} */ (this.method.value);
    this.#needsShown(method);
    const bytes = await this.playground.engine.exportWeights(method);
    const { iteration } = this.#stateOf(method);
    saveFile(new Blob([bytes]), `${method}-${iteration}.safetensors`);
    return `Weights of ${methodStyles[method].label} at iteration ${iteration}.`;
  }

  /** @param {Method} method @param {File} file */
  #import(method, file) {
    return this.#say(() => {
      this.#needsShown(method);
      return importFile(this.playground, method, file);
    });
  }

  /** Those on offer may yet have to be chosen. @param {Method} method */
  #needsShown(method) {
    if (this.playground.methods.includes(method)) return;
    throw new Error(
      `${methodStyles[method].label} is not on show: tick it under “Methods that train”.`,
    );
  }

  async #samples() {
    const { engine, methods } = this.playground;
    const sampling = this.playground.sampling();
    const all = [];
    for (const method of methods) all.push(await engine.sample({ method, ...sampling }));
    saveFile(csv(samplesCsv(all)), 'samples.csv');
    return `${sampling.count} samples of each method, in ${sampling.steps} steps.`;
  }

  #losses() {
    const { engine, methods } = this.playground;
    const losses = Object.fromEntries(methods.map((method) => [method, engine.losses(method)]));
    saveFile(csv(lossesCsv(losses)), 'losses.csv');
    return 'Losses of every iteration.';
  }

  async #png() {
    saveFile(await pngOf(this.#picture()), `${this.subject.value}.png`);
    return 'The picture as it was.';
  }

  /** One way from noise to data. */
  async #webm() {
    const { playground } = this;
    const { playback } = playground.parts.stage;
    const wasPlaying = playback.playing;
    const canvas = this.#picture();
    setText(this.said, 'Filming one way from noise to data …');
    playground.parts.stage.seek(0);
    playground.playFlow(true);
    let held = 0;
    try {
      const movie = await film(
        canvas,
        () => this.#picture(canvas),
        // A second at the data's end, so that the last frame is seen; or whoever stops the flow stops the film.
        () => !playback.playing || (playback.fraction === 1 && ++held > 60),
      );
      saveFile(movie, `${this.subject.value}.webm`);
    } finally {
      playground.playFlow(wasPlaying);
    }
    return 'One way from noise to data.';
  }

  /** @param {HTMLCanvasElement} [canvas] */
  #picture(canvas) {
    const { stage } = this.playground.parts;
    const wanted = this.subject.value;
    const shown = stage.panels.filter(({ element, method }) => {
      return !element.hidden && (wanted === 'all' || wanted === method);
    });
    if (shown.length === 0) throw new Error('That panel is not on show.');
    const paper = getComputedStyle(this.link).getPropertyValue('--paper');
    return sideBySide(
      shown.map(({ canvas: picture }) => picture),
      paper,
      canvas,
    );
  }

  /** @param {Method} method */
  #stateOf(method) {
    const state = this.playground.engine.state.methods.find((one) => one.method === method);
    if (!state) throw new Error('There is no run yet.');
    return state;
  }
}

/** Address of the playground's own page, or "" where it is not known, as in somebody's post. */
function home() {
  const { origin, pathname } = location;
  const own = document.querySelector('mean-flow#playground') !== null;
  if (own) return origin + pathname;
  return /\/embed\.html$/.test(pathname) ? origin + pathname.replace(/embed\.html$/, '') : '';
}
