// The WebAssembly module of the figures as src/wasm/figure_bindings.cpp binds it; see ../engine/meanflow.d.ts.

import type { ModuleOptions } from '../engine/meanflow.d.ts';

/** Runs to draw figures with, by method and direction. */
export interface FigureRuns {
  /** A network from a safetensors file, which states its method and iteration. */
  addWeights(weights: Uint8Array): void;
  addParameters(configJson: string, iteration: number, parameters: Float32Array): void;
  /** The network before training. */
  addInitial(configJson: string): void;
  /** Of every iteration. */
  addLosses(configJson: string, losses: Float32Array): void;
  delete(): void;
}

export interface FigureOptions {
  figure: number;
  /** T of each column of figures 3 and 4. */
  steps: number[];
  /** T of figures 5 and 6. */
  flowSteps: number;
  count: number;
  seed: number;
  theme: 'light' | 'dark';
  layout: 'wide' | 'tall';
}

/** One figure of the tutorial, computed in pieces. Holds copies of its runs. */
export interface Figure {
  /** Computes the next piece, which takes milliseconds; false if there was none. */
  advance(): boolean;
  /** 0..1 */
  progress(): number;
  title(): string;
  caption(): string;
  setStyle(style: Pick<FigureOptions, 'theme' | 'layout'>): void;
  /** With what has been computed so far. */
  svg(): string;
  delete(): void;
}

/** Title and required runs of a figure. */
export interface FigureDescription {
  title: string;
  needs: { method: string; direction: string; part: 'network' | 'losses' | 'checkpoints' }[];
}

export interface FiguresModule {
  /** Of every figure, in order. */
  figures(): FigureDescription[];
  FigureRuns: new () => FigureRuns;
  /** `configJson` determines the density of figure 1. Throws an Error if an argument is out of range or missing. */
  Figure: new (
    options: FigureOptions,
    configJson: string,
    runs: FigureRuns,
  ) => Figure;
}

export default function createFigures(options: ModuleOptions): Promise<FiguresModule>;
