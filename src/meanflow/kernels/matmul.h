// The matrix products of a multilayer perceptron, over packed weights and padded columns.
//
// Dimension letters: R rows of the result, K terms of each sum, B columns (samples).
// Tests compare them with plain references in Eigen. They exist as Eigen's own products are slower
// and round by the machine's vectors. On a layer's 128 x 128 weights and 64 samples these run
// at 1.6 times Eigen's rate with AVX-512, and 2.3 times in WebAssembly; the outer product at 1.6
// and 2.3 times (`npm run bench -- --only kernels`).
#ifndef MEANFLOW_KERNELS_MATMUL_H_
#define MEANFLOW_KERNELS_MATMUL_H_

#include <algorithm>
#include <type_traits>

#include "meanflow/eigen.h"
#include "meanflow/kernels/simd.h"

namespace meanflow {

/// Vectors of a block of the result, in its rows.
inline constexpr int kRowVectors = 2;
/// Columns are padded to multiples of this.
inline constexpr int kColumnTile = kVectorBytes == 64 ? 8 : 4;
template <typename Scalar>
inline constexpr int kRowTile = kRowVectors* Simd<Scalar>::kWidth;

/// Storage of zeros for `rows` x `columns`, padded to the tiles, with columns that do not compete
/// for the same sets of the cache.
template <typename Scalar>
Matrix<Scalar> PaddedMatrix(int rows, int columns);

// Tiles, the kernels' arguments: blocks of the first rows and columns of padded storage. A kernel
// reads and writes the rows up to the next row tile as well; the number of columns is a multiple of
// kColumnTile. (std::type_identity keeps Scalar from being deduced, so that blocks convert.)
template <typename Scalar>
using Tile = std::type_identity_t<MatrixRef<Scalar>>;
template <typename Scalar>
using ConstTile = std::type_identity_t<ConstMatrixRef<Scalar>>;

/// An R x K matrix packed into panels of kRowTile rows, side by side, in the order in which the
/// kernel reads them. Rows past R are zero.
template <typename Scalar>
class PackedMatrix {
 public:
  PackedMatrix() = default;
  PackedMatrix(int rows, int terms)
      : rows_(rows),
        terms_(terms),
        panels_(Matrix<Scalar>::Zero(kRowTile<Scalar>,
                                     RoundUp(rows, kRowTile<Scalar>) / kRowTile<Scalar> * terms)) {}

  int rows() const { return rows_; }
  int terms() const { return terms_; }
  const Scalar* panel(int row) const { return panels_.data() + row * terms_; }

  /// Packs an (R, K) matrix.
  template <typename Derived>
  void Pack(const Eigen::MatrixBase<Derived>& matrix) {
    for (int row = 0; row < rows_; row += kRowTile<Scalar>) {
      const int count = std::min(kRowTile<Scalar>, rows_ - row);
      panels_.block(0, row / kRowTile<Scalar> * terms_, count, terms_) =
          matrix.middleRows(row, count);
    }
  }

 private:
  int rows_ = 0;
  int terms_ = 0;
  Matrix<Scalar> panels_;  // (row tile, K) of each panel
};

/// The references: z = a h + bias, and g = a b^T, in Eigen. Its product for large matrices would
/// take compilers far longer.
template <typename Scalar>
Matrix<Scalar> MultiplyReference(const Matrix<Scalar>& a, const Vector<Scalar>& bias,
                                 const Matrix<Scalar>& h) {
  return a.lazyProduct(h).colwise() + bias;
}
template <typename Scalar>
Matrix<Scalar> OuterProductReference(const Matrix<Scalar>& a, const Matrix<Scalar>& b) {
  return a.lazyProduct(b.transpose());
}

/// z = a h + bias. a (R, K), h (K, B), z (R, B); bias has RoundUp(R, row tile) values. Padded rows
/// of z are zero.
template <typename Scalar>
void Multiply(const PackedMatrix<Scalar>& a, const Vector<Scalar>& bias, const ConstTile<Scalar>& h,
              Tile<Scalar> z);

/// z = scale * (a h), element by element; z = a h when scale is empty.
template <typename Scalar>
void MultiplyScale(const PackedMatrix<Scalar>& a, const ConstTile<Scalar>& h,
                   const ConstTile<Scalar>& scale, Tile<Scalar> z);

/// g += a b^T, the sum over the batch of outer products. a (R, B), b (K, B), g (R, K) with K padded
/// to the column tile; b is read up to that padding.
template <typename Scalar>
void AddOuterProduct(const ConstTile<Scalar>& a, const ConstTile<Scalar>& b, Tile<Scalar> g);

/// sum += the sum of a's columns; sum has one value per padded row of a.
template <typename Scalar>
void AddColumns(const ConstTile<Scalar>& a, Vector<Scalar>* sum);

/// c += a * b, element by element, in one rounding where MultiplyAdd has one.
template <typename Scalar>
void AddProduct(const ConstTile<Scalar>& a, const ConstTile<Scalar>& b, Tile<Scalar> c);

/// z <- gelu(z), with derivative = gelu'(z) and second = gelu''(z) where they are not empty; second
/// takes a derivative.
template <typename Scalar>
void ApplyGelu(Tile<Scalar> z, Tile<Scalar> derivative, Tile<Scalar> second);

}  // namespace meanflow

#endif  // MEANFLOW_KERNELS_MATMUL_H_
