// The sampler worker: the animation's paths, and answers to single questions about networks.

/** @import {MeanFlowModule} from './meanflow.d.ts' */
/** @import {Port} from './rpc.js' */
/** @import {DensityGrid, DrawingSource, FieldRequest, Method, Paths, Sampling, Settings} from './types.js' */
import { Animator } from './animator.js';
import { makeDrawing } from './drawings.js';
import { Lens } from './lens.js';
import { makePaths } from './path-job.js';
import { moved, Rpc } from './rpc.js';
import { Survey } from './survey.js';
import { Truth } from './truth.js';

/** Values a path may have: 64 MB. */
const LARGEST_PATH = 1 << 24;

/** @typedef {{method: Method, t: number, r: number, size: number, extent: number}} VelocityRequest */

/**
 * @param {MeanFlowModule} module
 * @param {Port} enginePort
 * @param {Port} conductorPort
 * @param {(error: unknown) => void} onFault
 */
export function startSampler(module, enginePort, conductorPort, onFault) {
  /** @type {Record<string, string>} */
  let configs = {};
  const sleep = sleeper();

  const conductor = new Rpc(
    conductorPort,
    {
      run: (run) => {
        configs = run.configs;
        animator.setRun(run.run, configs);
      },
      situation: (situation) => animator.setSituation(situation),
    },
    onFault,
  );

  const truth = new Truth(module, {
    exact: (exact) => engine.notify('exact', exact), // Copied: it may be told again.
    quality: (quality) => engine.notify('quality', quality),
    floors: (floors) => engine.notify('floors', floors),
  });
  const lens = new Lens(module, {
    field: (field) => engine.notify('field', field, [field.values.buffer]),
    probe: (probe) => engine.notify('probe', probe, [probe.path.buffer, probe.times.buffer]),
  });
  const survey = new Survey(module, truth, (result) => engine.notify('survey', result));

  const studio = {
    now: () => performance.now(),
    sleep,
    newest: (/** @type {unknown} */ known) => conductor.call('newest', known),
    forget: () => conductor.notify('forget'),
    past: (/** @type {unknown} */ of) => conductor.call('parameters', of),
    show: (/** @type {Paths & {run: number}} */ paths) =>
      engine.notify('paths', paths, [paths.path.buffer, paths.times.buffer]),
  };
  const animator = new Animator(module, studio, truth, [lens, survey]);

  const engine = new Rpc(
    enginePort,
    {
      alive: () => {}, // That it answers is the answer.
      sampling: (/** @type {Sampling} */ sampling) => {
        checkSampling(sampling);
        animator.setSampling(sampling);
      },
      hidden: (hidden) => animator.setHidden(hidden),
      history: (/** @type {number | null} */ at) => {
        if (at !== null && !(Number.isInteger(at) && at >= 0)) {
          throw new Error(`history: ${at} is no iteration`);
        }
        animator.setHistory(at);
      },
      fields: (/** @type {FieldRequest[]} */ requests) => {
        lens.setFields(requests);
        animator.attend();
      },
      survey: (/** @type {number[]} */ steps) => {
        const count = survey.begin(steps);
        animator.attend();
        return count;
      },
      probe: (/** @type {[number, number] | null} */ point) => {
        lens.setProbe(point);
        animator.attend();
      },
      density: (/** @type {Settings} */ { density, cells, scale, drawing }) => {
        const grid = module.makeDensity(JSON.stringify({ density, cells, scale, drawing }));
        return moved(/** @type {DensityGrid} */ (grid), grid.weights);
      },
      drawing: (/** @type {DrawingSource} */ source) => makeDrawing(module, source),
      velocityField: async (/** @type {VelocityRequest} */ { method, t, r, size, extent }) => {
        const { iteration, parameters } = await conductor.call('parameters', { method });
        const sampler = new module.Sampler(configs[method]);
        try {
          sampler.setParameters(parameters);
          const velocities = sampler.velocityField(t, r, size, extent);
          return moved({ iteration, velocities }, velocities);
        } finally {
          sampler.delete();
        }
      },
      sample: async (/** @type {Sampling & {method: Method, checkpoint?: number}} */ request) => {
        checkSampling(request);
        const { method, checkpoint } = request;
        const source = await conductor.call('parameters', { method, checkpoint });
        const paths = await makePaths(module, configs[method], source, request, async (job) => {
          job.advance();
          await sleep(0);
          return true;
        });
        if (!paths) return paths;
        return moved(paths, paths.path, paths.times);
      },
    },
    onFault,
  );

  /** @param {Sampling} sampling Throws when out of range. */
  function checkSampling({ steps, count, seed }) {
    const refusal = module.validateSample(JSON.stringify({ steps, count, seed }));
    if (refusal) throw new Error(refusal);
    const most = Math.floor(LARGEST_PATH / (2 * (steps + 1)));
    if (count <= most) return;
    throw new Error(`count: ${count} paths of ${steps} steps do not fit; at most ${most} do`);
  }

  animator.start().catch(onFault);
}

/** @returns {(ms: number) => Promise<void>} Sleeps, and lets messages in at least. */
function sleeper() {
  const { port1, port2 } = new MessageChannel();
  /** @type {(() => void)[]} */
  const waiting = [];
  port1.onmessage = () => waiting.shift()?.();
  return (ms) =>
    new Promise((resolve) => {
      if (ms > 0) {
        setTimeout(resolve, ms);
        return;
      }
      // setTimeout would make one wait for 4 ms.
      waiting.push(resolve);
      port2.postMessage(null);
    });
}
