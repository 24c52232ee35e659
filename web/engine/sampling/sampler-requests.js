// Single requests that the sampler answers beside the animation.

import { explainOutOfMemory } from '../../errors.js';
import { transferred } from '../rpc.js';
/** @import {Drawing, MeanFlowModule} from '../meanflow.d.ts' */
/** @import {NetworkSnapshot, ParametersRequest} from '../training/parameter-server.js' */
/** @import {DensityGrid, DrawingSource, Method, Sampling, Settings} from '../types.js' */

import { makePaths } from './path-job.js';

/** Most values in a path: 64 MB. */
const LARGEST_PATH = 1 << 24;

/** @typedef {{method: Method, t: number, r: number, size: number, extent: number}} VelocityRequest */

/** @typedef {Sampling & {method: Method, checkpoint?: number}} PathsRequest */

/**
 * @typedef {object} RequestContext
 * @property {MeanFlowModule} module
 * @property {(ms: number) => Promise<void>} sleep Lets messages be handled.
 * @property {(request: ParametersRequest) => Promise<NetworkSnapshot>} parameters
 * @property {(method: Method) => string} configOf JSON of the current run.
 */

/** Throws an Error when out of range. @param {MeanFlowModule} module @param {Sampling} sampling */
export function checkSampling(module, { steps, count, seed }) {
  const refusal = module.validateSample(JSON.stringify({ steps, count, seed }));
  if (refusal) throw new Error(refusal);
  const most = Math.floor(LARGEST_PATH / (2 * (steps + 1)));
  if (count <= most) return;
  throw new Error(`count: ${count} paths of ${steps} steps do not fit; at most ${most} do`);
}

/** @param {unknown} error @param {Pick<Sampling, 'count' | 'steps'>} sampling */
export function explainPathsOutOfMemory(error, { count, steps }) {
  const [paths, times] = [count === 1 ? 'path' : 'paths', steps === 1 ? 'step' : 'steps'];
  const what = `The network and ${count} ${paths} of ${steps} ${times} do`;
  return explainOutOfMemory(error, what, 'lower width, depth, particles or steps');
}

/** Handlers by name: see Engine for what each does. @param {RequestContext} context */
export function requestHandlers(context) {
  const { module } = context;
  return {
    density: explaining(
      (/** @type {Settings} */ { density, cells, scale, drawing }) => {
        const grid = module.makeDensity(JSON.stringify({ density, cells, scale, drawing }));
        return transferred(/** @type {DensityGrid} */ (grid), grid.weights);
      },
      (error) => explainOutOfMemory(error, 'The density does', 'lower its cells'),
    ),
    drawing: explaining(
      (/** @type {DrawingSource} */ source) => makeDrawing(module, source),
      (error) => explainOutOfMemory(error, 'The drawing does', 'take a smaller picture'),
    ),
    velocityField: explaining(
      (/** @type {VelocityRequest} */ request) => velocityField(context, request),
      (error, { size }) => {
        const what = `The network and a field of ${size} x ${size} points do`;
        return explainOutOfMemory(error, what, 'lower width, depth or size');
      },
    ),
    sample: explaining(
      (/** @type {PathsRequest} */ request) => sample(context, request),
      (error, request) => explainPathsOutOfMemory(error, request),
    ),
  };
}

/**
 * @template T
 * @param {(request: T) => unknown} answer
 * @param {(error: unknown, request: T) => unknown} explain
 * @returns {(request: T) => Promise<unknown>} Rejects with explained errors.
 */
function explaining(answer, explain) {
  return async (request) => {
    try {
      return await answer(request);
    } catch (error) {
      throw explain(error, request);
    }
  };
}

/**
 * @param {MeanFlowModule} module
 * @param {DrawingSource} source
 * @returns {Drawing} Throws an Error with a message for the user if there is none.
 */
export function makeDrawing(module, source) {
  if ('text' in source) return module.drawingOfText(source.text);
  if ('levels' in source) return module.drawingOfLevels(source.levels, source.size);
  if ('bytes' in source) return module.drawingOfFile(source.bytes, source.size, source.light);
  if ('settings' in source) {
    const { density, cells, scale, drawing } = source.settings;
    const config = JSON.stringify({ density, cells, scale, drawing });
    return module.drawingOfDensity(config, source.size);
  }
  const { shades, width, height, size, light } = source;
  return module.drawingOfPicture(shades, width, height, size, light);
}

/** @param {RequestContext} context @param {VelocityRequest} request */
async function velocityField({ module, parameters, configOf }, { method, t, r, size, extent }) {
  const network = await parameters({ method });
  const sampler = new module.Sampler(configOf(method));
  try {
    sampler.setParameters(network.parameters);
    const velocities = sampler.velocityField(t, r, size, extent);
    return transferred({ iteration: network.iteration, velocities }, velocities);
  } finally {
    sampler.delete();
  }
}

/** @param {RequestContext} context @param {PathsRequest} request */
async function sample({ module, sleep, parameters, configOf }, request) {
  checkSampling(module, request);
  const { method, checkpoint } = request;
  const network = await parameters({ method, checkpoint });
  const paths = await makePaths(module, configOf(method), network, request, async (job) => {
    job.advance();
    await sleep(0);
    return true;
  });
  if (!paths) return paths;
  return transferred(paths, paths.path, paths.times);
}
