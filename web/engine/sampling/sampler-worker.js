// The sampler worker: the animation's paths, and answers to single questions about networks.

import { Rpc } from '../rpc.js';
/** @import {MeanFlowModule} from '../meanflow.d.ts' */
/** @import {Port} from '../rpc.js' */
/** @import {ParametersRequest} from '../training/parameter-server.js' */
/** @import {FieldRequest, Paths, Sampling} from '../types.js' */
import { Animator } from './animator.js';
import { Lens } from './fields-and-probes.js';
import { Truth } from './metrics.js';
import { Survey } from './quality-by-steps.js';
import { checkSampling, namingPaths, questions } from './sampler-requests.js';

/**
 * @param {MeanFlowModule} module
 * @param {Port} enginePort
 * @param {Port} conductorPort
 * @param {(error: unknown) => void} onFault
 */
export function startSampler(module, enginePort, conductorPort, onFault) {
  /** @type {Record<string, string>} */
  let configs = {};
  /** What the animation samples. @type {Sampling | null} */
  let wanted = null;
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

  const parameters = (/** @type {ParametersRequest} */ of) => conductor.call('parameters', of);
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
    past: parameters,
    show: (/** @type {Paths & {run: number}} */ paths) =>
      engine.notify('paths', paths, [paths.path.buffer, paths.times.buffer]),
  };
  const animator = new Animator(module, studio, truth, [lens, survey]);

  const engine = new Rpc(
    enginePort,
    {
      alive: () => {}, // That it answers is the answer.
      sampling: (/** @type {Sampling} */ sampling) => {
        checkSampling(module, sampling);
        wanted = sampling;
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
      ...questions({ module, sleep, parameters, configOf: (method) => configs[method] }),
    },
    onFault,
  );

  animator.start().catch((error) => onFault(wanted ? namingPaths(error, wanted) : error));
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
