// Simulated training, and what it has to give: the results of serial training.

import { expect } from 'vitest';
import { Simulation, trainSerially } from './fakes.js';

/** @import {Method} from '../../../web/engine/types.js' */

/** @type {Method[]} */
export const METHODS = ['fm', 'mf', 'imf'];

/** @param {number} workers */
export const steadySimulation = (workers) => new Simulation({ workers, laneTime: () => 5 });

/** Every method's losses and parameters are those of serial training. @param {Simulation} simulation @param {number} seed */
export async function expectSerialResults(simulation, seed) {
  for (const method of METHODS) {
    const iteration = Number(simulation.iteration(method));
    const { losses, parameters } = trainSerially({ seed }, method, iteration);
    expect(simulation.losses[method], `losses of ${method}`).toEqual(losses);
    expect(await simulation.parameters(method), `parameters of ${method}`).toEqual(parameters);
  }
}
