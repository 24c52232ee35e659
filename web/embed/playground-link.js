// A link below a framed figure that opens the playground as the figure is.

import { encodeLink } from '../share/link.js';
import { linkOf } from '../share/snapshot.js';

/** @import {MeanFlowElement} from './mean-flow.js' */

/** @param {MeanFlowElement} figure @returns {HTMLElement} */
export function playgroundLink(figure) {
  const link = document.createElement('a');
  link.textContent = 'Open in the playground';
  link.target = '_blank';
  link.rel = 'noopener';
  const update = () => {
    link.href = figure.playground ? `./#${encodeLink(linkOf(figure.playground))}` : './';
  };
  update();
  // Before it is followed, by any means.
  for (const moment of ['pointerenter', 'pointerdown', 'focus', 'contextmenu'])
    link.addEventListener(moment, update);
  const line = document.createElement('p');
  line.append(link);
  return line;
}
