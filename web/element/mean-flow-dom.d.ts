// What <mean-flow> adds to the types of the DOM.

import type { FlowEvents } from './events.js';
import type { MeanFlowElement } from './mean-flow.js';

declare global {
  interface HTMLElementTagNameMap {
    'mean-flow': MeanFlowElement;
  }
  type FlowEventMap = { [K in keyof FlowEvents]: CustomEvent<FlowEvents[K]> };
  interface HTMLElementEventMap extends FlowEventMap {}
  interface DocumentEventMap extends FlowEventMap {}
}
