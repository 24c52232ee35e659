// Creates instances of the compiled module that trains and samples. For workers.

import createMeanFlow from '#meanflow';
import { instantiateWith } from './instantiate.js';

/** @param {WebAssembly.Module} module */
export const instantiate = (module) => instantiateWith(createMeanFlow, module);
