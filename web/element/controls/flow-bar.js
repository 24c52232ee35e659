import { h, setText } from '../../dom/dom.js';
import { TimeSlider } from './time-slider.js';

/** Controls of the flow: play, pause, and a slider along flow time. */
export class FlowBar {
  /**
   * @param {object} commands
   * @param {() => void} commands.toggleFlow
   * @param {(fraction: number) => void} commands.seekFlow  0 at the noise, 1 at the data
   * @param {HTMLElement} steps  the field for the number of steps
   */
  constructor(commands, steps) {
    this.toggle = h('button', { type: 'button' }, 'Play flow');
    this.toggle.addEventListener('click', commands.toggleFlow);
    this.time = new TimeSlider({ id: 'flow-time', label: 'Flow time', symbol: 't' }, (time) =>
      commands.seekFlow(this.time.dataTime === 1 ? time : 1 - time),
    );
    this.element = h(
      'div',
      { class: 'flow-bar', 'data-part': 'flow' },
      steps,
      this.toggle,
      this.time.element,
    );
  }

  /**
   * Sets the flow time of the data; the noise is always at the left.
   * @param {0 | 1} time
   */
  setDataTime(time) {
    this.time.setDataTime(time);
  }

  /** @param {boolean} playing */
  setPlaying(playing) {
    setText(this.toggle, playing ? 'Freeze flow' : 'Play flow');
  }

  /** @param {number} time  flow time t */
  setTime(time) {
    this.time.setTime(time);
  }
}
