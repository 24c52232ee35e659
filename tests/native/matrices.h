// Random and padded matrices for tests.
#ifndef MEANFLOW_TESTS_MATRICES_H_
#define MEANFLOW_TESTS_MATRICES_H_

#include <cstdint>

#include "meanflow/eigen.h"
#include "meanflow/kernels/matmul.h"
#include "meanflow/random.h"

namespace meanflow {

/// Values ~ U(-1, 1), the same for the same seed.
template <typename Scalar>
Vector<Scalar> RandomValues(int count, std::uint32_t seed) {
  const RandomSource random{seed, Stream::kInitialisation};
  Vector<Scalar> values(count);
  for (int i = 0; i < count; ++i) {
    values[i] = static_cast<Scalar>(2 * Uniform(random.Words(0, i)[0]) - 1);
  }
  return values;
}

template <typename Scalar>
Matrix<Scalar> RandomMatrix(int rows, int columns, std::uint32_t seed) {
  const Vector<Scalar> values = RandomValues<Scalar>(rows * columns, seed);
  return ConstMatrixMap<Scalar>(values.data(), rows, columns);
}

/// Its own storage for a kernel's tile.
template <typename Scalar>
struct PaddedTile {
  PaddedTile(int rows, int columns)
      : storage(PaddedMatrix<Scalar>(rows, columns)), rows(rows), columns(columns) {}
  explicit PaddedTile(const Matrix<Scalar>& matrix)
      : PaddedTile(static_cast<int>(matrix.rows()), static_cast<int>(matrix.cols())) {
    values() = matrix;
  }

  /// The tile for the kernels, of padded columns.
  auto operator*() { return storage.topRows(rows); }
  auto values() { return storage.topLeftCorner(rows, columns); }
  double LargestDifference(const Matrix<Scalar>& expected) {
    return (values() - expected).cwiseAbs().maxCoeff();
  }

  Matrix<Scalar> storage;
  int rows, columns;
};

}  // namespace meanflow

#endif  // MEANFLOW_TESTS_MATRICES_H_
