// The types that <mean-flow> adds to the DOM.

import type { SettingAttributes, Values } from '#tables';
import type { EngineEvents } from '../engine/types.js';
import type { MeanFlowElement } from './mean-flow.js';

/** The element's events, and the type of their `detail`. They bubble, and are composed. */
export type FlowEvents = { [K in keyof EngineEvents as `flow-${K}`]: EngineEvents[K] } & {
  /** A setting changed, by the reader or by a script. */
  'flow-settings': { settings: Readonly<Values> };
};

/**
 * The element's attributes, for templates that check them: the settings, and how it presents itself. Editors have these
 * lines, too: see web/package/editor-data.js.
 */
export interface FlowAttributes extends SettingAttributes {
  /** Methods that are shown, as in "mf imf" or "mf exact". By default all. */
  method?: string;
  /** Parts that are not shown, or "all", which leaves the pictures. */
  hide?: string;
  /** The reader's preference is "auto"; without it, the page's color-scheme. */
  theme?: 'light' | 'dark' | 'auto';
  /** Opens with trained networks, those of the site or of the attribute `models`. */
  trained?: 'on' | 'off' | '';
  /** Address of trained networks, a folder: the npm package has none. */
  models?: string;
  /** Trains by itself when it is first seen. By default "on". */
  autotrain?: 'on' | 'off' | '';
  /** Web workers that share a batch, 1 to 8. By default one per core. */
  workers?: string;
  /** Nothing happens until this attribute is removed. */
  defer?: '';
  /** Methods that train, as in a link. By default those that are shown. */
  train?: string;
  /** Where the particles are on their way, as in a link. */
  time?: string;
  /** Layers of the panels, as in a link. */
  view?: string;
  /** Where velocities are shown, as in a link. */
  field?: string;
  /** The iteration that is looked at, as in a link. */
  history?: string;
  /** Trains up to this iteration, and pauses there. */
  at?: string;
  /** The arithmetic that `receipt` was made in, as in a link. */
  arithmetic?: string;
  /** Checksums that the run at `at` is compared with, as in a link. */
  receipt?: string;
}

/** What a property takes: null and undefined remove the attribute, false switches it off. */
type Settable = string | number | boolean | null | undefined;

interface TextProperties {
  get method(): string;
  set method(text: Settable);
  get hide(): string;
  set hide(text: Settable);
  get theme(): string;
  set theme(text: Settable);
  get autotrain(): string;
  set autotrain(text: Settable);
}

/** The properties that set the attributes of their names; read, they are text. */
export type FlowProperties = TextProperties & {
  [K in Exclude<keyof FlowAttributes, keyof TextProperties | 'train'>]: Settable;
};

declare module './mean-flow.js' {
  interface MeanFlowElement extends FlowProperties {}
}

declare global {
  interface HTMLElementTagNameMap {
    'mean-flow': MeanFlowElement;
  }
  type FlowEventMap = { [K in keyof FlowEvents]: CustomEvent<FlowEvents[K]> };
  interface HTMLElementEventMap extends FlowEventMap {}
  interface DocumentEventMap extends FlowEventMap {}
}
