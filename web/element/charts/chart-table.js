import { adoptStyle, h, setText } from '../../dom/dom.js';
import style from './chart-table.css?inline';

/** A chart's numbers as a table, whose rows are made only while it is open. */
export class ChartTable {
  /**
   * @param {HTMLElement} after  the element to insert it after
   * @param {string} label
   * @param {string[]} columns
   * @param {() => void} onOpen  called when it opens or closes; has to call `show`
   */
  constructor(after, label, columns, onOpen) {
    this.head = h('tr');
    this.body = h('tbody');
    this.summary = h('summary', {}, label);
    this.caption = h('caption', { class: 'unseen' }, label);
    this.element = h(
      'details',
      { class: 'chart-table' },
      this.summary,
      h('table', {}, this.caption, h('thead', {}, this.head), this.body),
    );
    this.setColumns(columns);
    this.element.addEventListener('toggle', onOpen);
    after.after(this.element);
    adoptStyle(after, style);
  }

  /** @param {string} label */
  setLabel(label) {
    setText(this.summary, label);
    setText(this.caption, label);
  }

  /** @param {string[]} columns */
  setColumns(columns) {
    this.head.replaceChildren(...columns.map((text) => h('th', { scope: 'col' }, text)));
  }

  /** @param {string[][]} rows */
  show(rows) {
    if (!this.element.open) return;
    this.body.replaceChildren(
      ...rows.map(([first, ...cells]) =>
        h('tr', {}, h('th', { scope: 'row' }, first), ...cells.map((text) => h('td', {}, text))),
      ),
    );
  }
}
