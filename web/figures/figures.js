import { h, saveFile, setText } from '../dom/dom.js';
import controlStyle from '../element/controls/controls.css?inline';
import { noiseSeed } from '../element/engine-settings.js';
import style from '../element/mean-flow.css?inline';
import { MeanFlowElement } from '../element/mean-flow.js';
import { messageOf } from '../errors.js';
import { FigureCard } from './figure-card.js';
import figureStyle from './figures.css?inline';
import { FiguresClient } from './figures-client.js';
import { currentSources, isOfOneRun, shippedSources } from './sources.js';

/** @import {Engine} from '../engine/client/engine.js' */
/** @import {Drawing} from './figures-worker.js' */

const numbers = [1, 2, 3, 4, 5, 6];

/** Width below which figures have the layout "tall", in which methods are columns, CSS pixels. */
const minWideWidth = 520;

/** Distance from the window at which figures are drawn, before they are visible. */
const drawMargin = '300px';

/**
 * `<mean-flow-figures>`: the figures of the tutorial, from the networks that come with the page or, with `for`, from the
 * current run of the `<mean-flow>` with that id. A worker draws each figure when it is near the window.
 */
export class MeanFlowFigures extends HTMLElement {
  #disconnect = () => {};
  /** Number of the latest request, by figure. @type {Map<number, number>} */
  #requests = new Map();

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [style, controlStyle, figureStyle].map((text) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(text);
      return sheet;
    });
  }

  connectedCallback() {
    const banner = h('p', { class: 'banner', role: 'alert' });
    this.banner = banner;
    const client = new FiguresClient(
      (drawing) => this.#card(drawing.figure)?.show(drawing),
      (reason) => setText(banner, reason),
    );
    this.client = client;
    this.cards = numbers.map((number) => {
      return new FigureCard(number, this.#playground !== undefined, {
        draw: (card) => this.#draw(card),
        restyle: (card) => this.#restyle(card),
        fileOf: (figure) => client.svg({ figure, theme: 'light', layout: 'wide' }),
      });
    });
    this.shadowRoot?.replaceChildren(
      banner,
      new SaveAll(this.cards).element,
      h('div', { class: 'cards' }, ...this.cards.map(({ element }) => element)),
    );
    client.describe().then(
      (all) => {
        for (const card of this.cards ?? []) {
          const { title, needs } = all[card.number - 1];
          setText(card.title, title);
          if (!isOfOneRun(needs)) card.controls.disableRun();
        }
      },
      () => {}, // The banner shows the error.
    );
    const stop = [this.#drawWhenNear(), this.#followStyle()];
    this.#disconnect = () => {
      for (const end of stop) end();
      client.dispose();
    };
  }

  disconnectedCallback() {
    this.#disconnect();
  }

  get #playground() {
    const playground = document.getElementById(this.getAttribute('for') ?? '');
    return playground instanceof MeanFlowElement ? playground : undefined;
  }

  /** The engine of the playground that `for` names, once it has started. @returns {Engine | undefined} */
  get engine() {
    return this.#playground?.playground?.engine;
  }

  get #style() {
    const theme = /** @type {'light' | 'dark'} */ (
      matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
    );
    const layout = /** @type {'wide' | 'tall'} */ (
      this.clientWidth < minWideWidth ? 'tall' : 'wide'
    );
    return { theme, layout };
  }

  /** @param {number} number */
  #card(number) {
    return this.cards?.find((card) => card.number === number);
  }

  /** @param {FigureCard} card @returns {Promise<Drawing | null>} */
  async #draw(card) {
    const { number, choice } = card;
    const { source, ...settings } = choice;
    // Sources may arrive in another order than they were requested in: the latest request counts.
    const id = (this.#requests.get(number) ?? 0) + 1;
    this.#requests.set(number, id);
    const { needs } = (await /** @type {FiguresClient} */ (this.client).describe())[number - 1];
    setText(/** @type {HTMLElement} */ (this.banner), '');
    const { engine } = this;
    const fromRun = source === 'current' && engine;
    if (fromRun) await this.#playground?.playground?.trained.loadAllCheckpoints();
    const sources = fromRun ? await currentSources(engine, needs) : await shippedSources(needs);
    const config = JSON.stringify(fromRun ? engine.settings : {});
    const run = fromRun ? { settings: engine.settings, receipts: await engine.receipts() } : null;
    if (id !== this.#requests.get(number)) return null;
    card.run = run;
    card.style = this.#style;
    const options = { figure: number, ...settings, seed: noiseSeed, ...card.style };
    const drawing = await this.client?.draw({ options, config, sources });
    return drawing ?? null;
  }

  #drawWhenNear() {
    const observer = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) {
          const card = this.cards?.find(({ element }) => element === target);
          if (!isIntersecting || !card) continue;
          observer.unobserve(target);
          if (!card.drawing) card.draw();
        }
      },
      { rootMargin: drawMargin },
    );
    for (const { element } of this.cards ?? []) observer.observe(element);
    return () => observer.disconnect();
  }

  /** Redraws figures when colours or width change, without computing them again. */
  #followStyle() {
    const restyle = () => {
      for (const card of this.cards ?? []) this.#restyle(card);
    };
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    scheme.addEventListener('change', restyle);
    const observer = new ResizeObserver(restyle);
    observer.observe(this);
    return () => {
      scheme.removeEventListener('change', restyle);
      observer.disconnect();
    };
  }

  /** Gives a finished figure the present style. @param {FigureCard} card */
  async #restyle(card) {
    const style = this.#style;
    const { theme, layout } = card.style;
    if (!card.ready || (theme === style.theme && layout === style.layout)) return;
    card.style = style;
    const svg = await this.client?.svg({ figure: card.number, ...style }).catch(() => '');
    if (svg) card.showSvg(svg);
  }
}

/** A button that saves all figures in one ZIP, and draws those that are not drawn yet. */
class SaveAll {
  /** @param {FigureCard[]} cards */
  constructor(cards) {
    this.cards = cards;
    this.status = h('span', { class: 'note', role: 'status' });
    this.button = h('button', { type: 'button' }, 'Save all figures, ZIP');
    this.button.addEventListener('click', () => this.save());
    this.element = h('div', { class: 'buttons save-all' }, this.button, this.status);
  }

  async save() {
    if (this.button.ariaDisabled === 'true') return;
    this.button.ariaDisabled = 'true';
    try {
      const { zipFigures } = await import('./figures-zip.js');
      const figures = [];
      for (const card of this.cards) {
        setText(this.status, `Drawing figure ${card.number} of ${this.cards.length} …`);
        figures.push(await card.finished());
      }
      const { origin, pathname } = location;
      saveFile(await zipFigures(figures, origin + pathname), 'figures.zip');
      const missing = figures.filter(({ svg }) => svg === '').map(({ number }) => number);
      setText(
        this.status,
        missing.length > 0 ? `Saved without figure ${missing.join(', ')}.` : 'Saved figures.zip.',
      );
    } catch (error) {
      setText(this.status, messageOf(error));
    }
    this.button.ariaDisabled = null;
  }
}

customElements.define('mean-flow-figures', MeanFlowFigures);
