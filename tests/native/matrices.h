// Random and padded matrices for tests.
#ifndef MEANFLOW_TESTS_MATRICES_H_
#define MEANFLOW_TESTS_MATRICES_H_

#include <algorithm>
#include <cstdint>
#include <vector>

#include "meanflow/eigen.h"
#include "meanflow/kernels/matmul.h"
#include "meanflow/random.h"

namespace meanflow {

/// Values ~ U(-1, 1), the same for the same seed.
template <typename Scalar>
std::vector<Scalar> RandomValues(int count, std::uint32_t seed) {
  const RandomSource random{seed, Stream::kInitialisation};
  std::vector<Scalar> values(count);
  for (int i = 0; i < count; ++i) {
    values[i] = static_cast<Scalar>(2 * Uniform(random.Words(0, i)[0]) - 1);
  }
  return values;
}

template <typename Scalar>
Matrix<Scalar> RandomMatrix(int rows, int columns, std::uint32_t seed) {
  const std::vector<Scalar> values = RandomValues<Scalar>(rows * columns, seed);
  return ConstMatrixMap<Scalar>(values.data(), rows, columns);
}

template <typename Scalar>
AlignedMatrix<Scalar> ToAligned(const Matrix<Scalar>& matrix) {
  AlignedMatrix<Scalar> aligned(matrix.rows(), matrix.cols());
  for (int j = 0; j < matrix.cols(); ++j) {
    std::copy_n(matrix.col(j).data(), matrix.rows(), aligned.column(j));
  }
  return aligned;
}

template <typename Scalar>
Matrix<Scalar> FromAligned(const AlignedMatrix<Scalar>& aligned, int columns) {
  Matrix<Scalar> matrix(aligned.rows(), columns);
  for (int j = 0; j < columns; ++j) {
    std::copy_n(aligned.column(j), aligned.rows(), matrix.col(j).data());
  }
  return matrix;
}

template <typename Scalar>
double LargestDifference(const AlignedMatrix<Scalar>& aligned, const Matrix<Scalar>& expected) {
  return (FromAligned(aligned, expected.cols()) - expected).cwiseAbs().maxCoeff();
}

}  // namespace meanflow

#endif  // MEANFLOW_TESTS_MATRICES_H_
