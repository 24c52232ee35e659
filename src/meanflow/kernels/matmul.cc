#include "meanflow/kernels/matmul.h"

#include <algorithm>
#include <cassert>

#include "meanflow/kernels/gelu.h"

namespace meanflow {
namespace {

/// Columns whose distance is a multiple of this share few sets of the L1 cache.
constexpr int kAliasingBytes = 256;

template <typename Scalar>
int PaddedStride(int rows) {
  const int stride = RoundUp(rows, kRowTile<Scalar>);
  const bool aliases = stride * static_cast<int>(sizeof(Scalar)) % kAliasingBytes == 0;
  return aliases ? stride + kRowTile<Scalar> : stride;
}

/// Accumulators of one block of a result, a row tile x a column tile.
template <typename Scalar>
struct Block {
  SimdVector<Scalar> sum[kRowVectors][kColumnTile];

  /// sum += a b^T for one term: a is a row tile of values, b a column tile.
  void AddProduct(const Scalar* a, const Scalar* b) {
    SimdVector<Scalar> rows[kRowVectors];
    Unroll<kRowVectors>([&](auto i) { rows[i] = Load(a + i * Simd<Scalar>::kWidth); });
    Unroll<kColumnTile>([&](auto j) {
      const SimdVector<Scalar> value = Broadcast(b[j]);
      Unroll<kRowVectors>([&](auto i) { sum[i][j] = MultiplyAdd(rows[i], value, sum[i][j]); });
    });
  }

