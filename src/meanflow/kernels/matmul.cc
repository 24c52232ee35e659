#include "meanflow/kernels/matmul.h"

#include <algorithm>
#include <cassert>
#include <numeric>
#include <type_traits>

#include "meanflow/kernels/gelu.h"

namespace meanflow {
namespace {

/// Accumulators of one block of a result, a row tile x kColumns columns.
template <typename Scalar, int kColumns>
struct Block {
  SimdVector<Scalar> sum[kRowVectors][kColumns];

  /// sum += a b^T for one term: a is a row tile of values, b one of each column.
  void AddProduct(const Scalar* a, const Scalar* b) {
    SimdVector<Scalar> rows[kRowVectors];
    Unroll<kRowVectors>([&](auto i) { rows[i] = Load(a + i * Simd<Scalar>::kWidth); });
    Unroll<kColumns>([&](auto j) {
      const SimdVector<Scalar> value = Broadcast(b[j]);
      Unroll<kRowVectors>([&](auto i) { sum[i][j] = MultiplyAdd(rows[i], value, sum[i][j]); });
    });
  }

  /// Calls visit(row, column, vector) for every vector of the block.
  template <typename Visit>
  void ForEach(const Visit& visit) {
    Unroll<kColumns>([&](auto j) {
      Unroll<kRowVectors>([&](auto i) { visit(i * Simd<Scalar>::kWidth, j, sum[i][j]); });
    });
  }
};

// Columns of a block: as many as leave registers for the operands. Of the 16 of simd128 and AVX, a
// fused multiply-add takes three beside its sums, and a multiply and an add four. AVX-512 has 32.
constexpr int kFusedTile = kVectorBytes == 64 ? 8 : 6;
constexpr int kPlainTile = kVectorBytes == 64 ? 8 : 5;
/// Blocks of columns packed at a time: they stay in the L1 cache during the loop over all weight
/// panels.
constexpr int kPackedTiles = 4;
/// The longest sum: the network's largest width (config.cc).
constexpr int kMaxTerms = 1024;

/// Splits columns into blocks, and calls visit(columns of the block, its first column): as wide as
/// they can be, but for some of kColumnTile, so that the sum comes out right.
template <int kWide, typename Visit>
[[gnu::always_inline]] inline void ForEachTileOf(int first, int last, const Visit& visit) {
  for (int column = first; column < last;) {
    const int rest = last - column;
    if constexpr (kWide != kColumnTile) {
      if (rest % kColumnTile != 0 || rest >= std::lcm(kWide, kColumnTile)) {
        visit(std::integral_constant<int, kWide>{}, column);
        column += kWide;
        continue;
      }
    }
    visit(std::integral_constant<int, kColumnTile>{}, column);
    column += kColumnTile;
  }
}

template <typename Visit>
[[gnu::always_inline]] inline void ForEachTile(int first, int last, const Visit& visit) {
  if (IsFused()) {
    ForEachTileOf<kFusedTile>(first, last, visit);
  } else {
    ForEachTileOf<kPlainTile>(first, last, visit);
  }
}

/// Packs columns term by term, the order in which the kernel reads them.
template <int kColumns, typename Scalar>
inline void PackColumns(const ConstTile<Scalar>& h, int column, int terms, Scalar* packed) {
  const Scalar* from[kColumns];
  Unroll<kColumns>([&](auto j) { from[j] = h.col(column + j).data(); });
  for (int k = 0; k < terms; ++k) {
    Unroll<kColumns>([&](auto j) { packed[k * kColumns + j] = from[j][k]; });
  }
}

/// Computes a h block by block: each sum starts at `start(row)`, and `finish(row, column, sum)`
/// receives the result.
template <typename Scalar, typename Start, typename Finish>
inline void ForEachBlock(const PackedMatrix<Scalar>& a, const ConstTile<Scalar>& h,
                         const Start& start, const Finish& finish) {
  const int columns = static_cast<int>(h.cols());
  const int terms = a.terms();
  assert(columns % kColumnTile == 0 && terms == h.rows() && terms <= kMaxTerms);
  Scalar packed[kMaxTerms * kPackedTiles * std::max(kFusedTile, kPlainTile)];
  const int step = kPackedTiles * (IsFused() ? kFusedTile : kPlainTile);
  for (int first = 0; first < columns; first += step) {
    const int last = std::min(columns, first + step);
    ForEachTile(first, last, [&](auto width, int column) {
      PackColumns<width, Scalar>(h, column, terms, packed + (column - first) * terms);
    });
    for (int row = 0; row < a.rows(); row += kRowTile<Scalar>) {
      ForEachTile(first, last, [&](auto width, int column) {
        Block<Scalar, width> block;
        block.ForEach([&](int i, int, SimdVector<Scalar>& sum) { sum = start(row + i); });
        const Scalar* left = a.panel(row);
        const Scalar* right = packed + (column - first) * terms;
        for (int k = 0; k < terms; ++k) {
          block.AddProduct(left, right);
          left += kRowTile<Scalar>;
          right += width;
        }
        block.ForEach(
            [&](int i, int j, const SimdVector<Scalar>& sum) { finish(row + i, column + j, sum); });
      });
    }
  }
}

}  // namespace

template <typename Scalar>
Matrix<Scalar> PaddedMatrix(int rows, int columns) {
  // Columns whose distance is a multiple of this share few sets of the L1 cache.
  constexpr int kAliasing = 256 / static_cast<int>(sizeof(Scalar));
  int stride = RoundUp(rows, kRowTile<Scalar>);
  if (stride % kAliasing == 0) stride += kRowTile<Scalar>;
  return Matrix<Scalar>::Zero(stride, RoundUp(columns, kColumnTile));
}

template <typename Scalar>
void Multiply(const PackedMatrix<Scalar>& a, const Vector<Scalar>& bias, const ConstTile<Scalar>& h,
              Tile<Scalar> z) {
  const Scalar* from = bias.data();
  Scalar* to = z.data();
  const Eigen::Index stride = z.outerStride();
  ForEachBlock(
      a, h, [&](int row) { return Load(from + row); },
      [&](int row, int column, const SimdVector<Scalar>& sum) {
        Store(sum, to + column * stride + row);
      });
}

template <typename Scalar>
void MultiplyScale(const PackedMatrix<Scalar>& a, const ConstTile<Scalar>& h,
                   const ConstTile<Scalar>& scale, Tile<Scalar> z) {
  const Scalar* factors = scale.size() == 0 ? nullptr : scale.data();
  const Eigen::Index factor_stride = scale.outerStride();
  Scalar* to = z.data();
  const Eigen::Index stride = z.outerStride();
  ForEachBlock(
      a, h, [](int) { return SimdVector<Scalar>{}; },
      [&](int row, int column, const SimdVector<Scalar>& sum) {
        Store(factors == nullptr ? sum : sum * Load(factors + column * factor_stride + row),
              to + column * stride + row);
      });
}

template <typename Scalar>
void AddOuterProduct(const ConstTile<Scalar>& a, const ConstTile<Scalar>& b, Tile<Scalar> g) {
  const Eigen::Index a_stride = a.outerStride();
  const Eigen::Index b_stride = b.outerStride();
  const Eigen::Index g_stride = g.outerStride();
  for (int row = 0; row < a.rows(); row += kRowTile<Scalar>) {
    ForEachTile(0, RoundUp(static_cast<int>(b.rows()), kColumnTile), [&](auto width, int k) {
      Scalar* target = g.data() + k * g_stride + row;
      Block<Scalar, width> block;
      block.ForEach(
          [&](int i, int j, SimdVector<Scalar>& sum) { sum = Load(target + j * g_stride + i); });
      const Scalar* left = a.data() + row;
      const Scalar* right = b.data() + k;
      for (int sample = 0; sample < a.cols(); ++sample) {
        block.AddProduct(left, right);
        left += a_stride;
        right += b_stride;
      }
      block.ForEach([&](int i, int j, const SimdVector<Scalar>& sum) {
        Store(sum, target + j * g_stride + i);
      });
    });
  }
}

template <typename Scalar>
void AddColumns(const ConstTile<Scalar>& a, Vector<Scalar>* sum) {
  for (int row = 0; row < a.rows(); row += Simd<Scalar>::kWidth) {
    Scalar* to = sum->data() + row;
    SimdVector<Scalar> acc = Load(to);
    for (int column = 0; column < a.cols(); ++column) acc += Load(a.col(column).data() + row);
    Store(acc, to);
  }
}

template <typename Scalar>
void AddProduct(const ConstTile<Scalar>& a, const ConstTile<Scalar>& b, Tile<Scalar> c) {
  for (int column = 0; column < c.cols(); ++column) {
    const Scalar* left = a.col(column).data();
    const Scalar* right = b.col(column).data();
    Scalar* sum = c.col(column).data();
    for (int row = 0; row < c.rows(); row += Simd<Scalar>::kWidth) {
      Store(MultiplyAdd(Load(left + row), Load(right + row), Load(sum + row)), sum + row);
    }
  }
}

// A pass of its own: fused into Multiply, its constants would not stay in registers.
template <typename Scalar>
void ApplyGelu(Tile<Scalar> z, Tile<Scalar> derivative, Tile<Scalar> second) {
  const Gelu<Scalar> gelu;
  const int rows = RoundUp(static_cast<int>(z.rows()), kRowTile<Scalar>);
  for (int column = 0; column < z.cols(); ++column) {
    Scalar* values = z.col(column).data();
    Scalar* slopes = derivative.size() == 0 ? nullptr : derivative.col(column).data();
    Scalar* seconds = second.size() == 0 ? nullptr : second.col(column).data();
    for (int row = 0; seconds == nullptr && row < rows; row += Simd<Scalar>::kWidth) {
      const auto [value, slope] = gelu(Load(values + row));
      Store(value, values + row);
      if (slopes != nullptr) Store(slope, slopes + row);
    }
    for (int row = 0; seconds != nullptr && slopes != nullptr && row < rows;
         row += Simd<Scalar>::kWidth) {
      const auto triple = gelu.Triple(Load(values + row));
      Store(triple.value, values + row);
      Store(triple.derivative, slopes + row);
      Store(triple.second, seconds + row);
    }
  }
}

#define MEANFLOW_INSTANTIATE(Scalar)                                                        \
  template Matrix<Scalar> PaddedMatrix(int, int);                                           \
  template void Multiply(const PackedMatrix<Scalar>&, const Vector<Scalar>&,                \
                         const ConstTile<Scalar>&, Tile<Scalar>);                           \
  template void MultiplyScale(const PackedMatrix<Scalar>&, const ConstTile<Scalar>&,        \
                              const ConstTile<Scalar>&, Tile<Scalar>);                      \
  template void AddOuterProduct<Scalar>(const ConstTile<Scalar>&, const ConstTile<Scalar>&, \
                                        Tile<Scalar>);                                      \
  template void AddColumns<Scalar>(const ConstTile<Scalar>&, Vector<Scalar>*);              \
  template void AddProduct<Scalar>(const ConstTile<Scalar>&, const ConstTile<Scalar>&,      \
                                   Tile<Scalar>);                                           \
  template void ApplyGelu<Scalar>(Tile<Scalar>, Tile<Scalar>, Tile<Scalar>);
MEANFLOW_INSTANTIATE(float)
MEANFLOW_INSTANTIATE(double)
#undef MEANFLOW_INSTANTIATE

}  // namespace meanflow
