// The numbers of a figure, as they are now.

import { h, setText } from '../dom/dom.js';

/** @import {Row} from './concept.js' */

/** A table whose rows stay while their numbers change. */
export class NumberTable {
  /** @param {string} caption  for screen readers @param {string[]} head  of its columns, if there are several */
  constructor(caption, head) {
    this.body = h('tbody');
    this.element = h(
      'table',
      { class: 'numbers' },
      h('caption', { class: 'unseen' }, caption),
      ...(head.length > 0
        ? [
            h(
              'thead',
              {},
              h(
                'tr',
                {},
                ...head.map((text) => (text ? h('th', { scope: 'col' }, text) : h('td'))),
              ),
            ),
          ]
        : []),
      this.body,
    );
  }

  /** @param {Row[]} rows */
  show(rows) {
    while (this.body.rows.length > rows.length) this.body.deleteRow(-1);
    for (const [i, { label, cells, kind = '' }] of rows.entries()) {
      const row =
        this.body.rows[i] ?? this.body.appendChild(h('tr', {}, h('th', { scope: 'row' })));
      const [name] = row.cells;
      if (name.textContent !== label || row.dataset.kind !== kind) {
        row.dataset.kind = kind;
        name.replaceChildren(h('span', { class: `sample ${kind}`, 'aria-hidden': 'true' }), label);
      }
      while (row.cells.length > cells.length + 1) row.deleteCell(-1);
      for (const [j, text] of cells.entries()) {
        setText(row.cells[j + 1] ?? row.appendChild(h('td')), text);
      }
    }
  }
}
