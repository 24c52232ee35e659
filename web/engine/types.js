// Types of the engine's arguments, results and events.

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
 * @property {string} label For the user.
 * @property {'integer' | 'number' | 'choice' | 'text'} kind
 * @property {string} accepts What is accepted, for the user.
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
 * What a drawing can be made from: its text; levels; a file's bytes (points, a Netpbm picture, or a
 * text); a picture, one byte a pixel from the upper left, 0 black and 255 white; the density of some settings.
 * `light`: light pixels carry the mass instead of dark ones.
 * @typedef {{text: string}
 *   | {levels: Uint8Array, size: number}
 *   | {bytes: Uint8Array, size: number, light: boolean}
 *   | {shades: Uint8Array, width: number, height: number, size: number, light: boolean}
 *   | {settings: Settings, size: number}} DrawingSource
 */

/**
 * Every state of some particles as they move from noise to data.
 * @typedef {object} Paths
 * @property {Method} method
 * @property {number} iteration Training iterations of the network.
 * @property {number} steps T.
 * @property {number} count Particles; during training fewer than requested when T is large.
 * @property {number} seed
 * @property {Float32Array<ArrayBuffer>} times Solver times (steps + 1), noise end first.
 * @property {Float32Array<ArrayBuffer>} path (steps + 1) states one after another, noise first, each
 *   [x0, y0, x1, y1, ...]: (steps + 1) * 2 * count values.
 */

/**
 * Paths of the same particles under the exact flow, which needs no network, at enough times to show
 * how the flow curves.
 * @typedef {Omit<Paths, 'method' | 'iteration'>} ExactPaths
 */

/**
 * Whose samples: a method's, or the exact flow's.
 * @typedef {Method | 'exact'} Subject
 */

/**
 * Quality of samples, beside what the same number of true samples scores.
 * @typedef {object} Quality
 * @property {Subject} subject
 * @property {number} iteration Training iterations of the network.
 * @property {number} steps T
 * @property {number} onSupport Share of samples inside the density's support, 0..1.
 * @property {number} onSupportIdeal Mass of the support.
 * @property {number} totalVariation Between shares of samples and masses of cells, 0..1.
 * @property {number} totalVariationFloor The same for true samples.
 * @property {number} slicedWasserstein Sliced Wasserstein-2 distance to fresh data.
 * @property {number} slicedWassersteinFloor The same for other fresh data.
 * @property {number} flowMapError RMS distance to the images of the same noise under the exact flow.
 */

/**
 * A field to evaluate at the cell centres of a grid.
 * @typedef {object} FieldRequest
 * @property {Subject} subject
 * @property {'velocity' | 'average' | 'jacobian'} kind u(x, t, t); u(x, t, r); or, for the exact flow
 *   only, the spectral norm of the Jacobian of its map from t to r.
 * @property {number} t 0..1
 * @property {number} r 0..1; ignored for velocities, and by FM, which has r = t only.
 * @property {number} size Points along a side, 1..128.
 * @property {number} extent Half the side of the grid's square.
 */

/**
 * A field: velocities (2, size^2), or norms (size^2), row-major from the lower left. `size` may be
 * smaller than requested; a finer field then follows.
 * @typedef {FieldRequest & {iteration: number, values: Float32Array<ArrayBuffer>}} FlowField
 */

/**
 * The path of one noise point, under a network or under the exact flow.
 * @typedef {ExactPathsOfOne & {subject: Subject, iteration: number}} Probe
 * @typedef {Omit<ExactPaths, 'seed'>} ExactPathsOfOne
 */

/**
 * State of a method's training.
 * @typedef {object} MethodState
 * @property {Method} method
 * @property {boolean} enabled
 * @property {number} iteration Iterations done.
 * @property {boolean} done All of `iterations` done.
 * @property {string} failure Why it cannot continue ("the loss is not finite ..."), or "".
 * @property {boolean} imported It started from imported weights: the settings alone do not reproduce it.
 * @property {number} good Iteration of the state to which `goOn` returns when training cannot continue from here.
 */

/**
 * A stretch of training at an earlier learning rate: see `Engine#goOn`.
 * @typedef {object} Phase
 * @property {number} until Iterations done when it ended; more than at the end of the previous phase.
 * @property {number} lr
 */

