// The section "Share & keep": the link, and files to save and to import.

import { adoptStyle, h, saveFile, setText } from '../dom/dom.js';
import { labelled, select } from '../dom/labelled.js';
import { pngOf } from '../dom/pixels.js';
/** @import {Method} from '../engine/types.js' */
/** @import {Playground} from '../element/playground.js' */
import { messageOf } from '../errors.js';
import { methodStyles } from '../plot/method-styles.js';
import { csv, lossesCsv, record, samplesCsv, sideBySide } from './files.js';
import { encodeLink } from './link.js';
import style from './share.css?inline';
import { pageLinkOf } from './snapshot.js';
import { importFiles, importOnDrop } from './weights.js';

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
    this.status = h('p', { class: 'share-status', 'aria-live': 'polite' });
    this.error = h('p', { class: 'message', role: 'alert' });
    host.append(this.#element());
    this.#listen();
    const chosen = () => /** @type {Method} */ (this.method.value);
    this.dispose = importOnDrop(playground, chosen, (...what) => this.#import(...what));
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
      ...(pageAddress() ? [link] : []),
      files,
      pictures,
      tables,
      note,
      this.status,
      this.error,
    );
  }

  #listen() {
    this.file.addEventListener('change', () => {
      const files = [...(this.file.files ?? [])];
      const method = /** @type {Method} */ (this.method.value);
      if (files.length > 0) this.#import(method, { files, folders: [] });
      this.file.value = '';
    });
    this.link.addEventListener('focus', () => this.#showLink().then(() => this.link.select()));
  }

  /** @param {string} label @param {() => unknown} action  see `#run` */
  #button(label, action) {
    const button = h('button', { type: 'button' }, label);
    button.addEventListener('click', async () => {
      if (button.ariaDisabled === 'true') return;
      button.ariaDisabled = 'true';
      await this.#run(action);
      button.ariaDisabled = null;
    });
    return button;
  }

  /** Shows the outcome of an action. @param {() => unknown} action  returns a message, or fails with one */
  async #run(action) {
    setText(this.error, '');
    setText(this.status, '');
    try {
      setText(this.status, String((await action()) ?? ''));
    } catch (error) {
      setText(this.status, ''); // A message of progress.
      setText(this.error, messageOf(error));
    }
  }

  async #showLink() {
    const receipts = await this.playground.engine.receipts();
    this.link.value = `${pageAddress()}#${encodeLink(pageLinkOf(this.playground, receipts))}`;
  }

  async #copyLink() {
    await this.#showLink();
    const copied = navigator.clipboard?.writeText(this.link.value);
    try {
      if (!copied) throw new Error();
      await copied;
    } catch {
      // Insecure pages and some frames may not.
      this.link.focus();
      this.link.select();
      throw new Error('This page may not write to the clipboard; copy the link from its field.');
    }
    if (this.playground.trained.wanted) {
      return 'Copied. It opens with these trained networks, which come with the page.';
    }
    const begun = /&receipt=/.test(this.link.value);
    const message = begun
      ? 'Copied. Who opens it repeats the run up to here and compares receipts.'
      : 'Copied: the setting, for a run from its beginning.';
    return message + this.#importedNote();
  }

  /** Names the methods that a link leaves out, and why. */
  #importedNote() {
    const { engine, methods } = this.playground;
    const imported = engine.state.methods.filter((state) => {
      return state.imported && methods.includes(state.method);
    });
    if (imported.length === 0) return '';
    const names = imported.map(({ method }) => methodStyles[method].label).join(', ');
    const [are, they, them, their] =
      imported.length > 1 ? ['are', 'they', 'them', 'their'] : ['is', 'it', 'it', 'its'];
    return (
      ` ${names} ${are} left out: ${they} began with weights from a file, which no link can hold. There, ` +
      `training begins without them; to pass ${them} on, export ${their} weights.`
    );
  }

  async #exportWeights() {
    const method = /** @type {Method} */ (this.method.value);
    this.#requireDisplayed(method);
    const bytes = await this.playground.engine.exportWeights(method);
    const { iteration } = this.#stateOf(method);
    saveFile(new Blob([bytes]), `${method}-${iteration}.safetensors`);
    return `Weights of ${methodStyles[method].label} at iteration ${iteration}.`;
  }

  /** @param {Method} method @param {import('../dom/dropped.js').Dropped} dropped */
  #import(method, dropped) {
    return this.#run(() => {
      this.#requireDisplayed(method);
      return importFiles(this.playground, method, dropped);
    });
  }

  /** The menu offers methods that are not displayed, too. @param {Method} method */
  #requireDisplayed(method) {
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

  /** Records one pass from noise to data. */
  async #webm() {
    const { playground } = this;
    const { playback } = playground.parts.stage;
    const wasPlaying = playback.playing;
    const canvas = this.#picture();
    setText(this.status, 'Filming one way from noise to data …');
    playground.parts.stage.seek(0);
    playground.playFlow(true);
    let held = 0;
    try {
      const video = await record(
        canvas,
        () => this.#picture(canvas),
        // Holds the last frame for a second. Pausing the flow ends the recording.
        () => !playback.playing || (playback.fraction === 1 && ++held > 60),
      );
      saveFile(video, `${this.subject.value}.webm`);
    } finally {
      playground.playFlow(wasPlaying);
    }
    return 'One way from noise to data.';
  }

  /** @param {HTMLCanvasElement} [canvas] */
  #picture(canvas) {
    const { stage } = this.playground.parts;
    const subject = this.subject.value;
    const shown = stage.panels.filter(({ element, method }) => {
      return !element.hidden && (subject === 'all' || subject === method);
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

/** Address of the playground's page, or "" where it is unknown, as in another site's page. */
function pageAddress() {
  const { origin, pathname } = location;
  const own = document.querySelector('mean-flow#playground') !== null;
  if (own) return origin + pathname;
  return /\/embed\.html$/.test(pathname) ? origin + pathname.replace(/embed\.html$/, '') : '';
}