  /// Calls visit(row, column, vector) for every vector of the block.
  template <typename Visit>
  void ForEach(const Visit& visit) {
    Unroll<kColumnTile>([&](auto j) {
      Unroll<kRowVectors>([&](auto i) { visit(i * Simd<Scalar>::kWidth, j, sum[i][j]); });
    });
  }
};

/// Columns packed at a time: they stay in the L1 cache during the loop over all weight panels.
constexpr int kPackedColumns = 16;
/// The longest sum: the network's largest width (config.cc).
constexpr int kMaxTerms = 1024;

/// Packs a column tile term by term, the order in which the kernel reads it.
template <typename Scalar>
inline void PackColumns(const AlignedMatrix<Scalar>& h, int column, int terms, Scalar* packed) {
  const Scalar* from[kColumnTile];
  Unroll<kColumnTile>([&](auto j) { from[j] = h.column(column + j); });
  for (int k = 0; k < terms; ++k) {
    Unroll<kColumnTile>([&](auto j) { packed[k * kColumnTile + j] = from[j][k]; });
  }
}

/// Computes a h block by block: each sum starts at `start(row)`, and `finish(row, column, sum)`
/// receives the result.
template <typename Scalar, typename Start, typename Finish>
inline void ForEachBlock(const PackedMatrix<Scalar>& a, const AlignedMatrix<Scalar>& h, int columns,
                         const Start& start, const Finish& finish) {
  assert(columns % kColumnTile == 0 && a.terms() <= kMaxTerms);
  const int terms = a.terms();
  Scalar packed[kMaxTerms * kPackedColumns];
  for (int first = 0; first < columns; first += kPackedColumns) {
    const int last = std::min(columns, first + kPackedColumns);
    for (int column = first; column < last; column += kColumnTile) {
      PackColumns(h, column, terms, packed + (column - first) * terms);
    }
    for (int row = 0; row < a.rows(); row += kRowTile<Scalar>) {
      for (int column = first; column < last; column += kColumnTile) {
        Block<Scalar> block;
        block.ForEach([&](int i, int, SimdVector<Scalar>& sum) { sum = start(row + i); });
        const Scalar* left = a.panel(row);
        const Scalar* right = packed + (column - first) * terms;
        for (int k = 0; k < terms; ++k) {
          block.AddProduct(left, right);
          left += kRowTile<Scalar>;
          right += kColumnTile;
        }
        block.ForEach(
            [&](int i, int j, const SimdVector<Scalar>& sum) { finish(row + i, column + j, sum); });
      }
    }
  }
}

}  // namespace

template <typename Scalar>
AlignedMatrix<Scalar>::AlignedMatrix(int rows, int columns)
    : rows_(rows),
      stride_(PaddedStride<Scalar>(rows)),
      data_(static_cast<std::size_t>(stride_) * RoundUp(columns, kColumnTile), Scalar(0)) {}

template <typename Scalar>
void AlignedMatrix<Scalar>::SetRows(int rows) {
  assert(RoundUp(rows, kRowTile<Scalar>) <= stride_);
  rows_ = rows;
}

template <typename Scalar>
void AlignedMatrix<Scalar>::SetZero() {
  std::fill(data_.begin(), data_.end(), Scalar(0));
}

template <typename Scalar>
PackedMatrix<Scalar>::PackedMatrix(int rows, int terms)
    : rows_(rows),
      terms_(terms),
      data_(static_cast<std::size_t>(RoundUp(rows, kRowTile<Scalar>)) * terms, Scalar(0)) {}

template <typename Scalar>
void PackedMatrix<Scalar>::Pack(const Scalar* source, int row_stride, int term_stride) {
  for (int first = 0; first < rows_; first += kRowTile<Scalar>) {
    Scalar* panel = data_.data() + first * terms_;
    const int count = std::min(kRowTile<Scalar>, rows_ - first);
    for (int k = 0; k < terms_; ++k) {
      const Scalar* from = source + first * row_stride + k * term_stride;
      for (int i = 0; i < count; ++i) panel[k * kRowTile<Scalar> + i] = from[i * row_stride];
    }
  }
}

template <typename Scalar>
void Multiply(const PackedMatrix<Scalar>& a, const Scalar* bias, const AlignedMatrix<Scalar>& h,
              int columns, AlignedMatrix<Scalar>* z) {
  ForEachBlock(
      a, h, columns, [&](int row) { return Load(bias + row); },
      [&](int row, int column, const SimdVector<Scalar>& sum) {
        Store(sum, z->column(column) + row);
      });
}

template <typename Scalar>
void MultiplyGelu(const PackedMatrix<Scalar>& a, const Scalar* bias, const AlignedMatrix<Scalar>& h,
                  int columns, AlignedMatrix<Scalar>* z, AlignedMatrix<Scalar>* derivative) {
  // A separate pass: fused into `finish`, its constants would not stay in registers.
  Multiply(a, bias, h, columns, z);
  const Gelu<Scalar> gelu;
  const int rows = RoundUp(a.rows(), kRowTile<Scalar>);
  for (int column = 0; column < columns; ++column) {
    Scalar* values = z->column(column);
    Scalar* slopes = derivative == nullptr ? nullptr : derivative->column(column);
    for (int row = 0; row < rows; row += Simd<Scalar>::kWidth) {
      const auto [value, slope] = gelu(Load(values + row));
      Store(value, values + row);
      if (slopes != nullptr) Store(slope, slopes + row);
    }
  }
}

template <typename Scalar>
void MultiplyGeluSecond(const PackedMatrix<Scalar>& a, const Scalar* bias,
                        const AlignedMatrix<Scalar>& h, int columns, AlignedMatrix<Scalar>* z,
                        AlignedMatrix<Scalar>* derivative, AlignedMatrix<Scalar>* second) {
  Multiply(a, bias, h, columns, z);
  const Gelu<Scalar> gelu;
  const int rows = RoundUp(a.rows(), kRowTile<Scalar>);
  for (int column = 0; column < columns; ++column) {
    Scalar* values = z->column(column);
    Scalar* slopes = derivative->column(column);
    Scalar* seconds = second->column(column);
    for (int row = 0; row < rows; row += Simd<Scalar>::kWidth) {
      const auto triple = gelu.Triple(Load(values + row));
      Store(triple.value, values + row);
      Store(triple.derivative, slopes + row);
      Store(triple.second, seconds + row);
    }
  }
}

template <typename Scalar>
void PropagateTangent(const AlignedMatrix<Scalar>& derivative, int columns,
                      AlignedMatrix<Scalar>* curvature, AlignedMatrix<Scalar>* z_dot) {
  const int rows = RoundUp(derivative.rows(), kRowTile<Scalar>);
  for (int column = 0; column < columns; ++column) {
    const Scalar* slope = derivative.column(column);
    Scalar* curve = curvature->column(column);
    Scalar* dot = z_dot->column(column);
    for (int row = 0; row < rows; row += Simd<Scalar>::kWidth) {
      const SimdVector<Scalar> before = Load(dot + row);
      Store(Load(curve + row) * before, curve + row);
      Store(Load(slope + row) * before, dot + row);
    }
  }
}

template <typename Scalar>
void PropagateCotangent(const AlignedMatrix<Scalar>& curvature,
                        const AlignedMatrix<Scalar>& derivative, int columns,
                        AlignedMatrix<Scalar>* h_bar, AlignedMatrix<Scalar>* h_dot_bar) {
  const int rows = RoundUp(derivative.rows(), kRowTile<Scalar>);
  for (int column = 0; column < columns; ++column) {
    const Scalar* curve = curvature.column(column);
    const Scalar* slope = derivative.column(column);
    Scalar* bar = h_bar->column(column);
    Scalar* dot_bar = h_dot_bar->column(column);
    for (int row = 0; row < rows; row += Simd<Scalar>::kWidth) {
      const SimdVector<Scalar> before = Load(dot_bar + row);
      Store(MultiplyAdd(Load(curve + row), before, Load(bar + row)), bar + row);
      Store(Load(slope + row) * before, dot_bar + row);
    }
  }
}

template <typename Scalar>
void MultiplyScale(const PackedMatrix<Scalar>& a, const AlignedMatrix<Scalar>& h, int columns,
                   const AlignedMatrix<Scalar>* scale, AlignedMatrix<Scalar>* z) {
  ForEachBlock(
      a, h, columns, [](int) { return SimdVector<Scalar>{}; },
      [&](int row, int column, const SimdVector<Scalar>& sum) {
        const Scalar* factor = scale == nullptr ? nullptr : scale->column(column) + row;
        Store(factor == nullptr ? sum : sum * Load(factor), z->column(column) + row);
      });
}

template <typename Scalar>
void AddOuterProduct(const AlignedMatrix<Scalar>& a, const AlignedMatrix<Scalar>& b, int columns,
                     AlignedMatrix<Scalar>* g) {
  const int a_stride = a.stride();
  const int b_stride = b.stride();
  for (int row = 0; row < a.rows(); row += kRowTile<Scalar>) {
    for (int k = 0; k < b.rows(); k += kColumnTile) {
      Scalar* target = g->column(k) + row;
      const int g_stride = g->stride();
      Block<Scalar> block;
      block.ForEach(
          [&](int i, int j, SimdVector<Scalar>& sum) { sum = Load(target + j * g_stride + i); });
      const Scalar* left = a.data() + row;
      const Scalar* right = b.data() + k;
      for (int sample = 0; sample < columns; ++sample) {
        block.AddProduct(left, right);
        left += a_stride;
        right += b_stride;
      }
      block.ForEach([&](int i, int j, const SimdVector<Scalar>& sum) {
        Store(sum, target + j * g_stride + i);
      });
    }
  }
}

template <typename Scalar>
void AddColumns(const AlignedMatrix<Scalar>& a, int columns, Scalar* sum) {
  constexpr int kWidth = Simd<Scalar>::kWidth;
  for (int row = 0; row < a.rows(); row += kWidth) {
    SimdVector<Scalar> acc = Load(sum + row);
    for (int column = 0; column < columns; ++column) acc += Load(a.column(column) + row);
    Store(acc, sum + row);
  }
}

#define MEANFLOW_INSTANTIATE(Scalar)                                                               \
  template class AlignedMatrix<Scalar>;                                                            \
  template class PackedMatrix<Scalar>;                                                             \
  template void Multiply(const PackedMatrix<Scalar>&, const Scalar*, const AlignedMatrix<Scalar>&, \
                         int, AlignedMatrix<Scalar>*);                                             \
  template void MultiplyGelu(const PackedMatrix<Scalar>&, const Scalar*,                           \
                             const AlignedMatrix<Scalar>&, int, AlignedMatrix<Scalar>*,            \
                             AlignedMatrix<Scalar>*);                                              \
  template void MultiplyGeluSecond(const PackedMatrix<Scalar>&, const Scalar*,                     \
                                   const AlignedMatrix<Scalar>&, int, AlignedMatrix<Scalar>*,      \
                                   AlignedMatrix<Scalar>*, AlignedMatrix<Scalar>*);                \
  template void PropagateTangent(const AlignedMatrix<Scalar>&, int, AlignedMatrix<Scalar>*,        \
                                 AlignedMatrix<Scalar>*);                                          \
  template void PropagateCotangent(const AlignedMatrix<Scalar>&, const AlignedMatrix<Scalar>&,     \
                                   int, AlignedMatrix<Scalar>*, AlignedMatrix<Scalar>*);           \
  template void MultiplyScale(const PackedMatrix<Scalar>&, const AlignedMatrix<Scalar>&, int,      \
                              const AlignedMatrix<Scalar>*, AlignedMatrix<Scalar>*);               \
  template void AddOuterProduct(const AlignedMatrix<Scalar>&, const AlignedMatrix<Scalar>&, int,   \
                                AlignedMatrix<Scalar>*);                                           \
  template void AddColumns(const AlignedMatrix<Scalar>&, int, Scalar*);
MEANFLOW_INSTANTIATE(float)
MEANFLOW_INSTANTIATE(double)
#undef MEANFLOW_INSTANTIATE

}  // namespace meanflow
