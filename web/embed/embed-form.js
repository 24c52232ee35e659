import { h, setText } from '../element/dom.js';
import { hideable } from '../element/hide.js';
import { adoptStyle } from '../view/adopt-style.js';
import style from './embed-form.css?raw';
import { elementSnippet, frameSnippet, jekyllSnippet } from './snippets.js';

/** @import {Figure} from './snippets.js' */

/** Width of a column of text, in CSS pixels: figures are given the space that they take there. */
const column = 700;

const ways = [
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

/** Parts that few figures in a text need. @type {Part[]} */
const left = ['view', 'share', 'legend', 'quality', 'training'];

/** An embedded figure does not offer to embed it. */
const offered = hideable.filter((part) => part !== 'embed');

/** Offers the figure as it is now to authors: which parts to take, and in which form. */
export class EmbedForm {
  /**
   * @param {HTMLElement} host
   * @param {() => Omit<Figure, 'height'>} describe  the figure as it is now
   */
  constructor(host, describe) {
    this.describe = describe;
    this.parts = offered.map((part) => {
      const input = h('input', {
        type: 'checkbox',
        checked: !left.includes(part),
      });
      return { part, input };
    });
    this.text = h('textarea', {
      readonly: true,
      rows: 5,
      spellcheck: 'false',
      'aria-label': 'Text to paste',
    });
    this.status = h('p', { class: 'note', role: 'status' });
    const labels = this.parts.map(({ part, input }) => h('label', {}, input, partLabels[part]));
    const buttons = ways.map(({ label, about, snippet }) => {
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
      h('div', { class: 'buttons', role: 'group', 'aria-label': 'Copy embed' }, ...buttons),
      this.text,
      this.status,
    );
    this.text.hidden = true;
    host.append(form);
    adoptStyle(host, style);
  }

  /** The figure, with the parts that are not ticked hidden. @returns {Figure} */
  figure() {
    const { attributes, ...figure } = this.describe();
    const hide = this.parts.filter(({ input }) => !input.checked).map(({ part }) => part);
    const all = new Map(attributes);
    if (hide.length > 0) all.set('hide', hide.length === offered.length ? 'all' : hide.join(' '));
    return { ...figure, attributes: all, height: heightOf(all) };
  }

  /** @param {string} label @param {(figure: Figure) => string} snippet */
  async copy(label, snippet) {
    const text = snippet(this.figure());
    this.text.value = text;
    this.text.hidden = false;
    const what = label.replace('Copy ', '');
    try {
      await navigator.clipboard.writeText(text);
      setText(this.status, `Copied: ${what}.`);
    } catch {
      // Not every page may write to the clipboard.
      this.text.focus();
      this.text.select();
      setText(this.status, `Copy the text above: ${what}.`);
    }
  }
}

/** Of a figure with such attributes; one that is never seen loads nothing. @param {Map<string, string>} attributes */
function heightOf(attributes) {
  const figure = document.createElement('mean-flow');
  for (const [name, text] of attributes) figure.setAttribute(name, text);
  figure.style.cssText = `position: absolute; left: -9999px; width: ${column}px; visibility: hidden`;
  document.body.append(figure);
  const { height } = figure.getBoundingClientRect();
  figure.remove();
  return Math.ceil(height);
}
