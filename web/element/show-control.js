import { prefersReducedMotion } from '../dom/dom.js';

/**
 * Scrolls to a control or a figure, focuses it, and highlights it for a moment.
 *
 * @param {ParentNode} root
 * @param {string} name  its `data-field`; without such a control nothing happens
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
