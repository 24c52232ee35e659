import { h } from '../dom/dom.js';
import { labelled, select } from '../dom/labelled.js';

/**
 * Choices of a figure's controls.
 *
 * @typedef {object} FigureChoice
 * @property {number[]} steps     T of each column
 * @property {number} flowSteps   T of figures without such columns
 * @property {number} count       particles in each panel
 * @property {'shipped' | 'current'} source
 */

/** Most columns of a figure, one for each number of steps. */
const maxColumns = 6;

/** Default number of particles of figures 3 and 4, which take up to 500 steps. */
const columnParticles = 1000;

/** The controls of one figure, without those that do not apply to it. */
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
    this.count = select(
      id('count'),
      numbers(500, 1000, 2000, 5000),
      columns ? columnParticles : 2000,
    );
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

  /** @returns {string} what is wrong, to be shown; "" when the choices are valid */
  check() {
    const { steps } = this.choice;
    const valid = steps.every(
      (number) => Number.isInteger(number) && number >= 1 && number <= 1000,
    );
    const fits = valid && steps.length > 0 && steps.length <= maxColumns;
    this.steps.toggleAttribute('aria-invalid', false);
    if (fits) return '';
    this.steps.setAttribute('aria-invalid', 'true');
    return `Steps: "${this.steps.value}" is not 1 to ${maxColumns} whole numbers from 1 to 1000.`;
  }

  /** Removes the choice of the current run, for a figure that no single run can be the source of. */
  disableRun() {
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

  /** Drawing again shows something new only for a run that trains on. */
  showAgain() {
    this.again.hidden = this.source.value !== 'current';
  }
}

/** Options of a select. @param {...number} all @returns {[number, string][]} */
const numbers = (...all) => all.map((number) => [number, String(number)]);
