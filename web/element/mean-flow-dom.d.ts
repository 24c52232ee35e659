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
 * lines, too, and docs/elements.md: see web/documents/element-interface.js.
 */
export interface FlowAttributes extends SettingAttributes {
  /** Methods on show, as in `mf imf` or `mf exact`; all by default. */
  method?: string;
  /** Parts that are hidden: `controls`, `problem`, `methods`, `flow`, `view`, `share`, `numbers`, `legend`, `quality`, `chart`, `training`, `embed`; or `all`, which leaves the panels. */
  hide?: string;
  /** Colours: `light`, `dark`, or `auto` for the reader’s preference. Without it the figure looks as the page does. */
  theme?: 'light' | 'dark' | 'auto';
  /** With `on`, opens with trained networks, those of the site or of `models`, if there are some for the settings. */
  trained?: 'on' | 'off' | '';
  /** Address of a folder of trained networks, as the npm package has none. */
  models?: string;
  /** With `off`, trains only when the reader or a script says so. React drops `false` on servers. */
  autotrain?: 'on' | 'off' | '';
  /** Web workers that share a batch, 1 to 8; one for each core by default. */
  workers?: string;
  /** Nothing happens until it is removed, or `off`. */
  defer?: 'on' | 'off' | '';
  /** Methods that train, if not all on show. */
  train?: string;
  /** Flow time at which the particles rest, 0 to 1. */
  time?: string;
  /** Layers of the panels, as in links. */
  view?: string;
  /** Which field the layers show, as in links. */
  field?: string;
  /** Iteration whose networks are on show. */
  history?: string;
  /** The figure trains up to that iteration, pauses there and compares `receipt`. */
  at?: string;
  /** Of the run that `receipt` is of: `plain` or `fused`. */
  arithmetic?: string;
  /** Hashes of the parameters, as in links. */
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
