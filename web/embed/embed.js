// embed.html: an element in a frame, <mean-flow-figure> if the address has `figure`, else <mean-flow>. The attributes are
// in its address; protocol.js has its messages.

import { attributesOf, figureAttributesOf } from './address.js';
import { MeanFlowElement, MeanFlowFigureElement } from './mean-flow.js';
import { receiveTheme, reportHeight } from './protocol.js';

const main = /** @type {HTMLElement} */ (document.querySelector('main'));
const explains = new URLSearchParams(location.search).has('figure');
const { attributes, unknown } = explains ? figureAttributesOf(location) : attributesOf(location);
const figure = explains ? new MeanFlowFigureElement() : new MeanFlowElement();
for (const [name, text] of attributes) figure.setAttribute(name, text);
// With a theme the background is opaque, and covers a picture that the page may display behind the frame.
setTheme(attributes.get('theme') ?? 'auto');
figure.append(poster(figure));
if (unknown.length > 0) {
  const message = document.createElement('p');
  message.setAttribute('role', 'alert');
  message.textContent = `The address names ${unknown.join(', ')}, which is no attribute.`;
  main.append(message);
}
main.append(figure);

/** The picture before the figure has loaded, and in print. @param {MeanFlowElement | MeanFlowFigureElement} element */
function poster(element) {
  const picture = document.createElement('img');
  picture.loading = 'lazy';
  picture.crossOrigin = 'anonymous'; // In a sandboxed frame, everything has another origin.
  picture.alt = 'settings' in element ? densityAlt(element.settings.density) : '';
  picture.addEventListener('error', () => picture.remove());
  const name =
    'settings' in element ? element.settings.density : `figure-${attributes.get('figure')}`;
  picture.src = `./posters/${name}.svg`;
  return picture;
}

/** @param {string | number} density */
const densityAlt = (density) =>
  density === 'drawing'
    ? 'Dots of noise, on their way to a density that was drawn.'
    : `Dots on their way from noise to the density “${density}”, in four moments.`;

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
