// embed.html: the element in a frame. Its address carries the attributes, its messages the rest; see
// protocol.js.

import { MeanFlowElement } from '../element/mean-flow.js';
import { attributesOf } from './address.js';
import { receiveTheme, reportHeight } from './protocol.js';

const figure = new MeanFlowElement();
const main = /** @type {HTMLElement} */ (document.querySelector('main'));
const { attributes, unknown } = attributesOf(location);
for (const [name, text] of attributes) figure.setAttribute(name, text);
// Opaque, so that it covers the picture which a page may have put behind the frame.
setTheme(attributes.get('theme') ?? 'auto');
figure.append(poster(figure.settings.density));
if (unknown.length > 0) {
  const message = document.createElement('p');
  message.setAttribute('role', 'alert');
  message.textContent = `The address names ${unknown.join(', ')}, which is no attribute.`;
  main.append(message);
}
main.append(figure);

/** Stands in for the figure in print. @param {string | number} density */
function poster(density) {
  const picture = document.createElement('img');
  picture.loading = 'lazy';
  picture.alt =
    density === 'drawing'
      ? 'Dots of noise, on their way to a density that was drawn.'
      : `Dots on their way from noise to the density “${density}”, in four moments.`;
  picture.addEventListener('error', () => picture.remove());
  picture.src = `./posters/${density}.svg`;
  return picture;
}

/** @param {string} theme  that of the frame, too */
function setTheme(theme) {
  figure.theme = theme;
  document.documentElement.style.colorScheme = theme === 'auto' ? '' : theme;
}

if (window.parent !== window) {
  const reportAgain = reportHeight(window, main);
  const isChosen = ['light', 'dark'].includes(attributes.get('theme') ?? '');
  receiveTheme(window, (theme) => {
    if (!isChosen) setTheme(theme); // Else the frame's own address goes before the page.
    reportAgain();
  });
}
