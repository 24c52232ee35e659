// The linker wants every imported function defined. Those of kernels/simd.h are replaced before the module runs: see
// arithmetic.js.
// biome-ignore-all lint/complexity/useArrowFunction: Emscripten reads the functions as text.
mergeInto(LibraryManager.library, {
  multiply_add_f32x4: function () {},
  multiply_add_f64x2: function () {},
  is_fused: function () {},
});
