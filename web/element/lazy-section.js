import { h } from '../dom/dom.js';
import { messageOf } from '../errors.js';

/**
 * A closed section whose content loads when it is first opened.
 *
 * @param {string} part   its class, and its name in the attribute `hide`
 * @param {string} label
 * @param {(host: HTMLElement) => Promise<void>} fill
 */
export function lazySection(part, label, fill) {
  const host = h('div');
  const message = h('p', { class: 'message', role: 'alert' });
  const details = h(
    'details',
    { class: part, 'data-part': part },
    h('summary', {}, label),
    message,
    host,
  );
  let begun = false;
  details.addEventListener('toggle', async () => {
    if (begun || !details.open) return;
    begun = true;
    try {
      await fill(host);
      message.textContent = '';
    } catch (error) {
      begun = false;
      message.textContent = `${label} could not be loaded: ${messageOf(error)}`;
    }
  });
  return details;
}
