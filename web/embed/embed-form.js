import { adoptStyle, h, setText } from '../dom/dom.js';
import { hideable } from '../element/hide.js';
import style from './embed-form.css?inline';
import {
  elementSnippet,
  frameSnippet,
  hugoSnippet,
  jekyllSnippet,
  jsxSnippet,
  widths,
} from './snippets.js';

/** @import {Description} from './describe.js' */
/** @import {Figure} from './snippets.js' */

const forms = [
  { label: 'Copy element', about: 'For a page of your own', snippet: elementSnippet },
  { label: 'Copy iframe', about: 'For any page', snippet: frameSnippet },
  { label: 'Copy JSX / MDX', about: 'For React, Next.js, Docusaurus', snippet: jsxSnippet },
  { label: 'Copy Jekyll', about: 'With the include of this site', snippet: jekyllSnippet },
  { label: 'Copy Hugo', about: 'With the shortcode of this site', snippet: hugoSnippet },
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
    const [wide, narrow] = [widths.wide, widths.narrow].map((width) =>
      measureHeight(attributes, width),
    );
    return { ...description, site: this.site, attributes, heights: { wide, narrow } };
  }

  /** @param {string} label @param {(figure: Figure) => string} snippet */
  async copy(label, snippet) {
    const figure = await this.figure();
    const text = snippet(figure);
    this.text.value = text;
    this.text.hidden = false;
    const what = `${label.replace('Copy ', '') + extentOf(figure)}.${localNote(this.site)}`;
    try {
      await navigator.clipboard.writeText(text);
      setText(this.status, `Copied: ${what}`);
    } catch {
      // The page may not write to the clipboard.
      this.text.focus();
      this.text.select();
      setText(this.status, `Copy the text above: ${what}`);
    }
  }
}

/** @param {Pick<Description, 'attributes' | 'iteration'>} figure */
function extentOf({ attributes, iteration }) {
  if (attributes.has('trained')) return ', with the trained networks';
  return iteration > 0 ? `, up to iteration ${iteration}` : '';
}

/** Whether readers can reach the site. @param {string} site @returns {string} a sentence if not */
function localNote(site) {
  const { hostname, protocol } = new URL(site);
  const isLocal =
    protocol === 'file:' ||
    /(^|\.)localhost$|\.local$|^127\.|^\[::1\]$|^0\.0\.0\.0$/.test(hostname);
  if (!isLocal) return '';
  return (
    ` Its address, ${site}, is of this computer, where no reader finds it:` +
    ' put the built site on your host and copy from there.'
  );
}

/** What embed.html leaves free around a figure for focus rings, CSS pixels. */
const margin = 2;

/**
 * Measures a figure with these attributes in a frame; an element that is not visible loads nothing.
 * @param {Map<string, string>} attributes
 * @param {number} width  of the frame
 */
function measureHeight(attributes, width) {
  const figure = document.createElement('mean-flow');
  for (const [name, text] of attributes) figure.setAttribute(name, text);
  figure.style.cssText = `position: absolute; left: -9999px; width: ${width - 2 * margin}px; visibility: hidden`;
  document.body.append(figure);
  const { height } = figure.getBoundingClientRect();
  figure.remove();
  return Math.ceil(height) + 2 * margin;
}
