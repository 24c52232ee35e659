// Before the playground of the page begins: whether there is something to open, from the address or
// from what this browser kept. All else about it loads when there is, or when the page is at work.

import { InactivityTimeout } from '../engine/watchdog.js';
import { KEPT_FLAG } from '../storage/slots.js';

/** How long what opens may take to come before that is told, s. */
const LOADING = 60;

// The element waits for its attribute `defer` to go. Nothing may hold it back for good, but what is
// only late: it would begin another run than the one that is to be opened.
const figure = document.querySelector('mean-flow[defer]');
if (figure && (isLink(location) || hasKept())) {
  const answered = watch(figure);
  import('./open-page.js')
    .then(({ open }) => open(/** @type {HTMLElement} */ (figure)))
    .then(answered, () => {
      answered();
      tell(figure, 'A part of this page did not load, so no link and no kept run can be opened.');
    })
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

/**
 * Says so when nothing has come for a minute. What comes after all is opened.
 * @param {Element} element
 * @returns {() => void}  to be called when it has come
 */
function watch(element) {
  /** @type {Element | undefined} */
  let notice;
  const patience = new InactivityTimeout(LOADING, () => {
    notice = tell(
      element,
      'A part of this page, which opens links and kept runs, has not come yet.',
    );
  });
  return () => {
    patience.stop();
    notice?.remove();
  };
}

/**
 * A message before the element, with a way on.
 * @param {Element} element @param {string} text
 */
function tell(element, text) {
  const notice = document.createElement('p');
  notice.className = 'late';
  notice.setAttribute('role', 'alert');
  const reload = document.createElement('button');
  reload.type = 'button';
  reload.textContent = 'Reload';
  reload.addEventListener('click', () => location.reload());
  notice.append(`${text} `, reload);
  element.before(notice);
  return notice;
}
