import { h } from '../dom/dom.js';
import { labelled, select } from '../dom/labelled.js';

/**
 * What a person wants of a figure.
 *
 * @typedef {object} FigureChoice
 * @property {number[]} steps     T of each column
 * @property {number} flowSteps   T of all of it
 * @property {number} count       particles a picture
 * @property {'shipped' | 'current'} source
 */

/** Most numbers of steps that a figure has columns for. */
const mostColumns = 6;

/** Particles that figures 3 and 4 begin with: theirs go up to 500 steps. */
const fewParticles = 1000;

/** The controls of one figure; those that mean nothing to it are not there. */
export class FigureControls {
  /**
   * @param {number} number
   * @param {boolean} hasRun
   * @param {() => void} onChange
   */
  constructor(number, hasRun, onChange) {
    const id = (/** @type {string} */ name) => `figure-${number}-${name}`;
    const columns = number === 3 || number === 4;
    this.steps = h('input', {
      id: id('steps'),
      type: 'text',
      value: '1, 10, 100, 500',
      autocomplete: 'off',
      spellcheck: 'false',
    });
    this.flowSteps = select(id('flow-steps'), numbers(1, 2, 5, 10, 100, 500), 10);
    this.count = select(id('count'), numbers(500, 1000, 2000, 5000), columns ? fewParticles : 2000);
    this.source = select(
      id('source'),
      [
        ['shipped', 'Trained, shipped with the page'],
        ['current', 'Current run, as trained so far'],
      ],
      'shipped',
    );
    this.again = h('button', { type: 'button' }, 'Draw again');
    this.again.setAttribute('aria-label', `Draw again, figure ${number}`);
    this.sourceField = labelled(number === 1 ? 'Target' : 'Networks', this.source);
    /** @type {(HTMLElement | false)[]} */
    const parts = [
      columns && labelled('Steps', this.steps, { symbol: 'T' }),
      number > 4 && labelled('Steps', this.flowSteps, { symbol: 'T' }),
      number !== 2 && labelled('Particles', this.count),
      hasRun && this.sourceField,
      hasRun && this.again,
    ];
    this.element = h(
      'div',
      { class: 'figure-controls' },
      ...parts.filter((part) => part instanceof HTMLElement),
    );
    this.element.addEventListener('change', () => {
      this.showAgain();
      onChange();
    });
    this.again.addEventListener('click', onChange);
    this.showAgain();
  }

  /** @returns {FigureChoice} */
  get choice() {
    return {
      steps: this.steps.value
        .split(/[\s,]+/)
        .flatMap((text) => (text === '' ? [] : [Number(text)])),
      flowSteps: Number(this.flowSteps.value),
      count: Number(this.count.value),
      source: this.source.value === 'current' ? 'current' : 'shipped',
    };
  }

  /** @returns {string} what is wrong, for people; "" when all is well */
  check() {
    const { steps } = this.choice;
    const good = steps.every((number) => Number.isInteger(number) && number >= 1 && number <= 1000);
    const fits = good && steps.length > 0 && steps.length <= mostColumns;
    this.steps.toggleAttribute('aria-invalid', false);
    if (fits) return '';
    this.steps.setAttribute('aria-invalid', 'true');
    return `Steps: "${this.steps.value}" is not 1 to ${mostColumns} whole numbers from 1 to 1000.`;
  }

  /** No one run has what this figure shows. */
  withoutRun() {
    this.source.value = 'shipped';
    this.sourceField.replaceWith(
      h(
        'p',
        { class: 'note' },
        'Compares directions, of which a run has one: from trained networks only.',
      ),
    );
    this.showAgain();
  }

  /** Only a run that goes on has something new to show. */
  showAgain() {
    this.again.hidden = this.source.value !== 'current';
  }
}

/** Choices of a number. @param {...number} all @returns {[number, string][]} */
const numbers = (...all) => all.map((number) => [number, String(number)]);
