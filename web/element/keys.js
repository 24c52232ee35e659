// Keys that the element uses stay inside: pages around it may take the same keys for something else, as slide decks do.

/** Keys that browsers use in controls, by selector. @type {[selector: string, keys: RegExp][]} */
const uses = [
  ['[type="range"]', /^(Arrow.*|Page.*|Home|End)$/],
  ['[type="checkbox"]', /^ $/],
  ['[type="radio"]', /^( |Arrow.*)$/],
  ['button, summary', /^( |Enter)$/],
  ['a[href]', /^Enter$/],
  ['select', /^(.|Arrow.*|Page.*|Home|End|Enter)$/u],
];

const textField = 'textarea, input:not([type="range"], [type="checkbox"], [type="radio"])';

/** Keys that write or edit text, whatever is held with them. */
const editing =
  /^(Arrow.*|Page.*|Home|End|Enter|Escape|Backspace|Delete|Insert|Shift|Dead|Compose|Process|Unidentified)$/;

/** Letters that edit with the control or command key: all, copy, paste, cut, redo, undo. */
const editingLetters = /^[acvxyz]$/i;

/**
 * Stops keys that are used within an element at its boundary. Others, shortcuts of the browser among them, pass.
 *
 * @param {HTMLElement} host  of a shadow root
 */
export function keepKeys(host) {
  /** Keys that were used when they went down. @type {Set<string>} */
  const held = new Set();
  let preventedBefore = false;
  const onCapture = (/** @type {KeyboardEvent} */ event) => {
    preventedBefore = event.defaultPrevented; // By the page.
  };
  host.addEventListener('keydown', onCapture, { capture: true });
  for (const type of /** @type {const} */ (['keydown', 'keypress', 'keyup'])) {
    host.addEventListener(type, (event) => {
      const key = event.code || event.key;
      if (type === 'keydown') {
        const isUsed = (event.defaultPrevented && !preventedBefore) || isUsedByBrowser(event);
        if (isUsed) held.add(key);
        else held.delete(key);
      }
      if (held.has(key)) event.stopPropagation();
      if (type === 'keyup') held.delete(key);
    });
  }
}

/** Whether the control that has the focus uses the key by itself. @param {KeyboardEvent} event */
function isUsedByBrowser(event) {
  const [target] = event.composedPath();
  if (!(target instanceof Element)) return false;
  if (target.matches(textField)) return isText(event);
  const { key, altKey, ctrlKey, metaKey } = event;
  if (target.matches('select')) {
    if (altKey && key.startsWith('Arrow')) return true; // Opens it.
    if (key === 'Escape') return CSS.supports('selector(:open)') && target.matches(':open');
  }
  if (altKey || ctrlKey || metaKey) return false;
  return uses.some(([selector, keys]) => target.matches(selector) && keys.test(key));
}

/** Whether a text field uses the key. @param {KeyboardEvent} event */
function isText(event) {
  const { key } = event;
  if (event.isComposing || editing.test(key)) return true;
  if (!/^.$/u.test(key)) return false;
  // The right Alt key, which writes further letters, counts as both control and Alt on some systems.
  const isShortcut = (event.ctrlKey || event.metaKey) && !event.getModifierState('AltGraph');
  return !isShortcut || editingLetters.test(key);
}
