import { placeIn } from '../../plot/screen.js';

/**
 * A point picked in a panel, by pointer or keyboard.
 *
 * @typedef {object} PickedPoint
 * @property {HTMLCanvasElement} canvas
 * @property {string} key  pressed; "" for the pointer
 * @property {boolean} far whether the step is large
 * @property {number} column  CSS pixels from the left edge
 * @property {number} row     CSS pixels from the top edge
 */

/** active: whether Escape removes anything. @typedef {{active: boolean, handlePoint: (point: PickedPoint) => void}} PointHandler */

const keys = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Enter', 'Escape'];

/**
 * Passes points picked in the canvases of an element to a handler, which is made when first needed.
 *
 * @param {HTMLElement} element
 * @param {() => Promise<PointHandler>} makeHandler
 */
export function onPointPicked(element, makeHandler) {
  /** @type {Promise<PointHandler> | undefined} */
  let handler;
  let isActive = () => handler !== undefined;
  /** @param {string} key @param {KeyboardEvent} event */
  const takes = (key, { altKey, ctrlKey, metaKey }) =>
    keys.includes(key) && !altKey && !ctrlKey && !metaKey && (key !== 'Escape' || isActive());
  /** @param {MouseEvent | KeyboardEvent} event */
  const onEvent = (event) => {
    const canvas = event.target;
    if (!(canvas instanceof HTMLCanvasElement)) return;
    const key = event instanceof KeyboardEvent ? event.key : '';
    if (event instanceof KeyboardEvent) {
      if (!takes(key, event)) return;
      event.preventDefault();
    }
    const [column, row] = event instanceof MouseEvent ? placeIn(event, canvas) : [0, 0];
    handler ??= makeHandler();
    handler.then(
      (ready) => {
        isActive = () => ready.active;
        ready.handlePoint({ canvas, key, far: event.shiftKey, column, row });
      },
      () => {
        handler = undefined; // It could not be loaded: the next event tries again.
      },
    );
  };
  element.addEventListener('click', onEvent);
  element.addEventListener('keydown', onEvent);
}
