// Which of the two modules this machine is to run. They differ in how multiply-adds are rounded: see src/io/receipt.h.

/** A module with one function of relaxed SIMD: f(a, c) = a * a + c. */
const multiplyAdd = 'AGFzbQEAAAABBwFgAn19AX0DAgEABwUBAWYAAAoWARQAIAD9EyAA/RMgAf0T/YUC/R8ACw==';

/** @type {boolean | undefined} */
let fused;

/**
 * Whether multiply-adds are fused here, that is rounded once. Relaxed SIMD leaves that to the machine.
 *
 * @returns {boolean} false where there is no relaxed SIMD
 */
export function isFused() {
  fused ??= fusesMultiplyAdds();
  return fused;
}

function fusesMultiplyAdds() {
  const bytes = Uint8Array.from(atob(multiplyAdd), (character) => character.charCodeAt(0));
  try {
    if (!WebAssembly.validate(bytes)) return false;
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
    // a * a = 1 + 2^-11 + 2^-24, of which the last term is lost where the product is rounded.
    return /** @type {any} */ (exports).f(1 + 2 ** -12, -(1 + 2 ** -11)) === 2 ** -24;
  } catch {
    return false; // No WebAssembly, or not for the page's policy, which loading the module then says.
  }
}
