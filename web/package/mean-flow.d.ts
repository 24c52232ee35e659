// Types of the package's main entry.

export { MeanFlowElement } from './element/mean-flow.js';
export type { FlowAttributes, FlowEvents } from './element/mean-flow-dom.d.ts';
