import { h, setText } from '../../dom/dom.js';
import { labelled } from '../../dom/labelled.js';

/** A slider along flow time. The noise is always at its left, at time 0 or 1. */
export class TimeSlider {
  /**
   * @param {{id: string, label: string, symbol: string, named?: boolean, step?: number | 'any'}} what  named: the
   *   symbol is part of the label
   * @param {(time: number) => void} onInput
   */
  constructor({ id, label, symbol, named = false, step = 'any' }, onInput) {
    /** @type {0 | 1} */
    this.dataTime = 0;
    this.slider = h('input', { id, type: 'range', min: 0, max: 1, step });
    this.readout = h('span', { 'data-testid': id });
    this.noiseEnd = h('span', { class: 'end', 'aria-hidden': 'true' });
    this.dataEnd = h('span', { class: 'end', 'aria-hidden': 'true' });
    this.slider.addEventListener('input', () => onInput(Number(this.slider.value)));
    this.element = labelled(named ? [`${label} `, h('var', {}, symbol)] : label, this.slider, {
      symbol: named ? undefined : symbol,
      readout: this.readout,
      scale: { start: this.noiseEnd, end: this.dataEnd },
      name: id,
    });
    this.symbol = symbol;
    this.setDataTime(0);
  }

  /** Sets the flow time of the data. @param {0 | 1} time */
  setDataTime(time) {
    this.dataTime = time;
    this.slider.dir = time === 1 ? 'ltr' : 'rtl';
    setText(this.noiseEnd, `noise, ${this.symbol} = ${1 - time}`);
    setText(this.dataEnd, `data, ${this.symbol} = ${time}`);
  }

  /** @param {number} time */
  setTime(time) {
    this.slider.value = String(time);
    const text = `= ${time.toFixed(2)}`;
    if (this.readout.textContent === text) return;
    this.readout.textContent = text;
    const end = time === this.dataTime ? ', data' : time === 1 - this.dataTime ? ', noise' : '';
    this.slider.setAttribute('aria-valuetext', `${this.symbol} ${text}${end}`);
  }
}
