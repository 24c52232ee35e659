import { prefersReducedMotion } from '../dom/dom.js';

/**
 * Takes a reader to a control or a figure: scrolls there, marks it for a moment, and puts the focus on it.
 *
 * @param {ParentNode} root
 * @param {string} name  its `data-field`; nothing happens where there is none
 */
export function reveal(root, name) {
  const target = root.querySelector(`[data-field="${CSS.escape(name)}"]`);
  if (!target) return;
  target.closest('details')?.setAttribute('open', '');
  const control = target.querySelector('input, select, button');
  target.scrollIntoView({ block: 'center', behavior: prefersReducedMotion() ? 'auto' : 'smooth' });
  if (control instanceof HTMLElement) control.focus({ preventScroll: true });
  target.classList.add('revealed');
  setTimeout(() => target.classList.remove('revealed'), 1600);
}
