// What templates of frameworks may give <mean-flow>, from the attributes and the events.

import type { FigureAttributes } from './concepts/mean-flow-figure-dom.d.ts';
import type { FlowAttributes, FlowEvents } from './element/mean-flow-dom.d.ts';

/** Attributes that are on or off. */
type Switches = 'trained' | 'autotrain' | 'defer' | 'linear_path';

/** Numbers and booleans as such, beside text. */
export type TemplateAttributes = {
  [K in keyof FlowAttributes]?:
    | FlowAttributes[K]
    | (string extends FlowAttributes[K] ? number : never)
    | (K extends Switches ? boolean : never);
};

/** The same of <mean-flow-figure>. */
export type FigureTemplateAttributes = {
  [K in keyof FigureAttributes]?: FigureAttributes[K] | number;
};

/** Listeners by name, as in `onflow-progress`. */
export type TemplateListeners<Prefix extends string = 'on'> = {
  [K in keyof FlowEvents as `${Prefix}${K}`]?: (event: CustomEvent<FlowEvents[K]>) => void;
};
