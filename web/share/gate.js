// Before the playground of the page begins: whether there is something to open, from the address or
// from what this browser kept. All else about it loads when there is, or when the page is at work.

import { KEPT_FLAG } from '../keep/flag.js';

// The element waits for its attribute `defer` to go; nothing may hold it back for good.
const figure = document.querySelector('mean-flow[defer]');
if (figure && (isLink(location) || hasKept())) {
  import('./opening.js')
    .then(({ open }) => open(/** @type {HTMLElement} */ (figure)))
    .finally(() => figure.removeAttribute('defer'));
} else if (figure) {
  figure.removeAttribute('defer');
  // The engine starts first.
  addEventListener('load', () => setTimeout(() => begin(figure), 1000), { once: true });
}

/** @param {Element} element */
async function begin(element) {
  const { Session } = await import('./session.js');
  new Session(/** @type {any} */ (element)).begin();
}

/** @param {{hash: string, search: string}} address */
function isLink({ hash, search }) {
  return /[#&]v=/.test(hash) || search.length > 1;
}

function hasKept() {
  try {
    return localStorage.getItem(KEPT_FLAG) !== null;
  } catch {
    return false; // No storage here, so nothing kept either.
  }
}
