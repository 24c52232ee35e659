// Creates instances of the compiled module, each with its own memory. For workers.

import createMeanFlow from '#meanflow';

/**
 * @param {WebAssembly.Module} module
 * @returns {Promise<import('#meanflow').MeanFlowModule>}
 */
export function instantiate(module) {
  return new Promise((resolve, reject) => {
    createMeanFlow({
      // Otherwise the glue code would download and compile the module again, and could not report a failure.
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
