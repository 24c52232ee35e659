// embed.html: the element in a frame. Its address carries the attributes, its messages the rest; see
// protocol.js.

import { MeanFlowElement } from '../element/mean-flow.js';
import { attributesOf } from './address.js';
import { reportHeight, takeTheme } from './protocol.js';

const figure = new MeanFlowElement();
const main = /** @type {HTMLElement} */ (document.querySelector('main'));
const { attributes, unknown } = attributesOf(new URLSearchParams(location.search));
for (const [name, text] of attributes) figure.setAttribute(name, text);
if (unknown.length > 0) {
  const message = document.createElement('p');
  message.setAttribute('role', 'alert');
  message.textContent = `The address names ${unknown.join(', ')}, which is no attribute.`;
  main.append(message);
}
main.append(figure);

if (window.parent !== window) {
  takeTheme(window, (theme) => {
    figure.theme = theme;
    document.documentElement.style.colorScheme = theme === 'auto' ? '' : theme;
  });
  reportHeight(window, main);
}
