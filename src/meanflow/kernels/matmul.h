// The matrix products of a multilayer perceptron, over packed weights and padded columns.
//
// Dimension letters: R rows of the result, K terms of each sum, B columns (samples).
// Tests compare them with plain references in Eigen.
#ifndef MEANFLOW_KERNELS_MATMUL_H_
#define MEANFLOW_KERNELS_MATMUL_H_

#include <vector>

#include "meanflow/eigen.h"
#include "meanflow/kernels/simd.h"

namespace meanflow {

// A block of kRowVectors vectors x kColumnTile columns of the result stays in registers: 8
// accumulators in 16 registers with simd128 and AVX, 16 in 32 with AVX-512.
inline constexpr int kRowVectors = 2;
inline constexpr int kColumnTile = kVectorBytes == 64 ? 8 : 4;
template <typename Scalar>
inline constexpr int kRowTile = kRowVectors* Simd<Scalar>::kWidth;

/// A column-major matrix whose columns start `stride` apart and are padded with zeros to the row
/// tile, and whose number of columns is padded to the column tile.
template <typename Scalar>
class AlignedMatrix {
 public:
  AlignedMatrix() = default;
  AlignedMatrix(int rows, int columns);

  int rows() const { return rows_; }
  int stride() const { return stride_; }
  /// Changes the number of rows, up to that of the constructor, in the same storage.
  void SetRows(int rows);
  void SetZero();
  Scalar* data() { return data_.data(); }
  const Scalar* data() const { return data_.data(); }
  Scalar* column(int index) { return data_.data() + index * stride_; }
  const Scalar* column(int index) const { return data_.data() + index * stride_; }

 private:
  int rows_ = 0;
  int stride_ = 0;
  std::vector<Scalar> data_;
};

/// An R x K matrix packed into panels of kRowTile rows, column by column, in the order in which the
/// kernel reads them. Rows past R are zero.
template <typename Scalar>
class PackedMatrix {
 public:
  PackedMatrix() = default;
  PackedMatrix(int rows, int terms);

  int rows() const { return rows_; }
  int terms() const { return terms_; }
  const Scalar* panel(int row) const { return data_.data() + row * terms_; }

  /// Packs element (row, k) from source[row * row_stride + k * term_stride].
  void Pack(const Scalar* source, int row_stride, int term_stride);

 private:
  int rows_ = 0;
  int terms_ = 0;
  std::vector<Scalar> data_;
};

// In all products `columns` is a multiple of kColumnTile, and results are written to whole row
// tiles. Padded weights are zero, so padded rows of a result are zero (or gelu(0), its derivative).

/// The references: z = a h + bias, and g = a b^T, in Eigen.
template <typename Scalar>
Matrix<Scalar> MultiplyReference(const Matrix<Scalar>& a, const Vector<Scalar>& bias,
                                 const Matrix<Scalar>& h) {
  return (a * h).colwise() + bias;
}
template <typename Scalar>
Matrix<Scalar> OuterProductReference(const Matrix<Scalar>& a, const Matrix<Scalar>& b) {
  return a * b.transpose();
}

/// z = a h + bias. a (R, K), h (K, B), z (R, B); bias has RoundUp(R, row tile) values.
template <typename Scalar>
void Multiply(const PackedMatrix<Scalar>& a, const Scalar* bias, const AlignedMatrix<Scalar>& h,
              int columns, AlignedMatrix<Scalar>* z);

/// z = gelu(a h + bias), and derivative = gelu'(a h + bias) unless it is null.
template <typename Scalar>
void MultiplyGelu(const PackedMatrix<Scalar>& a, const Scalar* bias, const AlignedMatrix<Scalar>& h,
                  int columns, AlignedMatrix<Scalar>* z, AlignedMatrix<Scalar>* derivative);

/// Like MultiplyGelu, and second = gelu''(a h + bias).
template <typename Scalar>
void MultiplyGeluSecond(const PackedMatrix<Scalar>& a, const Scalar* bias,
                        const AlignedMatrix<Scalar>& h, int columns, AlignedMatrix<Scalar>* z,
                        AlignedMatrix<Scalar>* derivative, AlignedMatrix<Scalar>* second);

/// z = scale * (a h), element by element; z = a h when scale is null.
template <typename Scalar>
void MultiplyScale(const PackedMatrix<Scalar>& a, const AlignedMatrix<Scalar>& h, int columns,
                   const AlignedMatrix<Scalar>* scale, AlignedMatrix<Scalar>* z);

/// Propagates a tangent through an activation, element by element: curvature *= z_dot, then
/// z_dot *= derivative.
template <typename Scalar>
void PropagateTangent(const AlignedMatrix<Scalar>& derivative, int columns,
                      AlignedMatrix<Scalar>* curvature, AlignedMatrix<Scalar>* z_dot);

/// Propagates cotangents back through it: h_bar += curvature * h_dot_bar, then
/// h_dot_bar *= derivative.
template <typename Scalar>
void PropagateCotangent(const AlignedMatrix<Scalar>& curvature,
                        const AlignedMatrix<Scalar>& derivative, int columns,
                        AlignedMatrix<Scalar>* h_bar, AlignedMatrix<Scalar>* h_dot_bar);

/// g += a b^T, the sum over the batch of outer products. a (R, B), b (K, B), g (R, K) with K padded
/// to the column tile; b is read up to that padding.
template <typename Scalar>
void AddOuterProduct(const AlignedMatrix<Scalar>& a, const AlignedMatrix<Scalar>& b, int columns,
                     AlignedMatrix<Scalar>* g);

/// sum += the sum of a's columns; sum has one value per padded row of a.
template <typename Scalar>
void AddColumns(const AlignedMatrix<Scalar>& a, int columns, Scalar* sum);

}  // namespace meanflow

#endif  // MEANFLOW_KERNELS_MATMUL_H_
