// Instances of the compiled module, each with memory of its own. For workers.

import createMeanFlow from '#meanflow';

/**
 * @param {WebAssembly.Module} module
 * @returns {Promise<import('#meanflow').MeanFlowModule>}
 */
export function instantiate(module) {
  return new Promise((resolve, reject) => {
    createMeanFlow({
      // The glue would otherwise fetch and compile again, and has no way to hear of a failure.
      instantiateWasm(imports, done) {
        WebAssembly.instantiate(module, imports).then(
          (instance) => done(instance, module),
          (error) => reject(new Error(`The WebAssembly module could not start: ${error.message}`)),
        );
        return {};
      },
    }).then(resolve, reject);
  });
}
