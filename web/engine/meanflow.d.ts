// The WebAssembly module as src/wasm/ binds it. Arrays are copied in both directions; invalid
// arguments throw an Error. Only delete() frees objects.

export interface Trainer {
  iteration(): number;
  parameterCount(): number;
  /** The parameters to sample with: with `ema`, their running mean. */
  parameters(): Float32Array<ArrayBuffer>;
  /** Writes the parameters being trained to an array of parameterCount values. A new array would take many times as long. */
  parametersInto(target: Float32Array): void;
  addLane(lane: number, loss: number, gradient: Float32Array): void;
  /** Adds all lanes at once: the loss and gradient of `LaneEvaluator.evaluateBatch`. */
  addBatch(loss: number, gradient: Float32Array): void;
  hasAllLanes(): boolean;
  /** Throws, and changes nothing, when the loss or a parameter is not finite. */
  apply(): void;
  step(): void;
  /** Losses of iterations `from` .. now. */
  losses(from: number): Float32Array<ArrayBuffer>;
  checkpointIterations(): Int32Array<ArrayBuffer>;
  checkpoint(index: number): Float32Array<ArrayBuffer>;
  /** A safetensors file with PyTorch's names. */
  exportWeights(): Uint8Array<ArrayBuffer>;
  exportOptimizer(): Uint8Array<ArrayBuffer>;
  restore(weights: Uint8Array, optimizer: Uint8Array): void;
  /** Restores a finished run, without an optimizer: it can be sampled but not trained further. */
  restoreFinished(weights: Uint8Array, losses: Float32Array): void;
  /** Restarts with the weights of a file; returns their training iterations, 0 if unknown. */
  importWeights(weights: Uint8Array): number;
  /** 16 hexadecimal digits: equal parameters give equal receipts. */
  receipt(): string;
  delete(): void;
}

export interface LaneEvaluator {
  setParameters(parameters: Float32Array): void;
  /** Returns the lane's part of the loss and stores its gradient. */
  evaluate(iteration: number, lane: number): number;
  /** Returns the loss of all lanes and stores the sum of their gradients, in the order and to the bit of `Trainer.apply`. */
  evaluateBatch(iteration: number): number;
  gradient(): Float32Array<ArrayBuffer>;
  gradientInto(target: Float32Array): void;
  delete(): void;
}

export interface Sampler {
  setParameters(parameters: Float32Array): void;
  /** All states, noise first: (steps + 1) * 2 * count values. */
  path(sampleJson: string): Float32Array<ArrayBuffer>;
  /** Step `index` of `steps` from `positions`: the new positions. */
  step(index: number, steps: number, positions: Float32Array): Float32Array<ArrayBuffer>;
  velocity(positions: Float32Array, t: number, r: number): Float32Array<ArrayBuffer>;
  velocityField(t: number, r: number, size: number, extent: number): Float32Array<ArrayBuffer>;
  delete(): void;
}

/** The exact flow of a run's density. Times are 0..1; `tolerance` is for one step, 1e-10..0.1. */
export interface ExactFlow {
  /** u(x, t, r), du/dt along the flow, and v(x, t). */
  identity(x: number, y: number, t: number, r: number, tolerance: number): InspectedTerms;
  /** States at `times`, one after another; times[0] is that of `positions`. */
  path(positions: Float32Array, times: Float32Array, tolerance: number): Float32Array<ArrayBuffer>;
  velocity(positions: Float32Array, t: number): Float32Array<ArrayBuffer>;
  averageVelocity(
    positions: Float32Array,
    t: number,
    r: number,
    tolerance: number,
  ): Float32Array<ArrayBuffer>;
  /** (4, count): dX/dx, dY/dx, dX/dy, dY/dy of each point. */
  jacobian(
    positions: Float32Array,
    t: number,
    r: number,
    tolerance: number,
  ): Float32Array<ArrayBuffer>;
  delete(): void;
}

/** Exact draws of pairs of a run's density, given the place that they lead to. */
export interface PosteriorSampler {
  /** (2, count) each; the mean of x1 - x0 over all such pairs, and the RMS distance from it. */
  draw(
    x: number,
    y: number,
    t: number,
    count: number,
    seed: number,
  ): { x0: Float64Array; x1: Float64Array; velocity: Float64Array; spread: number };
  delete(): void;
}

