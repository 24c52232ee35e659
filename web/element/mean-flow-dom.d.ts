// What <mean-flow> adds to the types of the DOM.

import type { EngineEvents } from '../engine/types.js';
import type { Values } from '../settings/settings.js';
import type { MeanFlowElement } from './mean-flow.js';

/** The element's events: name -> `detail`: the engine's, and one more. They bubble, and leave shadow roots. */
export type FlowEvents = { [K in keyof EngineEvents as `flow-${K}`]: EngineEvents[K] } & {
  /** A setting was changed, by a person or by program. */
  'flow-settings': { settings: Readonly<Values> };
};

declare global {
  interface HTMLElementTagNameMap {
    'mean-flow': MeanFlowElement;
  }
  type FlowEventMap = { [K in keyof FlowEvents]: CustomEvent<FlowEvents[K]> };
  interface HTMLElementEventMap extends FlowEventMap {}
  interface DocumentEventMap extends FlowEventMap {}
}
