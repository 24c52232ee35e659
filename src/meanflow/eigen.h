// Matrix types. The only file that includes Eigen.
#ifndef MEANFLOW_EIGEN_H_
#define MEANFLOW_EIGEN_H_

#include <Eigen/Core>

namespace meanflow {

/// Batches are (features, batch), column-major: one sample is one contiguous column.
template <typename Scalar>
using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;

/// Points of the plane, (2, count).
template <typename Scalar>
using Points = Eigen::Matrix<Scalar, 2, Eigen::Dynamic>;

/// Parameters, gradients and moments, flat.
template <typename Scalar>
using Vector = Eigen::Matrix<Scalar, Eigen::Dynamic, 1>;

template <typename Scalar>
using MatrixMap = Eigen::Map<Matrix<Scalar>>;

template <typename Scalar>
using ConstMatrixMap = Eigen::Map<const Matrix<Scalar>>;

template <typename Scalar>
using VectorMap = Eigen::Map<Vector<Scalar>>;

template <typename Scalar>
using ConstVectorMap = Eigen::Map<const Vector<Scalar>>;

/// A batch or tile as an argument: any matrix, map or block of columns, without a copy.
template <typename Scalar>
using MatrixRef = Eigen::Ref<Matrix<Scalar>>;

template <typename Scalar>
using ConstMatrixRef = Eigen::Ref<const Matrix<Scalar>>;

/// Matrices laid out as PyTorch lays out `nn.Linear.weight`: [out, in], row-major.
template <typename Scalar>
using ConstRowMajorMap =
    Eigen::Map<const Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>;

}  // namespace meanflow

#endif  // MEANFLOW_EIGEN_H_
