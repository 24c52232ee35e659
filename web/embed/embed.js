// embed.html: an element in a frame, <mean-flow-figure> if the address has `figure`, else <mean-flow>. The attributes are
// in its address; protocol.js has its messages.

import { attributesOf, figureAttributesOf, offersPlayground } from './address.js';
import { MeanFlowElement } from './mean-flow.js';
import { receiveTheme, reportHeight } from './protocol.js';

const main = /** @type {HTMLElement} */ (document.querySelector('main'));
const explains = new URLSearchParams(location.search).has('figure');
const { attributes, unknown } = explains ? figureAttributesOf(location) : attributesOf(location);
const figure = explains ? document.createElement('mean-flow-figure') : new MeanFlowElement();
if (explains) import('./mean-flow-figure.js');
for (const [name, text] of attributes) figure.setAttribute(name, text);
// With a theme the background is opaque, and covers a picture that the page may display behind the frame.
setTheme(attributes.get('theme') ?? 'auto');
figure.append(poster());
if (unknown.length > 0) {
  const message = document.createElement('p');
  message.setAttribute('role', 'alert');
  message.textContent = `The address names ${unknown.join(', ')}, which is no attribute.`;
  main.append(message);
}
main.append(figure);
if (figure instanceof MeanFlowElement && offersPlayground(location)) {
  import('./playground-link.js').then(({ playgroundLink }) => main.append(playgroundLink(figure)));
}

/** The picture before the figure has loaded, and of <mean-flow> in print. */
function poster() {
  const picture = document.createElement('img');
  const density = figure instanceof MeanFlowElement ? String(figure.settings.density) : '';
  picture.loading = 'lazy';
  picture.crossOrigin = 'anonymous'; // In a sandboxed frame, everything has another origin.
  picture.alt =
    density === 'drawing'
      ? 'Dots of noise, on their way to a density that was drawn.'
      : density && `Dots on their way from noise to the density “${density}”, in four moments.`;
  picture.addEventListener('error', () => picture.remove());
  picture.src = `./posters/${density || `figure-${attributes.get('figure')}`}.svg`;
  return picture;
}

/** @param {string} theme  of the figure and of the frame */
function setTheme(theme) {
  figure.setAttribute('theme', theme);
  document.documentElement.style.colorScheme = theme === 'auto' ? '' : theme;
}

if (window.parent !== window) {
  const reportAgain = reportHeight(window, main);
  const hasOwnTheme = ['light', 'dark'].includes(attributes.get('theme') ?? '');
  receiveTheme(window, (theme) => {
    if (!hasOwnTheme) setTheme(theme); // A theme in the frame's address takes precedence.
    reportAgain();
  });
}
