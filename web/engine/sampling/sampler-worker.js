// The sampler worker: samples paths for the animation and answers single requests about networks.

import { messageOf } from '../../errors.js';
import { Rpc } from '../rpc.js';
/** @import {MeanFlowModule} from '../meanflow.d.ts' */
/** @import {Port} from '../rpc.js' */
/** @import {ParametersRequest} from '../training/parameter-server.js' */
/** @import {FieldRequest, Sampling} from '../types.js' */
/** @import {AnimatorContext, BackgroundTask} from './animator.js' */
import { Animator } from './animator.js';
import { Metrics } from './metrics.js';
import { checkSampling, explainPathsOutOfMemory, requestHandlers } from './sampler-requests.js';

/**
 * @param {MeanFlowModule} module
 * @param {Port} enginePort
 * @param {Port} coordinatorPort
 * @param {(error: unknown) => void} onFault
 */
export function startSampler(module, enginePort, coordinatorPort, onFault) {
  /** @type {Record<string, string>} */
  let configs = {};
  /** Of the animation. @type {Sampling | null} */
  let currentSampling = null;
  const sleep = makeSleep();

  const coordinator = new Rpc(
    coordinatorPort,
    {
      run: (run) => {
        configs = run.configs;
        animator.setRun(run.run, configs);
      },
      status: (status) => animator.setTrainingStatus(status),
    },
    onFault,
  );

  const parameters = (/** @type {ParametersRequest} */ request) =>
    coordinator.call('parameters', request);
  const metrics = new Metrics(module, {
    onExact: (exact) => engine.notify('exact', exact), // Copied, as it may be sent again.
    onQuality: (quality) => engine.notify('quality', quality),
    onFloors: (floors) => engine.notify('floors', floors),
  });
  /** @type {AnimatorContext} */
  const context = {
    now: () => performance.now(),
    sleep,
    waitForNewer: (known) => coordinator.call('waitForNewer', known),
    cancelWait: () => coordinator.notify('cancelWait'),
    checkpoint: parameters,
    onPaths: (paths) => engine.notify('paths', paths, [paths.path.buffer, paths.times.buffer]),
  };
  const animator = new Animator(module, context, metrics);

  const onLoadError = (/** @type {unknown} */ error) =>
    engine.notify('error', {
      message: `Part of the sampler could not be loaded: ${messageOf(error)}`,
    });
  const fieldsAndProbes = lazyTask(animator, onLoadError, async () => {
    const { FieldsAndProbes } = await import('./fields-and-probes.js');
    return new FieldsAndProbes(module, {
      onField: (field) => engine.notify('field', field, [field.values.buffer]),
      onProbe: (probe) => engine.notify('probe', probe, [probe.path.buffer, probe.times.buffer]),
    });
  });
  const qualityBySteps = lazyTask(animator, onLoadError, async () => {
    const { QualityBySteps } = await import('./quality-by-steps.js');
    return new QualityBySteps(module, metrics, (result) => engine.notify('survey', result));
  });

  const engine = new Rpc(
    enginePort,
    {
      ping: () => {},
      sampling: (/** @type {Sampling} */ sampling) => {
        checkSampling(module, sampling);
        currentSampling = sampling;
        animator.setSampling(sampling);
      },
      hidden: (hidden) => animator.setHidden(hidden),
      history: (/** @type {number | null} */ at) => {
        if (at !== null && !(Number.isInteger(at) && at >= 0)) {
          throw new Error(`history: ${at} is no iteration`);
        }
        animator.setHistory(at);
      },
      fields: async (/** @type {FieldRequest[]} */ requests) => {
        (await fieldsAndProbes()).setFields(requests);
        animator.onTaskChanged();
      },
      survey: async (/** @type {number[]} */ steps) => {
        const count = (await qualityBySteps()).begin(steps);
        animator.onTaskChanged();
        return count;
      },
      probe: async (/** @type {[number, number] | null} */ point) => {
        (await fieldsAndProbes()).setProbe(point);
        animator.onTaskChanged();
      },
      ...requestHandlers({ module, sleep, parameters, configOf: (method) => configs[method] }),
    },
    onFault,
  );

  animator.start().catch((error) => {
    onFault(currentSampling ? explainPathsOutOfMemory(error, currentSampling) : error);
  });
}

/**
 * A task that loads with the first request for it, as most readers make none.
 * @template {BackgroundTask} Task
 * @param {Animator} animator
 * @param {(error: unknown) => void} onLoadError
 * @param {() => Promise<Task>} load
 * @returns {() => Promise<Task>} Rejects when it cannot be loaded; the next request tries again.
 */
function lazyTask(animator, onLoadError, load) {
  /** @type {Promise<Task> | null} */
  let loading = null;
  const start = async () => {
    try {
      const task = await load();
      animator.addTask(task);
      return task;
    } catch (error) {
      loading = null;
      onLoadError(error);
      throw error;
    }
  };
  return () => {
    loading ??= start();
    return loading;
  };
}

/** @returns {(ms: number) => Promise<void>} Sleeps for at least so long that messages are handled. */
function makeSleep() {
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
      // Browsers delay nested setTimeout calls by 4 ms.
      waiting.push(resolve);
      port2.postMessage(null);
    });
}
