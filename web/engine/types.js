// The engine's vocabulary: what callers hand in and what they get back. Types only.

/**
 * @typedef {import('#tables').Method} Method
 * @typedef {import('#tables').Direction} Direction
 * @typedef {import('#tables').Settings} Settings
 */

/**
 * What the animation samples.
 * @typedef {object} Sampling
 * @property {number} steps T, number of function evaluations a particle, 1..1000.
 * @property {number} count Particles, 1..200000.
 * @property {number} seed Seed of the initial noise.
 */

/**
 * Kind and range of one user-settable value.
 * @typedef {object} Field
 * @property {string} name As in `Settings` and `Sampling`.
 * @property {string} label For readers.
 * @property {'integer' | 'number' | 'choice' | 'text'} kind
 * @property {string} accepts What is accepted, for readers.
 * @property {string | number} default
 * @property {string[]} [choices] Accepted names.
 * @property {number} [minimum]
 * @property {number} [maximum] Of a text: its length.
 * @property {boolean} [exclusiveMinimum] `minimum` itself is refused.
 * @property {number} [multipleOf]
 */

/**
 * A density as a grid of uniform cells over [-extent, extent]^2.
 * @typedef {object} DensityGrid
 * @property {number} size Cells along a side.
 * @property {number} extent Half the side.
 * @property {Float32Array<ArrayBuffer>} weights Mass a cell (size * size), row-major from the lower left, y up.
 */

/**
 * A density drawn on a grid of size x size cells.
 * @typedef {object} Drawing
 * @property {string} text The setting `drawing`: all of it, in letters that an address takes.
 * @property {number} size Cells along a side, 2..64.
 * @property {Uint8Array<ArrayBuffer>} levels Mass a cell, 0..63, row-major from the lower left, y up.
 */

/**
 * What a drawing can be made of: its text; levels; a file's bytes (points, a PGM, or a text); a
 * picture, a byte a pixel from the upper left, 0 black and 255 white; a run's density. `light`: the
 * light of a picture has the mass, not the dark.
 * @typedef {{text: string}
 *   | {levels: Uint8Array, size: number}
 *   | {bytes: Uint8Array, size: number, light: boolean}
 *   | {shades: Uint8Array, width: number, height: number, size: number, light: boolean}
 *   | {settings: Settings, size: number}} DrawingSource
 */

/**
 * Every state of some particles on their way from noise to data.
 * @typedef {object} Paths
 * @property {Method} method
 * @property {number} iteration Training iterations the network has had.
 * @property {number} steps T.
 * @property {number} count Particles; during training fewer than asked for when T is large.
 * @property {number} seed
 * @property {Float32Array<ArrayBuffer>} times Solver times (steps + 1), noise end first.
 * @property {Float32Array<ArrayBuffer>} path (steps + 1) states one after another, noise first, each
 *   [x0, y0, x1, y1, ...]: (steps + 1) * 2 * count values.
 */

/**
 * Paths of the exact flow, which needs no network: the same particles, told at so many times that
 * they show how the flow curves.
 * @typedef {Omit<Paths, 'method' | 'iteration'>} ExactPaths
 */

/**
 * Whose samples: a method's, or the exact flow's.
 * @typedef {Method | 'exact'} Subject
 */

/**
 * How far samples are from the truth; what true samples of the same count score stands beside it.
 * @typedef {object} Quality
 * @property {Subject} subject
 * @property {number} iteration Training iterations the network has had.
 * @property {number} steps T
 * @property {number} onSupport Share of samples inside the density's support, 0..1.
 * @property {number} onSupportIdeal Mass of the support.
 * @property {number} totalVariation Between shares of samples and masses of cells, 0..1.
 * @property {number} totalVariationFloor The same of true samples.
 * @property {number} slicedWasserstein Sliced Wasserstein-2 distance to fresh data.
 * @property {number} slicedWassersteinFloor The same of other fresh data.
 * @property {number} flowMapError RMS distance to where the exact flow takes the same noise.
 */

/**
 * What to evaluate on the centres of a grid.
 * @typedef {object} FieldRequest
 * @property {Subject} subject
 * @property {'velocity' | 'average' | 'jacobian'} kind u(x, t, t); u(x, t, r); or, of the exact flow
 *   only, the spectral norm of the Jacobian of its map from t to r.
 * @property {number} t 0..1
 * @property {number} r 0..1; no matter to velocities, and to FM, which knows r = t only.
 * @property {number} size Points along a side, 1..128.
 * @property {number} extent Half the side of the grid's square.
 */

/**
 * A field: velocities (2, size^2), or norms (size^2), row-major from the lower left. `size` may be
 * smaller than asked for, with a finer one to follow.
 * @typedef {FieldRequest & {iteration: number, values: Float32Array<ArrayBuffer>}} FlowField
 */

/**
 * The way of one point of noise, by a network or by the exact flow.
 * @typedef {ExactPathsOfOne & {subject: Subject, iteration: number}} Probe
 * @typedef {Omit<ExactPaths, 'seed'>} ExactPathsOfOne
 */

