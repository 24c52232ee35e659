// SIMD vectors as a C++ type: the same kernels compile to simd128, AVX2 and AVX-512.
#ifndef MEANFLOW_KERNELS_SIMD_H_
#define MEANFLOW_KERNELS_SIMD_H_

#include <cstdint>
#include <cstring>
#include <utility>

#if defined(__FMA__)
#include <immintrin.h>
#endif

namespace meanflow {

#if defined(__AVX512F__)
inline constexpr int kVectorBytes = 64;
#elif defined(__AVX__)
inline constexpr int kVectorBytes = 32;
#else  // simd128, SSE2, NEON
inline constexpr int kVectorBytes = 16;
#endif

template <typename Scalar>
struct Simd {
  static constexpr int kWidth = kVectorBytes / static_cast<int>(sizeof(Scalar));
  using Vector [[gnu::vector_size(kVectorBytes)]] = Scalar;
};

template <typename Scalar>
using SimdVector = typename Simd<Scalar>::Vector;

/// The smallest multiple of `tile` that is at least `value`.
constexpr int RoundUp(int value, int tile) { return (value + tile - 1) / tile * tile; }

/// The terms of a long sum go to so many partial sums in turn, on every machine: a sum's bits must
/// not depend on the width of its vectors. It is that of the widest vectors, AVX-512's.
template <typename Scalar>
inline constexpr int kPartialSums = 64 / static_cast<int>(sizeof(Scalar));

/// The partial sums of a long sum.
template <typename Scalar>
struct PartialSums {
  static constexpr int kVectors = kPartialSums<Scalar> / Simd<Scalar>::kWidth;
  SimdVector<Scalar> sum[kVectors] = {};

  /// The whole sum, in order.
  Scalar Total() const {
    Scalar total = 0;
    for (const SimdVector<Scalar>& vector : sum) {
      for (int i = 0; i < Simd<Scalar>::kWidth; ++i) total += vector[i];
    }
    return total;
  }
};

/// Unaligned load of one vector.
template <typename Scalar>
inline SimdVector<Scalar> Load(const Scalar* from) {
  SimdVector<Scalar> vector;
  std::memcpy(&vector, from, sizeof vector);
  return vector;
}

template <typename Scalar>
inline void Store(const SimdVector<Scalar>& vector, Scalar* to) {
  std::memcpy(to, &vector, sizeof vector);
}

template <typename Scalar>
inline SimdVector<Scalar> Broadcast(Scalar value) {
  // x - 0 is x for every x, so this compiles to one splat. Beware: clang 14 for WebAssembly may
  // move a load that feeds a splat past stores to the same address within a basic block.
  return value - SimdVector<Scalar>{};
}

/// Calls body(0), ..., body(N - 1) with constant indices. Arrays of vectors stay in registers only
/// when every index is a constant, and clang does not unroll loops for WebAssembly.
template <int N, typename Body>
inline void Unroll(const Body& body) {
  [&]<int... kIndex>(std::integer_sequence<int, kIndex...>) {
    (body(std::integral_constant<int, kIndex>{}), ...);
  }
  (std::make_integer_sequence<int, N>{});
}

// MultiplyAdd(a, b, c) is a * b + c, the operation that determines the kernels' speed, rounded once
// ("fused") or twice ("plain"). Nothing else is ever fused, as -ffp-contract=off keeps compilers
// from it: so builds of one arithmetic agree. MEANFLOW_PLAIN makes native code plain where it would
// be fused.
//
// In WebAssembly both are made of one build: MultiplyAdd and IsFused are imported functions, which
// src/wasm/arithmetic.js replaces in the linked module.
#if defined(__wasm__)
// The parameters of the last two are 0. They make the functions' types differ, by which they are
// recognised: Emscripten renames imports.
extern "C" {
[[gnu::const, gnu::nothrow]] SimdVector<float> multiply_add_f32x4(SimdVector<float> a,
                                                                  SimdVector<float> b,
                                                                  SimdVector<float> c);
[[gnu::const, gnu::nothrow]] SimdVector<double> multiply_add_f64x2(SimdVector<double> a,
                                                                   SimdVector<double> b,
                                                                   SimdVector<double> c, int);
[[gnu::const, gnu::nothrow]] int is_fused(float, float, float);
}
inline bool IsFused() { return is_fused(0, 0, 0) != 0; }
inline SimdVector<float> MultiplyAdd(SimdVector<float> a, SimdVector<float> b,
                                     SimdVector<float> c) {
  return multiply_add_f32x4(a, b, c);
}
inline SimdVector<double> MultiplyAdd(SimdVector<double> a, SimdVector<double> b,
                                      SimdVector<double> c) {
  return multiply_add_f64x2(a, b, c, 0);
}
#elif defined(__AVX512F__) && !defined(MEANFLOW_PLAIN)
constexpr bool IsFused() { return true; }
inline SimdVector<float> MultiplyAdd(SimdVector<float> a, SimdVector<float> b,
                                     SimdVector<float> c) {
  return _mm512_fmadd_ps(a, b, c);
}
inline SimdVector<double> MultiplyAdd(SimdVector<double> a, SimdVector<double> b,
                                      SimdVector<double> c) {
  return _mm512_fmadd_pd(a, b, c);
}
#elif defined(__FMA__) && !defined(MEANFLOW_PLAIN)
constexpr bool IsFused() { return true; }
inline SimdVector<float> MultiplyAdd(SimdVector<float> a, SimdVector<float> b,
                                     SimdVector<float> c) {
  return _mm256_fmadd_ps(a, b, c);
}
inline SimdVector<double> MultiplyAdd(SimdVector<double> a, SimdVector<double> b,
                                      SimdVector<double> c) {
  return _mm256_fmadd_pd(a, b, c);
}
#else
constexpr bool IsFused() { return false; }
template <typename Vector>
inline Vector MultiplyAdd(Vector a, Vector b, Vector c) {
  return a * b + c;
}
#endif

}  // namespace meanflow

#endif  // MEANFLOW_KERNELS_SIMD_H_
