// One picture of a figure in the page: its marks, and handles that pointer, touch and keys move.

import { h, setText } from '../dom/dom.js';
import { showMarks, side, svg } from './marks.js';

/** @import {Vector} from '../engine/inspection/inspections.js' */
/** @import {Values} from '../settings/settings.js' */
/** @import {Handle, Picture} from './concept.js' */

/** @type {Record<string, Vector>} */
const directions = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/** How near a pointer takes a handle, in the picture's units. */
const reach = 44;

/** An SVG that shows a picture. */
export class PictureView {
  #picture = /** @type {Picture | undefined} */ (undefined);
  #marks = svg('g');
  /** @type {{group: SVGElement, index: number}[]} */
  #handles = [];
  #dragged = -1;

  /** @param {(change: (now: Values) => Values) => void} onMove  applies what a handle changes of the present values */
  constructor(onMove) {
    this.onMove = onMove;
    this.caption = h('figcaption');
    this.svg = svg('svg');
    this.svg.setAttribute('role', 'group');
    this.svg.append(this.#marks);
    this.element = h('figure', { class: 'picture' }, this.caption);
    this.element.append(this.svg);
    this.svg.addEventListener('pointerdown', (event) => this.#take(event));
    this.svg.addEventListener('pointermove', (event) => this.#drag(event));
    for (const end of ['pointerup', 'pointercancel']) {
      this.svg.addEventListener(end, () => {
        this.#dragged = -1;
      });
    }
    this.svg.addEventListener('click', (event) => this.#jump(event));
    // Within SVGs, `touch-action` does not keep a finger on a handle from scrolling the page.
    this.svg.addEventListener('touchstart', (event) => this.#keepTouch(event), { passive: false });
  }

  /** @param {Picture} picture */
  show(picture) {
    const { height = 1 } = picture;
    this.#picture = picture;
    this.element.classList.toggle('broad', height < 1);
    setText(this.caption, picture.label);
    this.svg.setAttribute('viewBox', `0 0 ${side} ${side * height}`);
    this.svg.setAttribute('aria-label', picture.label);
    this.svg.classList.toggle('movable', picture.handles.length > 0);
    showMarks(this.#marks, picture.marks);
    while (this.#handles.length > picture.handles.length) this.#handles.pop()?.group.remove();
    for (const [i, handle] of picture.handles.entries()) {
      this.#handles[i] ??= this.#makeHandle(i);
      this.#place(this.#handles[i].group, handle);
    }
  }

  /** @param {number} index */
  #makeHandle(index) {
    const group = svg('g');
    group.setAttribute('class', 'handle');
    group.setAttribute('role', 'slider');
    group.setAttribute('tabindex', '0');
    for (const [kind, radius] of /** @type {const} */ ([
      ['hit', 30],
      ['grip', 11],
    ])) {
      const circle = svg('circle');
      circle.setAttribute('class', kind);
      circle.setAttribute('r', String(radius));
      group.append(circle);
    }
    group.addEventListener('keydown', (event) => {
      const { key, shiftKey, altKey, ctrlKey, metaKey } = event;
      const handle = this.#picture?.handles[index];
      if (!handle || !(key in directions) || altKey || ctrlKey || metaKey) return;
      event.preventDefault();
      this.onMove((now) => handle.step(directions[key], shiftKey, now));
    });
    this.svg.append(group);
    return { group, index };
  }

  /** @param {SVGElement} group @param {Handle} handle */
  #place(group, { name, at: [x, y], value, range: [least, most], text }) {
    const { view } = this.#picture ?? {};
    if (!view) return;
    group.setAttribute('transform', `translate(${view.column(x)} ${view.row(y)})`);
    const aria = { label: name, valuemin: least, valuemax: most, valuenow: value, valuetext: text };
    for (const [key, content] of Object.entries(aria))
      group.setAttribute(`aria-${key}`, String(content));
  }

  /** Where a pointer is, in the picture's units. @param {{clientX: number, clientY: number}} pointer @returns {Vector} */
  #pointOf({ clientX, clientY }) {
    const matrix = /** @type {SVGSVGElement} */ (this.svg).getScreenCTM()?.inverse();
    const { x, y } = new DOMPoint(clientX, clientY).matrixTransform(matrix);
    return [x, y];
  }

  /** The handle near a point, or -1. @param {Vector} point */
  #handleAt([column, row]) {
    const { view, handles } = this.#picture ?? {};
    if (!view || !handles) return -1;
    const far = handles.map(({ at: [x, y] }) =>
      Math.hypot(view.column(x) - column, view.row(y) - row),
    );
    const least = Math.min(...far);
    return least <= reach ? far.lastIndexOf(least) : -1;
  }

  /** @param {TouchEvent} event */
  #keepTouch(event) {
    const [touch] = event.touches;
    if (this.#handleAt(this.#pointOf(touch)) >= 0) event.preventDefault();
  }

  /** A finger that is not on a handle scrolls the page. @param {PointerEvent} event */
  #take(event) {
    if (event.button !== 0 || !this.#picture?.handles.length) return;
    const near = this.#handleAt(this.#pointOf(event));
    if (near < 0 && event.pointerType === 'touch') return;
    this.#dragged = Math.max(near, 0);
    event.preventDefault(); // Selects no text.
    this.svg.setPointerCapture(event.pointerId);
    this.#handles[this.#dragged].group.focus({ preventScroll: true });
    if (near < 0) this.#moveTo(event);
  }

  /** @param {PointerEvent} event */
  #drag(event) {
    if (this.#dragged >= 0) this.#moveTo(event);
  }

  /** A tap beside all handles moves the first. @param {MouseEvent} event */
  #jump(event) {
    if (this.#dragged >= 0 || !this.#picture?.handles.length) return;
    if (!(event instanceof PointerEvent) || event.pointerType !== 'touch') return;
    if (this.#handleAt(this.#pointOf(event)) >= 0) return;
    this.#dragged = 0;
    this.#moveTo(event);
    this.#dragged = -1;
  }

  /** @param {MouseEvent} event */
  #moveTo(event) {
    const { view, handles } = this.#picture ?? {};
    const handle = handles?.[this.#dragged];
    if (!view || !handle) return;
    const place = view.place(...this.#pointOf(event));
    this.onMove((now) => handle.moveTo(place, now));
  }
}