/** The terms of the mean flow identity, du/dt along (v, 1, 0). */
export interface InspectedTerms {
  u: Float64Array;
  dudt: Float64Array;
  v: Float64Array;
}

/** A network at one place and time, in double precision. */
export interface InspectedNetwork {
  /** Takes the parameters of a safetensors file; returns their training iterations. */
  load(weights: Uint8Array): number;
  /** Takes the parameters that the run's seed begins with. */
  initialise(): void;
  velocity(x: number, y: number, t: number, r: number): Float64Array;
  /** v is u(x, t, t). */
  identity(x: number, y: number, t: number, r: number): InspectedTerms;
  /** h_l and hdot_l along (u(x, t, t), 1, 0), the inputs first and u last. */
  layers(
    x: number,
    y: number,
    t: number,
    r: number,
  ): { value: Float64Array; tangent: Float64Array }[];
  /** Relative errors of du/dt in float: of the JVP, and of central differences with these steps. */
  differenceErrors(
    x: number,
    y: number,
    t: number,
    r: number,
    steps: Float32Array,
  ): { jvp: number; differences: Float64Array };
  /** Targets of pairs with these velocities, (2, count), and their RMS distances from the mean. */
  targets(
    x: number,
    y: number,
    t: number,
    r: number,
    velocities: Float32Array,
  ): { mf: Float64Array; imf: Float64Array; mfSpread: number; imfSpread: number };
  delete(): void;
}

/** Scores of samples, beside those of the same number of true samples. */
export interface SampleQuality {
  onSupport: number;
  onSupportIdeal: number;
  totalVariation: number;
  totalVariationFloor: number;
  slicedWasserstein: number;
  slicedWassersteinFloor: number;
}

export interface QualityMeter {
  /** The number of samples must be the one given to the constructor. */
  measure(samples: Float32Array): SampleQuality;
  delete(): void;
}

/** A drawn density: `levels` are 0..63, row-major from the lower left; `text` holds all of it. */
export interface Drawing {
  text: string;
  size: number;
  levels: Uint8Array<ArrayBuffer>;
}

export interface MeanFlowModule {
  /** "" or what is wrong. */
  validate(configJson: string): string;
  validateSample(sampleJson: string): string;
  /** Builds of one arithmetic, "plain" or "fused", give the same bits. */
  arithmetic(): string;
  makeDensity(configJson: string): {
    size: number;
    extent: number;
    weights: Float32Array<ArrayBuffer>;
  };
  sampleDensity(configJson: string, count: number, seed: number): Float32Array<ArrayBuffer>;
  noise(count: number, seed: number): Float32Array<ArrayBuffer>;
  solverTimes(configJson: string, steps: number): Float32Array<ArrayBuffer>;
  /** The irreducible loss of the method's run; null where there is no finite one. */
  lossFloor(configJson: string): number | null;
  /** RMS distance between ends of the same noise points; infinite if one is not finite. */
  flowMapError(ends: Float32Array, exactEnds: Float32Array): number;
  drawingOfText(text: string): Drawing;
  drawingOfLevels(levels: Uint8Array, size: number): Drawing;
  /** From points as CSV or JSON, a Netpbm picture, or a drawing's text. `light`: light pixels have the mass. */
  drawingOfFile(bytes: Uint8Array, size: number, light: boolean): Drawing;
  /** From one byte a pixel, 0 black and 255 white, from the upper left. */
  drawingOfPicture(
    shades: Uint8Array,
    width: number,
    height: number,
    size: number,
    light: boolean,
  ): Drawing;
  drawingOfDensity(configJson: string, size: number): Drawing;

  Trainer: new (configJson: string) => Trainer;
  LaneEvaluator: new (configJson: string) => LaneEvaluator;
  Sampler: new (configJson: string) => Sampler;
  ExactFlow: new (configJson: string) => ExactFlow;
  PosteriorSampler: new (configJson: string) => PosteriorSampler;
  InspectedNetwork: new (configJson: string) => InspectedNetwork;
  QualityMeter: new (configJson: string, count: number, seed: number) => QualityMeter;
}

export interface ModuleOptions {
  instantiateWasm(
    imports: WebAssembly.Imports,
    done: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
  ): object;
}

export default function createMeanFlow(options: ModuleOptions): Promise<MeanFlowModule>;
