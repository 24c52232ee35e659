import { adoptStyle, h, setText } from '../dom/dom.js';
import { hideable } from '../element/hide.js';
import style from './embed-form.css?inline';
import { elementSnippet, frameSnippet, jekyllSnippet } from './snippets.js';

/** @import {Description} from './describe.js' */
/** @import {Figure} from './snippets.js' */

/** Typical width of a column of text, CSS pixels: heights are measured at it. */
const columnWidth = 700;

const forms = [
  { label: 'Copy element', about: 'For a page of your own', snippet: elementSnippet },
  { label: 'Copy iframe', about: 'For any page', snippet: frameSnippet },
  { label: 'Copy Jekyll', about: 'With the include of this site', snippet: jekyllSnippet },
];

/** @typedef {Exclude<(typeof hideable)[number], 'embed'>} Part */

/** @type {Record<Part, string>} */
const partLabels = {
  controls: 'Run',
  problem: 'Density, direction',
  methods: 'Methods',
  flow: 'Flow',
  view: 'View',
  share: 'Share & keep',
  numbers: 'Numbers',
  legend: 'Legend',
  quality: 'Quality',
  chart: 'Loss chart',
  training: 'Training',
};

/** Parts that are hidden by default. @type {Part[]} */
const hiddenParts = ['view', 'share', 'legend', 'quality', 'training'];

/** Embedded figures do not have the section "Embed". */
const offered = hideable.filter((part) => part !== 'embed');

/** The section "Embed": snippets of the present figure for authors, with a choice of its parts. */
export class EmbedForm {
  /**
   * @param {HTMLElement} host
   * @param {string} site  address of the playground
   * @param {(withRun: boolean) => Promise<Description>} describe  the figure as it is now
   */
  constructor(host, site, describe) {
    this.site = site;
    this.describe = describe;
    this.parts = offered.map((part) => {
      const input = h('input', {
        type: 'checkbox',
        checked: !hiddenParts.includes(part),
      });
      return { part, input };
    });
    this.run = h('input', { type: 'checkbox', checked: true });
    this.text = h('textarea', {
      readonly: true,
      rows: 5,
      spellcheck: 'false',
      'aria-label': 'Text to paste',
    });
    this.status = h('p', { class: 'note', role: 'status' });
    const labels = this.parts.map(({ part, input }) => h('label', {}, input, partLabels[part]));
    const buttons = forms.map(({ label, about, snippet }) => {
      const button = h('button', { type: 'button', title: about }, label);
      button.addEventListener('click', () => this.copy(label, snippet));
      return button;
    });
    const form = h(
      'div',
      { class: 'embed-form' },
      h(
        'fieldset',
        { class: 'methods' },
        h('legend', {}, 'Parts to show, beside the pictures'),
        h('div', {}, ...labels),
      ),
      h('label', {}, this.run, 'This run, up to the iteration where it is, with its receipts'),
      h('div', { class: 'buttons', role: 'group', 'aria-label': 'Copy embed' }, ...buttons),
      this.text,
      this.status,
    );
    this.text.hidden = true;
    host.append(form);
    adoptStyle(host, style);
  }

  /** The figure, in which parts without a tick are hidden. @returns {Promise<Figure & {iteration: number}>} */
  async figure() {
    const { attributes, ...description } = await this.describe(this.run.checked);
    const hide = this.parts.filter(({ input }) => !input.checked).map(({ part }) => part);
    if (hide.length > 0) {
      attributes.set('hide', hide.length === offered.length ? 'all' : hide.join(' '));
    }
    return { ...description, site: this.site, attributes, height: measureHeight(attributes) };
  }

  /** @param {string} label @param {(figure: Figure) => string} snippet */
  async copy(label, snippet) {
    const figure = await this.figure();
    const text = snippet(figure);
    this.text.value = text;
    this.text.hidden = false;
    const what = label.replace('Copy ', '') + extentOf(figure);
    try {
      await navigator.clipboard.writeText(text);
      setText(this.status, `Copied: ${what}.`);
    } catch {
      // The page may not write to the clipboard.
      this.text.focus();
      this.text.select();
      setText(this.status, `Copy the text above: ${what}.`);
    }
  }
}

/** @param {Pick<Description, 'attributes' | 'iteration'>} figure */
function extentOf({ attributes, iteration }) {
  if (attributes.has('trained')) return ', with the trained networks';
  return iteration > 0 ? `, up to iteration ${iteration}` : '';
}

/** Measures a figure with these attributes; an element that is not visible loads nothing. @param {Map<string, string>} attributes */
function measureHeight(attributes) {
  const figure = document.createElement('mean-flow');
  for (const [name, text] of attributes) figure.setAttribute(name, text);
  figure.style.cssText = `position: absolute; left: -9999px; width: ${columnWidth}px; visibility: hidden`;
  document.body.append(figure);
  const { height } = figure.getBoundingClientRect();
  figure.remove();
  return Math.ceil(height);
}
