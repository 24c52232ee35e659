import { h, setText } from '../../dom/dom.js';

/** Buttons and progress of the run. */
export class RunBar {
  /**
   * @param {{toggleTraining: () => void, step: () => void, reset: () => void, newSeed: () => void}} commands
   * @param {HTMLElement} recipe  the choice of how long to train
   */
  constructor(commands, recipe) {
    this.train = h('button', { type: 'button', class: 'primary' }, 'Train');
    const step = h('button', { type: 'button', title: 'One iteration of each method' }, 'Step');
    const reset = h('button', { type: 'button', title: 'Back to iteration 0, same seed' }, 'Reset');
    const newSeed = h(
      'button',
      { type: 'button', title: 'Another run, from a random seed' },
      'New seed',
    );
    this.train.addEventListener('click', commands.toggleTraining);
    step.addEventListener('click', commands.step);
    reset.addEventListener('click', commands.reset);
    newSeed.addEventListener('click', commands.newSeed);
    this.iteration = h('span', { 'data-testid': 'iteration' }, '0');
    this.iterations = h('span', {}, '');
    this.rate = h('span', { 'data-testid': 'rate' }, '–');
    this.timeLeft = h('span', { class: 'time-left' }, '');
    this.progress = h('progress', { 'aria-label': 'Training progress', max: 1, value: 0 });
    this.origin = h('p', { class: 'note origin', 'data-testid': 'origin', hidden: true });
    this.element = h(
      'div',
      { class: 'run-bar', 'data-part': 'controls' },
      h(
        'div',
        { class: 'buttons', role: 'group', 'aria-label': 'Run' },
        this.train,
        step,
        reset,
        newSeed,
      ),
      recipe,
      h(
        'div',
        { class: 'progress' },
        h(
          'p',
          {},
          h('span', {}, 'Iteration ', this.iteration, ' of ', this.iterations),
          h('span', {}, this.rate, ' it/s'),
          this.timeLeft,
        ),
        this.progress,
      ),
      this.origin,
    );
  }

  /** @param {string} text  where trained networks come from; "" for a run */
  setOrigin(text) {
    setText(this.origin, text);
    this.origin.hidden = text === '';
  }

  /**
   * @param {boolean} training
   * @param {boolean} over  the run is complete: the button stays focusable, and says so when it is pressed
   */
  setTraining(training, over) {
    setText(this.train, training ? 'Pause' : 'Train');
    this.train.setAttribute('aria-disabled', String(over));
  }

  /**
   * @param {object} progress
   * @param {number} progress.iteration   iterations done
   * @param {number} progress.iterations  length of the run
   * @param {number} progress.rate        iterations a second; 0 if unknown
   * @param {string} progress.note        why it does not train; "" while it does
   */
  setProgress({ iteration, iterations, rate, note }) {
    setText(this.iteration, String(iteration));
    setText(this.iterations, String(iterations));
    setText(this.rate, rate > 0 ? rate.toFixed(rate < 10 ? 1 : 0) : '–');
    const left = rate > 0 ? `${duration((iterations - iteration) / rate)} left` : '';
    setText(this.timeLeft, note || left);
    this.progress.value = iteration / iterations;
  }
}

/** The one control that stays when those of the run or of the flow are hidden, so that all motion can be stopped. */
export class MiniBar {
  /** @param {() => void} toggle */
  constructor(toggle) {
    this.button = h('button', { type: 'button' });
    this.button.addEventListener('click', toggle);
    this.note = h('span', { class: 'note' });
    this.element = h('div', { class: 'mini-bar' }, this.button, ' ', this.note);
    this.setActive(false, '');
  }

  /** @param {boolean} active  something trains or moves @param {string} note  what training waits for */
  setActive(active, note) {
    setText(this.note, note);
    setText(this.button, active ? 'Pause' : 'Play');
    this.button.setAttribute('aria-label', active ? 'Pause figure' : 'Play figure');
  }
}

/**
 * @param {number} seconds
 * @returns {string} in its two largest units: "1 h 5 min", "3 min 20 s", "8 s"
 */
export function duration(seconds) {
  const whole = Math.ceil(seconds);
  const [h_, min, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  if (h_ > 0) return `${h_} h ${min} min`;
  return min > 0 ? `${min} min ${s} s` : `${s} s`;
}