/**
 * Where a method stands.
 * @typedef {object} MethodState
 * @property {Method} method
 * @property {boolean} enabled
 * @property {number} iteration Iterations done.
 * @property {boolean} done All of `iterations` done.
 * @property {string} failure Why it cannot go on ("the loss is not finite ..."), or "".
 * @property {boolean} imported It began with weights from elsewhere: settings alone do not lead here.
 * @property {number} good Iteration of the state to which `goOn` goes back when it cannot go on from here.
 */

/**
 * Iterations that a method did at another learning rate than it now has, before it went on: see `Engine#goOn`.
 * @typedef {object} Phase
 * @property {number} until Iterations done when it ended; more than at the end of the phase before.
 * @property {number} lr
 */

/**
 * What shows that a method's run was reproduced.
 * @typedef {object} Receipt
 * @property {Method} method
 * @property {number} iteration Iterations done.
 * @property {string} receipt 16 hexadecimal digits of the SHA-256 of the parameters as float32.
 * @property {number} loss Mean of the last losses, 100 of them at most; NaN before the first.
 * @property {boolean} imported See MethodState.
 * @property {Phase[]} phases Behind it, the first first.
 */

/**
 * Receipts of all methods and the arithmetic they hold for: see `Arithmetic` in receipt.h.
 * @typedef {{arithmetic: string, receipts: Receipt[]}} Receipts
 */

/**
 * A method's part in a kept run: safetensors files.
 * @typedef {object} KeptMethod
 * @property {Method} method
 * @property {number} iteration
 * @property {boolean} imported
 * @property {Phase[]} [phases] Behind it; none by default.
 * @property {Uint8Array<ArrayBuffer>} weights
 * @property {Uint8Array<ArrayBuffer>} optimizer Moments and losses.
 * @property {number} [seconds] That it has been in training.
 * @property {Checkpoint[]} [checkpoints] Of the run before that; those that are missing are not known any more.
 */

/**
 * A network on its way.
 * @typedef {object} Checkpoint
 * @property {number} iteration
 * @property {Float32Array<ArrayBuffer>} parameters Flat: see mlp.h.
 */

/**
 * A method that has done all its iterations: there is nothing to go on with, so it needs no optimizer.
 * @typedef {Omit<KeptMethod, 'optimizer'> & {losses: Float32Array}} FinishedMethod
 */

/**
 * All that going on with a run takes, to the bit.
 * @typedef {{settings: Settings, methods: KeptMethod[]}} KeptRun
 */

/**
 * A run of which some methods, or all, have ended.
 * @typedef {{settings: Settings, methods: (KeptMethod | FinishedMethod)[]}} ResumableRun
 */

/**
 * @typedef {object} EngineState
 * @property {number} run Counts runs: every configure and reset starts a new one.
 * @property {boolean} running Training, or about to. False while the last iterations finish.
 * @property {boolean} busy Iterations are in flight; false once paused for good.
 * @property {boolean} done Every enabled method has done all of `iterations`.
 * @property {number} workers Lane workers.
 * @property {MethodState[]} methods Those that have been wanted so far, in the order of METHODS.
 */

/**
 * New losses of one method; comes about ten times a second and once more at every pause.
 * @typedef {object} Progress
 * @property {number} run
 * @property {Method} method
 * @property {number} iteration Iterations done.
 * @property {number} iterations Length of the run.
 * @property {Float32Array<ArrayBuffer>} losses Losses of iterations `iteration - losses.length` ..
 *   `iteration - 1`: those since the last event.
 * @property {number} rate Iterations a second lately; 0 when not known yet.
 * @property {number} seconds That it has been in training, pauses not counted, for `iteration` iterations.
 */

/**
 * @typedef {object} EngineError
 * @property {string} message For people: what and why.
 * @property {Method} [method]
 * @property {number} [iteration] Last good iteration.
 * @property {boolean} [ended] The engine is of no use any more: only another one can go on.
 * @property {boolean} [unsurveyed] The rest of a survey under way will not come.
 */

/**
 * The engine's events: name -> `detail`.
 * @typedef {object} EngineEvents
 * @property {{fields: Field[]}} ready Workers are up; settings can be checked.
 * @property {{run: number, settings: Settings, iterations: number}} run A new run began at
 *   iteration 0: what is known of the last one (losses, paths) is void.
 * @property {Progress} progress
 * @property {EngineState} state Something in it changed.
 * @property {EngineState} paused No iteration is in flight any more: after pause, step, the end of
 *   a run, or an error.
 * @property {Paths & {run: number}} paths
 * @property {ExactPaths & {run: number}} exact Once a run and sampling.
 * @property {Quality & {run: number}} quality Of the latest paths; about once a second while
 *   training.
 * @property {{run: number, floors: Partial<Record<Method, number | null>>}} floors Losses that no network can go below;
 *   null for a method without a finite one. Once a run.
 * @property {Quality & {run: number}} survey One result of `survey`.
 * @property {FlowField & {run: number}} field Of what `setFields` asked for, and again whenever other
 *   networks are on show.
 * @property {Probe & {run: number}} probe Likewise for `setProbe`.
 * @property {DensityGrid & {settings: Settings}} density The density of the current run.
 * @property {import('../storage/autosave.js').Keeping} kept The run was kept in this browser, or could not be.
 * @property {EngineError} error Training stopped or something else is of no use any more; `state`
 *   has told already.
 */

export {};
