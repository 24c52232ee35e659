// Starts the page's playground. If the address has a link, or this browser may have a saved run, the code that opens it
// loads first; else the session's code loads when the page is ready.

import { InactivityTimeout } from '../engine/watchdog.js';
import { KEPT_FLAG } from '../storage/slots.js';

/** Time after which slow loading is reported, s. */
const LOAD_TIMEOUT = 60;

// The element starts when its attribute `defer` is removed. A failure removes it, too; slow loading does not, as the
// element would begin another run than the one to be opened.
const figure = document.querySelector('mean-flow[defer]');
if (figure && (isLink(location) || hasKept())) {
  const loaded = watchLoading(figure);
  import('./open-page.js')
    .then(({ open }) => open(/** @type {HTMLElement} */ (figure)))
    .then(loaded, () => {
      loaded();
      showNotice(
        figure,
        'A part of this page did not load, so no link and no kept run can be opened.',
      );
    })
    .finally(() => figure.removeAttribute('defer'));
} else if (figure) {
  figure.removeAttribute('defer');
  // After the engine has started.
  addEventListener('load', () => setTimeout(() => begin(figure), 1000), { once: true });
}

/** @param {Element} element */
async function begin(element) {
  const { Session } = await import('./session.js');
  new Session(/** @type {any} */ (element)).begin();
}

/** Whether there may be a link, in whose text "=" may have been encoded. @param {{hash: string, search: string}} address */
function isLink({ hash, search }) {
  return /=|3D/i.test(hash) || search.length > 1;
}

function hasKept() {
  try {
    return localStorage.getItem(KEPT_FLAG) !== null;
  } catch {
    return false; // Storage is blocked.
  }
}

/**
 * Reports slow loading; what arrives later is opened all the same.
 * @param {Element} element
 * @returns {() => void}  to be called when loading has ended
 */
function watchLoading(element) {
  /** @type {Element | undefined} */
  let notice;
  const timeout = new InactivityTimeout(LOAD_TIMEOUT, () => {
    notice = showNotice(
      element,
      'A part of this page, which opens links and kept runs, has not come yet.',
    );
  });
  return () => {
    timeout.stop();
    notice?.remove();
  };
}

/**
 * Shows a message before the element, with a button that reloads the page.
 * @param {Element} element @param {string} text
 */
function showNotice(element, text) {
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
