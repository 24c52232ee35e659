// The types that <mean-flow-figure> adds to the DOM.

import type { SettingAttributes } from '#tables';
import type { MeanFlowFigureElement } from './mean-flow-figure.js';

/**
 * The element's attributes, for templates that check them. Editors have these lines, too, and docs/elements.md: see
 * web/documents/element-interface.js.
 */
export interface FigureAttributes {
  /** The idea that it explains: `pairs`, `average-velocity`, `identity`, `jvp`, `targets` or `code`. */
  figure?: 'pairs' | 'average-velocity' | 'identity' | 'jvp' | 'targets' | 'code';
  /** The target density, of `pairs` and `average-velocity`; no drawing. */
  density?: Exclude<SettingAttributes['density'], 'drawing'>;
  /** The place, from -3 to 3; of all but `code`. */
  x?: string;
  /** The place, from -3 to 3; of all but `code`. */
  y?: string;
  /** The anchor time, from 0.05 to 1; of all but `code`. */
  t?: string;
  /** The other end of the interval, from 0 to t; of all but `pairs` and `code`. */
  r?: string;
  /** Whose network it is, `imf` or `mf`, of `identity`, `jvp` and `targets`; of `code` the method, also `fm` or `lsd`. */
  method?: 'imf' | 'mf' | 'fm' | 'lsd';
  /** How long that network was trained, of `identity`, `jvp` and `targets`: `0`, or thousands up to `5000` iterations. */
  iteration?: '0' | '1000' | '2000' | '3000' | '4000' | '5000';
  /** Colours: `light`, `dark`, or `auto` for the reader’s preference. Without it the figure looks as the page does. */
  theme?: 'light' | 'dark' | 'auto';
  /** Address of a folder of trained networks, as the npm package has none. */
  models?: string;
}

/** The properties that set the attributes of their names; read, they are text. */
export type FigureProperties = {
  [K in keyof FigureAttributes]: string | number | boolean | null | undefined;
};

declare module './mean-flow-figure.js' {
  interface MeanFlowFigureElement extends FigureProperties {}
}

declare global {
  interface HTMLElementTagNameMap {
    'mean-flow-figure': MeanFlowFigureElement;
  }
}
