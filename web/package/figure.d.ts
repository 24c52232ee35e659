// Types of the package's entry "./figure".

export { MeanFlowFigureElement } from './concepts/mean-flow-figure.js';
export type { FigureAttributes } from './concepts/mean-flow-figure-dom.d.ts';
