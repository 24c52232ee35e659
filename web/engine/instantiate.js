// Creates instances of a compiled module, each with its own memory. For workers.

/** @import {ModuleOptions} from './meanflow.d.ts' */

/**
 * @template T
 * @param {(options: ModuleOptions) => Promise<T>} create The module's glue code.
 * @param {WebAssembly.Module} module
 * @returns {Promise<T>}
 */
export function instantiateWith(create, module) {
  return new Promise((resolve, reject) => {
    create({
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
