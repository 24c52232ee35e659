import binaryen from 'binaryen';
import { describe, expect, it } from 'vitest';
import { withArithmetic } from '../../../src/wasm/arithmetic.js';

/** As the linker leaves it: imports whose names say nothing. */
const linked = assembled(`(module
  (import "a" "a" (func $a (param v128 v128 v128) (result v128)))
  (import "a" "b" (func $b (param v128 v128 v128 i32) (result v128)))
  (import "a" "c" (func $c (param f32 f32 f32) (result i32)))
  (import "a" "d" (func $d (param i32) (result i32)))
  (func (export "isFused") (result i32)
    (if (result i32) (call $c (f32.const 0) (f32.const 0) (f32.const 0))
      (then (i32.const 7)) (else (i32.const 5))))
  (func (export "f32") (param $a f32) (param $b f32) (param $c f32) (result f32)
    (f32x4.extract_lane 0
      (call $a (f32x4.splat (local.get $a)) (f32x4.splat (local.get $b)) (f32x4.splat (local.get $c)))))
  (func (export "f64") (param $a f64) (param $b f64) (param $c f64) (result f64)
    (f64x2.extract_lane 0
      (call $b (f64x2.splat (local.get $a)) (f64x2.splat (local.get $b)) (f64x2.splat (local.get $c))
        (i32.const 0))))
  (func (export "nested") (param $a f32) (result f32)
    (f32x4.extract_lane 0
      (call $a
        (call $a (f32x4.splat (local.get $a)) (f32x4.splat (f32.const 2)) (f32x4.splat (f32.const 1)))
        (f32x4.splat (f32.const 3))
        (call $a (f32x4.splat (f32.const 5)) (f32x4.splat (f32.const 7)) (f32x4.splat (f32.const 11))))))
  (func (export "other") (param $x i32) (result i32) (call $d (local.get $x))))`);

/** @param {string} text */
function assembled(text) {
  const module = binaryen.parseText(text);
  module.setFeatures(binaryen.Features.SIMD128);
  const binary = module.emitBinary();
  module.dispose();
  return binary;
}

/** @param {'plain' | 'fused'} arithmetic @returns {{imports: unknown[], exports: any}} */
function made(arithmetic) {
  const module = new WebAssembly.Module(
    /** @type {BufferSource} */ (withArithmetic(linked, arithmetic)),
  );
  const { exports } = new WebAssembly.Instance(module, {
    a: { d: (/** @type {number} */ x) => x + 1 },
  });
  return { imports: WebAssembly.Module.imports(module), exports };
}

describe.each(/** @type {const} */ (['plain', 'fused']))('a %s module', (arithmetic) => {
  const { imports, exports } = made(arithmetic);
  const fused = arithmetic === 'fused';

  it('rounds as it is to', () => {
    // The square's last bit is lost where it is rounded.
    const a = 1 + 2 ** -12;
    expect(exports.f32(a, a, -(1 + 2 ** -11))).toBe(fused ? 2 ** -24 : 0);
    const b = 1 + 2 ** -27;
    expect(exports.f64(b, b, -(1 + 2 ** -26))).toBe(fused ? 2 ** -54 : 0);
  });

  it('knows which it is', () => {
    expect(exports.isFused()).toBe(fused ? 7 : 5);
  });

  it('has calls within calls replaced', () => {
    expect(exports.nested(4)).toBe((4 * 2 + 1) * 3 + (5 * 7 + 11));
  });

  it('keeps its other imports, and no more', () => {
    expect(imports).toEqual([{ module: 'a', name: 'd', kind: 'function' }]);
    expect(exports.other(41)).toBe(42);
  });
});