/**
 * Lets a reader check that a method's run was reproduced.
 * @typedef {object} Receipt
 * @property {Method} method
 * @property {number} iteration Iterations done.
 * @property {string} receipt 16 hexadecimal digits of the SHA-256 of the parameters as float32.
 * @property {number} loss Mean of the last losses, 100 of them at most; NaN before the first.
 * @property {boolean} imported See MethodState.
 * @property {Phase[]} phases Completed phases, in order.
 */

/**
 * Receipts of all methods and the arithmetic that they were computed with: see `Arithmetic` in receipt.h.
 * @typedef {{arithmetic: string, receipts: Receipt[]}} Receipts
 */

/**
 * A method's part in a kept run: safetensors files.
 * @typedef {object} KeptMethod
 * @property {Method} method
 * @property {number} iteration
 * @property {boolean} imported
 * @property {Phase[]} [phases] Completed phases; none by default.
 * @property {Uint8Array<ArrayBuffer>} weights
 * @property {Uint8Array<ArrayBuffer>} optimizer Moments and losses.
 * @property {number} [seconds] Training time.
 * @property {Checkpoint[]} [checkpoints] Earlier checkpoints of the run; some may be missing.
 */

/**
 * A network during training.
 * @typedef {object} Checkpoint
 * @property {number} iteration
 * @property {Float32Array<ArrayBuffer>} parameters Flat: see mlp.h.
 */

/**
 * A method that has done all its iterations: it does not train further, so it needs no optimizer.
 * @typedef {Omit<KeptMethod, 'optimizer'> & {losses: Float32Array}} FinishedMethod
 */

/**
 * Everything needed to resume a run, bit for bit.
 * @typedef {{settings: Settings, methods: KeptMethod[]}} KeptRun
 */

/**
 * A run in which some methods, or all, have finished.
 * @typedef {{settings: Settings, methods: (KeptMethod | FinishedMethod)[]}} ResumableRun
 */

/**
 * @typedef {object} EngineState
 * @property {number} run Counts runs: every configure and reset starts a new one.
 * @property {boolean} running Training, or about to. False while the last iterations finish.
 * @property {boolean} busy Iterations are in flight; false once fully paused.
 * @property {boolean} done Every enabled method has done all of `iterations`.
 * @property {number} workers Lane workers.
 * @property {MethodState[]} methods Those used so far, in the order of METHODS.
 */

/**
 * New losses of one method, sent about ten times a second and at every pause.
 * @typedef {object} Progress
 * @property {number} run
 * @property {Method} method
 * @property {number} iteration Iterations done.
 * @property {number} iterations Length of the run.
 * @property {Float32Array<ArrayBuffer>} losses Losses of iterations `iteration - losses.length` ..
 *   `iteration - 1`: those since the last event.
 * @property {number} rate Recent iterations a second; 0 while unknown.
 * @property {number} seconds Training time of `iteration` iterations, without pauses.
 */

/**
 * @typedef {object} EngineError
 * @property {string} message For the user: what happened and why.
 * @property {Method} [method]
 * @property {number} [iteration] Last good iteration.
 * @property {boolean} [ended] The engine has stopped for good: create another one.
 * @property {boolean} [unsurveyed] The survey in progress was lost: no more of its results will come.
 */

/**
 * The engine's events: name -> `detail`.
 * @typedef {object} EngineEvents
 * @property {{fields: Field[]}} ready Workers are up; settings can be checked.
 * @property {{run: number, settings: Settings, iterations: number}} run A new run began: losses and paths
 *   of the previous one are void.
 * @property {Progress} progress
 * @property {EngineState} state The state changed.
 * @property {EngineState} paused No iteration is in flight any more: after pause, step, the end of
 *   a run, or an error.
 * @property {Paths & {run: number}} paths
 * @property {ExactPaths & {run: number}} exact Once for every run and sampling.
 * @property {Quality & {run: number}} quality Of the latest paths; about once a second while
 *   training.
 * @property {{run: number, floors: Partial<Record<Method, number | null>>}} floors Irreducible losses; null for a
 *   method without a finite one. Once a run.
 * @property {Quality & {run: number}} survey One result of `survey`.
 * @property {FlowField & {run: number}} field A field requested by `setFields`, sent again whenever the
 *   displayed network changes.
 * @property {Probe & {run: number}} probe Likewise for `setProbe`.
 * @property {DensityGrid & {settings: Settings}} density The density of the current run.
 * @property {import('../storage/autosave.js').SaveReport} kept The run was kept in this browser, or could not be.
 * @property {EngineError} error Training stopped or another part failed. The `state` event comes first.
 */

export {};
