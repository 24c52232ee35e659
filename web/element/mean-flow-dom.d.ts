// The types that <mean-flow> adds to the DOM.

import type { EngineEvents } from '../engine/types.js';
import type { Values } from '../settings/settings.js';
import type { MeanFlowElement } from './mean-flow.js';

/** The element's events, and the type of their `detail`. They bubble, and are composed. */
export type FlowEvents = { [K in keyof EngineEvents as `flow-${K}`]: EngineEvents[K] } & {
  /** A setting changed, by the reader or by a script. */
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
