#include "meanflow/kernels/matmul.h"

#include <gtest/gtest.h>

#include "matrices.h"
#include "meanflow/kernels/gelu.h"

namespace meanflow {
namespace {

struct Size {
  int rows;
  int terms;
  int columns;
};

// Below, at and past every tile, and the sizes of the network.
constexpr Size kSizes[] = {{1, 1, 1},   {2, 3, 4},    {7, 5, 3},      {8, 4, 8},    {9, 9, 9},
                           {33, 2, 65}, {128, 4, 64}, {128, 128, 64}, {2, 128, 64}, {100, 31, 17}};

template <typename Scalar>
class Matmul : public testing::Test {
 protected:
  static constexpr double kTolerance = sizeof(Scalar) == 4 ? 1e-5 : 1e-13;

  static PackedMatrix<Scalar> Packed(const Matrix<Scalar>& a) {
    PackedMatrix<Scalar> packed(a.rows(), a.cols());
    packed.Pack(a.data(), 1, a.rows());
    return packed;
  }

  static std::vector<Scalar> Padded(const Vector<Scalar>& values) {
    std::vector<Scalar> padded(RoundUp(values.size(), kRowTile<Scalar>), Scalar(0));
    std::copy_n(values.data(), values.size(), padded.begin());
    return padded;
  }
};

using Scalars = testing::Types<float, double>;
TYPED_TEST_SUITE(Matmul, Scalars);

TYPED_TEST(Matmul, MultiplyAgreesWithTheReference) {
  for (const Size& size : kSizes) {
    const auto a = RandomMatrix<TypeParam>(size.rows, size.terms, 1);
    const auto h = RandomMatrix<TypeParam>(size.terms, size.columns, 2);
    const Vector<TypeParam> bias = RandomMatrix<TypeParam>(size.rows, 1, 3);
    AlignedMatrix<TypeParam> z(size.rows, size.columns);
    Multiply(this->Packed(a), this->Padded(bias).data(), ToAligned(h),
             RoundUp(size.columns, kColumnTile), &z);
    const Matrix<TypeParam> expected = MultiplyReference(a, bias, h);
    EXPECT_LT(LargestDifference(z, expected), this->kTolerance)
        << size.rows << " x " << size.terms << " x " << size.columns;
  }
}

TYPED_TEST(Matmul, MultiplyGeluAgreesWithTheReference) {
  for (const Size& size : kSizes) {
    const auto a = RandomMatrix<TypeParam>(size.rows, size.terms, 1);
    const auto h = RandomMatrix<TypeParam>(size.terms, size.columns, 2);
    const Vector<TypeParam> bias = RandomMatrix<TypeParam>(size.rows, 1, 3);
    AlignedMatrix<TypeParam> z(size.rows, size.columns);
    AlignedMatrix<TypeParam> slope(size.rows, size.columns);
    AlignedMatrix<TypeParam> z_alone(size.rows, size.columns);
    const int columns = RoundUp(size.columns, kColumnTile);
    const auto padded = this->Padded(bias);
    MultiplyGelu(this->Packed(a), padded.data(), ToAligned(h), columns, &z, &slope);
    MultiplyGelu<TypeParam>(this->Packed(a), padded.data(), ToAligned(h), columns, &z_alone,
                            nullptr);
    const Matrix<TypeParam> sum = MultiplyReference(a, bias, h);
    const Matrix<TypeParam> value =
        sum.unaryExpr([](TypeParam x) { return GeluReference(x).value; });
    const Matrix<TypeParam> derivative =
        sum.unaryExpr([](TypeParam x) { return GeluReference(x).derivative; });
    EXPECT_LT(LargestDifference(z, value), this->kTolerance) << size.rows << " x " << size.terms;
    EXPECT_LT(LargestDifference(slope, derivative), this->kTolerance) << size.rows;
    EXPECT_EQ(LargestDifference(z_alone, FromAligned(z, size.columns)), 0) << size.rows;
  }
}

TYPED_TEST(Matmul, MultiplyScaleAgreesWithTheReference) {
  for (const Size& size : kSizes) {
    const auto a = RandomMatrix<TypeParam>(size.rows, size.terms, 4);
    const auto h = RandomMatrix<TypeParam>(size.terms, size.columns, 5);
    const auto scale = RandomMatrix<TypeParam>(size.rows, size.columns, 6);
    const int columns = RoundUp(size.columns, kColumnTile);
    const Matrix<TypeParam> product =
        MultiplyReference<TypeParam>(a, Vector<TypeParam>::Zero(size.rows), h);
    AlignedMatrix<TypeParam> z(size.rows, size.columns);
    const AlignedMatrix<TypeParam> aligned_scale = ToAligned(scale);
    MultiplyScale(this->Packed(a), ToAligned(h), columns, &aligned_scale, &z);
    const Matrix<TypeParam> scaled = product.cwiseProduct(scale);
    EXPECT_LT(LargestDifference(z, scaled), this->kTolerance) << size.rows;
    MultiplyScale<TypeParam>(this->Packed(a), ToAligned(h), columns, nullptr, &z);
    EXPECT_LT(LargestDifference(z, product), this->kTolerance) << size.rows;
  }
}

TYPED_TEST(Matmul, OuterProductAddsUp) {
  for (const Size& size : kSizes) {
    const auto a = RandomMatrix<TypeParam>(size.rows, size.columns, 7);
    const auto b = RandomMatrix<TypeParam>(size.terms, size.columns, 8);
    const auto before = RandomMatrix<TypeParam>(size.rows, size.terms, 9);
    AlignedMatrix<TypeParam> g = ToAligned(before);
    AddOuterProduct(ToAligned(a), ToAligned(b), RoundUp(size.columns, kColumnTile), &g);
    const Matrix<TypeParam> expected = before + OuterProductReference(a, b);
    EXPECT_LT(LargestDifference(g, expected), this->kTolerance * 4)
        << size.rows << " x " << size.terms << " x " << size.columns;
  }
}

TYPED_TEST(Matmul, ColumnsAddUp) {
  for (const Size& size : kSizes) {
    const auto a = RandomMatrix<TypeParam>(size.rows, size.columns, 10);
    std::vector<TypeParam> sum(RoundUp(size.rows, kRowTile<TypeParam>), TypeParam(1));
    AddColumns(ToAligned(a), RoundUp(size.columns, kColumnTile), sum.data());
    const Vector<TypeParam> expected = a.rowwise().sum().array() + 1;
    for (int i = 0; i < size.rows; ++i) {
      EXPECT_NEAR(sum[i], expected[i], this->kTolerance * 4) << "row " << i;
    }
  }
}

TYPED_TEST(Matmul, PackingTransposes) {
  const auto a = RandomMatrix<TypeParam>(9, 5, 11);
  const auto h = RandomMatrix<TypeParam>(9, 4, 12);
  PackedMatrix<TypeParam> transposed(5, 9);
  transposed.Pack(a.data(), 9, 1);
  AlignedMatrix<TypeParam> z(5, 4);
  MultiplyScale<TypeParam>(transposed, ToAligned(h), RoundUp(4, kColumnTile), nullptr, &z);
  const Matrix<TypeParam> expected = a.transpose() * h;
  EXPECT_LT(LargestDifference(z, expected), this->kTolerance);
}

}  // namespace
}  // namespace meanflow
