// What pictures of figures consist of: paths and texts, in the units of a square picture. The same marks are drawn in the
// page and in posters.

/** @import {Vector} from '../engine/inspection/inspections.js' */

/**
 * Kind: the class that the style sheet knows.
 * @typedef {{kind: string, d: string, opacity?: number}} PathMark
 * @typedef {{kind: string, text: string, x: number, y: number}} TextMark
 * @typedef {PathMark | TextMark} Mark
 */

/** Side of a square picture. */
export const side = 600;

/** Maps [-extent, extent]^2, y up, to a picture. */
export class View {
  /** @param {number} extent */
  constructor(extent) {
    this.extent = extent;
  }

  /** @param {number} x */
  column(x) {
    return ((x + this.extent) / (2 * this.extent)) * side;
  }

  /** @param {number} y */
  row(y) {
    return ((this.extent - y) / (2 * this.extent)) * side;
  }

  /** The place of a column and a row. @param {number} column @param {number} row @returns {Vector} */
  place(column, row) {
    const { extent } = this;
    return [(column / side) * 2 * extent - extent, extent - (row / side) * 2 * extent];
  }

  /** @param {number} x @param {number} y */
  #at(x, y) {
    return `${this.column(x).toFixed(1)} ${this.row(y).toFixed(1)}`;
  }

  /** Dots, as wide as their line. @param {string} kind @param {ArrayLike<number>} points (2, count) @returns {Mark} */
  dots(kind, points) {
    let d = '';
    for (let i = 0; i < points.length; i += 2) d += `M${this.#at(points[i], points[i + 1])}h0`;
    return { kind, d };
  }

  /** A line through points. @param {string} kind @param {ArrayLike<number>} points (2, count) @returns {Mark} */
  line(kind, points) {
    let d = '';
    for (let i = 0; i < points.length; i += 2)
      d += `${i === 0 ? 'M' : 'L'}${this.#at(points[i], points[i + 1])}`;
    return { kind, d };
  }

  /** Lines from points to others. @param {string} kind @param {ArrayLike<number>} from (2, count) @param {ArrayLike<number>} to (2, count) @returns {Mark} */
  segments(kind, from, to) {
    let d = '';
    for (let i = 0; i < from.length; i += 2) {
      d += `M${this.#at(from[i], from[i + 1])}L${this.#at(to[i], to[i + 1])}`;
    }
    return { kind, d };
  }

  /** @param {string} kind @param {Vector} from @param {Vector} to @returns {Mark} */
  arrow(kind, from, to) {
    const [x, y] = [this.column(to[0]), this.row(to[1])];
    const [dx, dy] = [x - this.column(from[0]), y - this.row(from[1])];
    const length = Math.hypot(dx, dy);
    const head = Math.min(16, 0.45 * length);
    let d = `M${this.#at(...from)}L${this.#at(...to)}`;
    for (const turn of length > 1 ? [-0.45, 0.45] : []) {
      const angle = Math.atan2(dy, dx) + Math.PI + turn;
      d += `M${x.toFixed(1)} ${y.toFixed(1)}`;
      d += `L${(x + head * Math.cos(angle)).toFixed(1)} ${(y + head * Math.sin(angle)).toFixed(1)}`;
    }
    return { kind, d };
  }

  /** A ring. @param {string} kind @param {Vector} at @param {number} [radius]  in the picture's units @returns {Mark} */
  ring(kind, at, radius = 9) {
    const arc = `a${radius} ${radius} 0 1 0`;
    const left = `${(this.column(at[0]) - radius).toFixed(1)} ${this.row(at[1]).toFixed(1)}`;
    return { kind, d: `M${left}${arc}${2 * radius} 0${arc}${-2 * radius} 0` };
  }

  /** A text beside a point, within the picture. @param {string} kind @param {Vector} at @param {string} text @returns {Mark} */
  label(kind, at, text) {
    const x = Math.min(Math.max(this.column(at[0]) + 14, 8), side - 11 * text.length);
    const y = Math.min(Math.max(this.row(at[1]) - 12, 22), side - 8);
    return { kind, text, x, y };
  }
}

/** The plane of data and noise. */
export const plane = new View(3);

/**
 * The text of a picture's content, in SVG.
 *
 * @param {Mark[]} marks
 * @returns {string}
 */
export const svgText = (marks) =>
  marks
    .map((mark) => {
      if ('text' in mark) {
        const text = mark.text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
        return `<text class="${mark.kind}" x="${mark.x}" y="${mark.y}">${text}</text>`;
      }
      const opacity = mark.opacity === undefined ? '' : ` fill-opacity="${mark.opacity}"`;
      return `<path class="${mark.kind}"${opacity} d="${mark.d}"/>`;
    })
    .join('');

const namespace = 'http://www.w3.org/2000/svg';

/** @param {string} name @returns {SVGElement} */
export const svg = (name) => document.createElementNS(namespace, name);

/**
 * Makes an element show marks. Elements that are there already change, as pictures change with every move of a pointer.
 *
 * @param {SVGElement} group
 * @param {Mark[]} marks
 */
export function showMarks(group, marks) {
  while (group.children.length > marks.length) group.lastElementChild?.remove();
  for (const [i, mark] of marks.entries()) {
    const name = 'text' in mark ? 'text' : 'path';
    let element = group.children[i];
    if (element?.localName !== name) {
      const next = svg(name);
      if (element) element.replaceWith(next);
      else group.append(next);
      element = next;
    }
    setAttributes(element, mark);
  }
}

/** @param {Element} element @param {Mark} mark */
function setAttributes(element, mark) {
  const { kind, ...rest } = mark;
  set(element, 'class', kind);
  if ('text' in rest) {
    set(element, 'x', String(rest.x));
    set(element, 'y', String(rest.y));
    if (element.textContent !== rest.text) element.textContent = rest.text;
    return;
  }
  set(element, 'd', rest.d);
  if (rest.opacity === undefined) element.removeAttribute('fill-opacity');
  else set(element, 'fill-opacity', String(rest.opacity));
}

/** @param {Element} element @param {string} name @param {string} text */
function set(element, name, text) {
  if (element.getAttribute(name) !== text) element.setAttribute(name, text);
}
