import { h, setText } from '../dom/dom.js';
import controlStyle from '../element/controls/controls.css?raw';
import { noiseSeed } from '../element/engine-settings.js';
import style from '../element/mean-flow.css?raw';
import { MeanFlowElement } from '../element/mean-flow.js';
import { FigureCard } from './figure-card.js';
import figureStyle from './figures.css?raw';
import { Studio } from './figures-client.js';
import { SaveAll } from './save-all.js';
import { currentSources, isOfOneRun, shippedSources } from './sources.js';

/** @import {Engine} from '../engine/client/engine.js' */
/** @import {Drawing} from '../engine/workers/figures-worker.js' */

const numbers = [1, 2, 3, 4, 5, 6];

/** Narrower than this, CSS pixels, figures stand tall: methods are columns. */
const narrow = 520;

/** Space below the window in which figures are drawn already, so that few are seen empty. */
const nearby = '300px';

/**
 * `<mean-flow-figures>`: every figure of the tutorial, from the networks that came with the page or,
 * with `for`, from the current run of the `<mean-flow>` of that id. A figure is drawn when it is near
 * the window, in a worker.
 */
export class MeanFlowFigures extends HTMLElement {
  #leave = () => {};
  /** Drawings wished for so far, by figure. @type {Map<number, number>} */
  #turns = new Map();

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
    const studio = new Studio(
      (drawing) => this.#card(drawing.figure)?.show(drawing),
      (reason) => setText(banner, reason),
    );
    this.studio = studio;
    this.cards = numbers.map((number) => {
      return new FigureCard(number, this.#playground !== undefined, {
        draw: (card) => this.#draw(card),
        settle: (card) => this.#restyle(card),
        fileOf: (figure) => studio.svg({ figure, theme: 'light', layout: 'wide' }),
      });
    });
    this.shadowRoot?.replaceChildren(
      banner,
      new SaveAll(this.cards).element,
      h('div', { class: 'cards' }, ...this.cards.map(({ element }) => element)),
    );
    studio.describe().then(
      (all) => {
        for (const card of this.cards ?? []) {
          const { title, needs } = all[card.number - 1];
          setText(card.title, title);
          if (!isOfOneRun(needs)) card.controls.withoutRun();
        }
      },
      () => {}, // The banner tells.
    );
    const stop = [this.#drawWhenNear(), this.#followStyle()];
    this.#leave = () => {
      for (const end of stop) end();
      studio.dispose();
    };
  }

  disconnectedCallback() {
    this.#leave();
  }

  get #playground() {
    const playground = document.getElementById(this.getAttribute('for') ?? '');
    return playground instanceof MeanFlowElement ? playground : undefined;
  }

  /** Of the playground that this belongs to, once it is at work. @returns {Engine | undefined} */
  get engine() {
    return this.#playground?.playground?.engine;
  }

  get #style() {
    const theme = /** @type {'light' | 'dark'} */ (
      matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
    );
    const layout = /** @type {'wide' | 'tall'} */ (this.clientWidth < narrow ? 'tall' : 'wide');
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
    // Sources may come in another order than they were asked for: the latest wish counts.
    const turn = (this.#turns.get(number) ?? 0) + 1;
    this.#turns.set(number, turn);
    const { needs } = (await /** @type {Studio} */ (this.studio).describe())[number - 1];
    setText(/** @type {HTMLElement} */ (this.banner), '');
    const { engine } = this;
    const fromRun = source === 'current' && engine;
    if (fromRun) await this.#playground?.playground?.trained.loadAllCheckpoints();
    const sources = fromRun ? await currentSources(engine, needs) : await shippedSources(needs);
    const config = JSON.stringify(fromRun ? engine.settings : {});
    const run = fromRun ? { settings: engine.settings, receipts: await engine.receipts() } : null;
    if (turn !== this.#turns.get(number)) return null;
    card.run = run;
    card.style = this.#style;
    const options = { figure: number, ...settings, seed: noiseSeed, ...card.style };
    const drawing = await this.studio?.draw({ options, config, sources });
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
      { rootMargin: nearby },
    );
    for (const { element } of this.cards ?? []) observer.observe(element);
    return () => observer.disconnect();
  }

  /** Other colours or another width: the same figures anew, without computing them anew. */
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

  /** Has a finished figure in the style of now. @param {FigureCard} card */
  async #restyle(card) {
    const style = this.#style;
    const { theme, layout } = card.style;
    if (!card.ready || (theme === style.theme && layout === style.layout)) return;
    card.style = style;
    const svg = await this.studio?.svg({ figure: card.number, ...style }).catch(() => '');
    if (svg) card.showSvg(svg);
  }
}

customElements.define('mean-flow-figures', MeanFlowFigures);
