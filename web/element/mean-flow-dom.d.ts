// The types that <mean-flow> adds to the DOM.

import type { SettingAttributes, Values } from '#tables';
import type { EngineEvents } from '../engine/types.js';
import type { MeanFlowElement } from './mean-flow.js';

/** The element's events, and the type of their `detail`. They bubble, and are composed. */
export type FlowEvents = { [K in keyof EngineEvents as `flow-${K}`]: EngineEvents[K] } & {
  /** A setting changed, by the reader or by a script. */
  'flow-settings': { settings: Readonly<Values> };
};

/** The element's attributes, for templates that check them: the settings, and how it presents itself. */
export interface FlowAttributes extends SettingAttributes {
  /** Methods that are shown, as in "mf imf" or "mf exact". */
  method?: string;
  /** Parts that are not shown, or "all", which leaves the pictures. */
  hide?: string;
  theme?: 'light' | 'dark' | 'auto';
  /** Opens with the trained networks that come with the site. */
  trained?: 'on' | 'off' | '';
  /** Trains by itself when it is first seen. */
  autotrain?: 'on' | 'off' | '';
  /** Web workers that share a batch, 1 to 8. */
  workers?: string;
}

declare global {
  interface HTMLElementTagNameMap {
    'mean-flow': MeanFlowElement;
  }
  type FlowEventMap = { [K in keyof FlowEvents]: CustomEvent<FlowEvents[K]> };
  interface HTMLElementEventMap extends FlowEventMap {}
  interface DocumentEventMap extends FlowEventMap {}
}
