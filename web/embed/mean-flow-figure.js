// The script of the element, dist/mean-flow-figure.js and an entry of the package: defines <mean-flow-figure>. Its parts
// are those of mean-flow.js.

import './mean-flow.js';
import { MeanFlowFigureElement } from '../concepts/mean-flow-figure.js';

// A page may load this script from two addresses; servers that render pages have no registry.
const registry = globalThis.customElements;
if (registry && !registry.get('mean-flow-figure')) {
  registry.define('mean-flow-figure', MeanFlowFigureElement);
}

export { MeanFlowFigureElement };
