/**
 * A point picked in a picture, by a pointer or by keys.
 *
 * @typedef {object} Picked
 * @property {HTMLCanvasElement} canvas
 * @property {string} key  pressed; "" for a pointer
 * @property {boolean} far whether the step is to be a large one
 * @property {number} column  CSS pixels from the left edge
 * @property {number} row     likewise from the top edge
 */

/** @typedef {{pick: (picked: Picked) => void}} Picker */

const keys = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Enter', 'Escape'];

/**
 * Tells a picker, which is made when first needed, what is picked in the pictures of an element.
 *
 * @param {HTMLElement} element
 * @param {() => Promise<Picker>} makePicker
 */
export function onPick(element, makePicker) {
  /** @type {Promise<Picker> | undefined} */
  let picker;
  /** @param {MouseEvent | KeyboardEvent} event */
  const handle = (event) => {
    const canvas = event.target;
    const key = event instanceof KeyboardEvent ? event.key : '';
    if (!(canvas instanceof HTMLCanvasElement)) return;
    if (key !== '' && (!keys.includes(key) || (key === 'Escape' && !picker))) return;
    if (key !== '') event.preventDefault();
    const { offsetX: column = 0, offsetY: row = 0 } = /** @type {MouseEvent} */ (event);
    picker ??= makePicker();
    picker.then(
      (ready) => ready.pick({ canvas, key, far: event.shiftKey, column, row }),
      () => {
        picker = undefined; // It could not be loaded: the next try may have more luck.
      },
    );
  };
  element.addEventListener('click', handle);
  element.addEventListener('keydown', handle);
}
