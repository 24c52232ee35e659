import { h, setText } from '../dom/dom.js';
import { labelled, select } from '../dom/labelled.js';
import { findSetting } from '../settings/settings.js';

/** Sizes of grids that the form offers; drawings from links and files may have 2 to 64 cells along a side. */
const sizes = [16, 32, 64];

/** Largest width of the brush, in cells. */
const maxWidth = 8;

/** Named densities to start from. */
const starts = (findSetting('density').choices ?? [])
  .filter(({ value }) => value !== 'drawing')
  .map(({ value, label }) => /** @type {const} */ ([value, label]));

/** @typedef {ReturnType<typeof makeTools>} Tools */

/** The controls of the editor, and its messages. */
export function makeTools() {
  return {
    tool: { paint: toggle('Paint', true), erase: toggle('Erase', false) },
    undo: button('Undo'),
    redo: button('Redo'),
    clear: button('Clear'),
    invert: button('Invert'),
    width: range('Brush size', { min: 1, max: maxWidth, value: 3 }),
    strength: range('Strength', { min: 5, max: 100, step: 5, value: 100, unit: ' %' }),
    size: choice(
      'Grid',
      sizes.map((size) => [size, `${size} × ${size}`]),
    ),
    start: choice('Start from', [['', 'choose …'], ...starts]),
    file: h('input', {
      type: 'file',
      hidden: true,
      accept: 'image/*,.csv,.txt,.tsv,.json,.pbm,.pgm,.ppm,.pnm,text/*',
      'aria-label': 'File to draw from',
    }),
    open: button('Open file …'),
    light: h('input', { type: 'checkbox' }),
    use: h('button', { type: 'button', class: 'primary' }, 'Use drawing'),
    close: button('Close'),
    message: h('p', { class: 'message', role: 'alert' }),
    note: h('p', { class: 'note' }),
  };
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Tools} tools
 */
export function makeLayout(canvas, tools) {
  const keys = 'Arrow keys move, with Shift they paint; Space paints, Delete erases.';
  return h(
    'div',
    { class: 'drawing-editor' },
    h(
      'div',
      { class: 'drawing-sheet' },
      canvas,
      h('p', { id: 'drawing-keys', class: 'note' }, keys),
    ),
    h(
      'div',
      { class: 'drawing-tools' },
      group('Tool', tools.tool.paint, tools.tool.erase, tools.undo, tools.redo),
      tools.width.element,
      tools.strength.element,
      group('Whole drawing', tools.clear, tools.invert),
      tools.size.element,
      tools.start.element,
      makeImport(tools),
      h('div', { class: 'buttons' }, tools.use, tools.close),
      tools.message,
      tools.note,
    ),
  );
}

/** @param {Tools} tools */
function makeImport({ open, file, light }) {
  return h(
    'div',
    { class: 'drawing-import' },
    open,
    file,
    h('label', { class: 'check' }, light, 'Light is mass, in pictures'),
    h(
      'p',
      { class: 'note' },
      'Or paste, or drop here: points, ',
      h('i', {}, 'x,y'),
      ' in each line, or a picture, whose dark parts become mass. Points that do not all lie in ' +
        '[−2, 2]² are centred and scaled to fit.',
    ),
  );
}

/** @param {string} label */
function button(label) {
  return h('button', { type: 'button' }, label);
}

/** @param {string} label @param {boolean} pressed */
function toggle(label, pressed) {
  return h('button', { type: 'button', 'aria-pressed': String(pressed) }, label);
}

/** @param {string} label @param {...HTMLElement} children */
function group(label, ...children) {
  return h('div', { class: 'buttons', role: 'group', 'aria-label': label }, ...children);
}

/** @param {string} label */
const idOf = (label) => `drawing-${label.replaceAll(' ', '-').toLowerCase()}`;

/** @param {string} label @param {Parameters<typeof select>[1]} choices */
function choice(label, choices) {
  const control = select(idOf(label), choices);
  return { control, element: labelled(label, control) };
}

/**
 * @param {string} label
 * @param {{min: number, max: number, value: number, step?: number, unit?: string}} options
 */
function range(label, { min, max, value, step = 1, unit = '' }) {
  const id = idOf(label);
  const control = h('input', { type: 'range', id, min, max, step, value });
  const output = h('output', { for: id }, `${value}${unit}`);
  control.addEventListener('input', () => {
    setText(output, `${control.value}${unit}`);
    control.setAttribute('aria-valuetext', `${control.value}${unit}`);
  });
  return { control, element: labelled(label, control, { readout: output, scale: {} }) };
}
