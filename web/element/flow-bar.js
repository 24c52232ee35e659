import { h, setText } from './dom.js';

/** Play, pause and scrub the particles' way from noise to data. */
export class FlowBar {
  /**
   * @param {object} commands
   * @param {() => void} commands.toggleFlow
   * @param {(share: number) => void} commands.seekFlow  0 at the noise, 1 at the data
   * @param {HTMLElement} steps  the field that says in how many steps
   */
  constructor(commands, steps) {
    this.dataTime = 0;
    this.toggle = h('button', { type: 'button' }, 'Play flow');
    this.slider = h('input', { id: 'flow-time', type: 'range', min: 0, max: 1, step: 'any' });
    this.readout = h('span', { 'data-testid': 'flow-time' });
    this.noiseEnd = h('span', { class: 'end', 'aria-hidden': 'true' });
    this.dataEnd = h('span', { class: 'end', 'aria-hidden': 'true' });
    this.toggle.addEventListener('click', commands.toggleFlow);
    this.slider.addEventListener('input', () => {
      const time = Number(this.slider.value);
      commands.seekFlow(this.dataTime === 1 ? time : 1 - time);
    });
    this.element = h(
      'div',
      { class: 'flow-bar', 'data-part': 'flow' },
      steps,
      this.toggle,
      h(
        'div',
        { class: 'field', 'data-field': 'flow-time' },
        h(
          'span',
          { class: 'label' },
          h('label', { for: 'flow-time' }, 'Flow time'),
          h('var', { 'aria-hidden': 'true' }, 't'),
          this.readout,
        ),
        h('div', { class: 'scale' }, this.noiseEnd, this.slider, this.dataEnd),
      ),
    );
    this.setDataTime(0);
  }

  /**
   * Which flow time holds the data; the noise is always at the left.
   * @param {0 | 1} time
   */
  setDataTime(time) {
    this.dataTime = time;
    this.slider.dir = time === 1 ? 'ltr' : 'rtl';
    setText(this.noiseEnd, `noise, t = ${1 - time}`);
    setText(this.dataEnd, `data, t = ${time}`);
  }

  /** @param {boolean} playing */
  setPlaying(playing) {
    setText(this.toggle, playing ? 'Freeze flow' : 'Play flow');
  }

  /** @param {number} time  flow time t */
  setTime(time) {
    this.slider.value = String(time);
    const text = `= ${time.toFixed(2)}`;
    if (this.readout.textContent === text) return;
    this.readout.textContent = text;
    const end = time === this.dataTime ? ', data' : time === 1 - this.dataTime ? ', noise' : '';
    this.slider.setAttribute('aria-valuetext', `t ${text}${end}`);
  }
}
