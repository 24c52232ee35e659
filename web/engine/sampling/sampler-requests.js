// Single questions that the sampler answers, beside what it goes on sampling.

import { namingWhatIsTooLarge } from '../../errors.js';
import { moved } from '../rpc.js';
/** @import {MeanFlowModule} from '../meanflow.d.ts' */
/** @import {Newest, ParametersRequest} from '../training/parameter-server.js' */
/** @import {DensityGrid, DrawingSource, Method, Sampling, Settings} from '../types.js' */
import { makeDrawing } from './drawing-source.js';
import { makePaths } from './path-job.js';

/** Values a path may have: 64 MB. */
const LARGEST_PATH = 1 << 24;

/** @typedef {{method: Method, t: number, r: number, size: number, extent: number}} VelocityRequest */

/** @typedef {Sampling & {method: Method, checkpoint?: number}} PathsRequest */

/**
 * What it takes to answer.
 * @typedef {object} Sources
 * @property {MeanFlowModule} module
 * @property {(ms: number) => Promise<void>} sleep Lets messages in.
 * @property {(of: ParametersRequest) => Promise<Newest>} parameters
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
export function namingPaths(error, { count, steps }) {
  const [paths, times] = [count === 1 ? 'path' : 'paths', steps === 1 ? 'step' : 'steps'];
  const what = `The network and ${count} ${paths} of ${steps} ${times} do`;
  return namingWhatIsTooLarge(error, what, 'lower width, depth, particles or steps');
}

/** Handlers by name: see Engine for what each is for. @param {Sources} sources */
export function questions(sources) {
  const { module } = sources;
  return {
    density: answering(
      (/** @type {Settings} */ { density, cells, scale, drawing }) => {
        const grid = module.makeDensity(JSON.stringify({ density, cells, scale, drawing }));
        return moved(/** @type {DensityGrid} */ (grid), grid.weights);
      },
      (error) => namingWhatIsTooLarge(error, 'The density does', 'lower its cells'),
    ),
    drawing: answering(
      (/** @type {DrawingSource} */ source) => makeDrawing(module, source),
      (error) => namingWhatIsTooLarge(error, 'The drawing does', 'take a smaller picture'),
    ),
    velocityField: answering(
      (/** @type {VelocityRequest} */ request) => velocityField(sources, request),
      (error, { size }) => {
        const what = `The network and a field of ${size} x ${size} points do`;
        return namingWhatIsTooLarge(error, what, 'lower width, depth or size');
      },
    ),
    sample: answering(
      (/** @type {PathsRequest} */ request) => sample(sources, request),
      (error, request) => namingPaths(error, request),
    ),
  };
}

/**
 * @template T
 * @param {(request: T) => unknown} answer
 * @param {(error: unknown, request: T) => unknown} naming
 * @returns {(request: T) => Promise<unknown>} Fails with what was too large, where that is why.
 */
function answering(answer, naming) {
  return async (request) => {
    try {
      return await answer(request);
    } catch (error) {
      throw naming(error, request);
    }
  };
}

/** @param {Sources} sources @param {VelocityRequest} request */
async function velocityField({ module, parameters, configOf }, { method, t, r, size, extent }) {
  const source = await parameters({ method });
  const sampler = new module.Sampler(configOf(method));
  try {
    sampler.setParameters(source.parameters);
    const velocities = sampler.velocityField(t, r, size, extent);
    return moved({ iteration: source.iteration, velocities }, velocities);
  } finally {
    sampler.delete();
  }
}

/** @param {Sources} sources @param {PathsRequest} request */
async function sample({ module, sleep, parameters, configOf }, request) {
  checkSampling(module, request);
  const { method, checkpoint } = request;
  const source = await parameters({ method, checkpoint });
  const paths = await makePaths(module, configOf(method), source, request, async (job) => {
    job.advance();
    await sleep(0);
    return true;
  });
  if (!paths) return paths;
  return moved(paths, paths.path, paths.times);
}
