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
                           {33, 2, 65}, {128, 4, 64}, {128, 128, 64}, {2, 128, 64}, {100, 31, 17},
                           {16, 6, 12}, {24, 7, 20},  {40, 11, 24},   {5, 12, 28},  {9, 20, 44}};

template <typename Scalar>
class Matmul : public testing::Test {
 protected:
  static constexpr double kTolerance = sizeof(Scalar) == 4 ? 1e-5 : 1e-13;

  static PackedMatrix<Scalar> Packed(const Matrix<Scalar>& a) {
    PackedMatrix<Scalar> packed(a.rows(), a.cols());
    packed.Pack(a);
    return packed;
  }

  static Vector<Scalar> Padded(const Vector<Scalar>& values) {
    Vector<Scalar> padded = Vector<Scalar>::Zero(RoundUp(values.size(), kRowTile<Scalar>));
    padded.head(values.size()) = values;
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
    PaddedTile<TypeParam> z(size.rows, size.columns);
    Multiply(this->Packed(a), this->Padded(bias), *PaddedTile<TypeParam>(h), *z);
    const Matrix<TypeParam> expected = MultiplyReference(a, bias, h);
    EXPECT_LT(z.LargestDifference(expected), this->kTolerance)
        << size.rows << " x " << size.terms << " x " << size.columns;
  }
}

TYPED_TEST(Matmul, GeluAgreesWithTheReference) {
  for (const Size& size : kSizes) {
    const Matrix<TypeParam> before = 4 * RandomMatrix<TypeParam>(size.rows, size.columns, 1);
    PaddedTile<TypeParam> z(before), slope(size.rows, size.columns);
    Matrix<TypeParam> none;
    ApplyGelu<TypeParam>(*z, *slope, none);
    const Matrix<TypeParam> value =
        before.unaryExpr([](TypeParam x) { return GeluReference(x).value; });
    const Matrix<TypeParam> derivative =
        before.unaryExpr([](TypeParam x) { return GeluReference(x).derivative; });
    EXPECT_LT(z.LargestDifference(value), this->kTolerance) << size.rows;
    EXPECT_LT(slope.LargestDifference(derivative), this->kTolerance) << size.rows;
    PaddedTile<TypeParam> alone(before);
    ApplyGelu<TypeParam>(*alone, none, none);
    EXPECT_EQ(alone.LargestDifference(z.values()), 0) << size.rows;
    PaddedTile<TypeParam> first(before), its_slope(size.rows, size.columns), second(before);
    ApplyGelu<TypeParam>(*first, *its_slope, *second);
    EXPECT_EQ(first.LargestDifference(z.values()), 0) << size.rows;
    EXPECT_EQ(its_slope.LargestDifference(slope.values()), 0) << size.rows;
    const Matrix<TypeParam> curvature =
        before.unaryExpr([](TypeParam x) { return GeluSecondReference(x); });
    EXPECT_LT(second.LargestDifference(curvature), this->kTolerance) << size.rows;
  }
}

TYPED_TEST(Matmul, MultiplyScaleAgreesWithTheReference) {
  for (const Size& size : kSizes) {
    const auto a = RandomMatrix<TypeParam>(size.rows, size.terms, 4);
    const auto h = RandomMatrix<TypeParam>(size.terms, size.columns, 5);
    const auto scale = RandomMatrix<TypeParam>(size.rows, size.columns, 6);
    const Matrix<TypeParam> product =
        MultiplyReference<TypeParam>(a, Vector<TypeParam>::Zero(size.rows), h);
    PaddedTile<TypeParam> z(size.rows, size.columns);
    MultiplyScale(this->Packed(a), *PaddedTile<TypeParam>(h), *PaddedTile<TypeParam>(scale), *z);
    const Matrix<TypeParam> scaled = product.cwiseProduct(scale);
    EXPECT_LT(z.LargestDifference(scaled), this->kTolerance) << size.rows;
    MultiplyScale(this->Packed(a), *PaddedTile<TypeParam>(h), Matrix<TypeParam>(), *z);
    EXPECT_LT(z.LargestDifference(product), this->kTolerance) << size.rows;
  }
}

TYPED_TEST(Matmul, ProductsAddUp) {
  for (const Size& size : kSizes) {
    const auto a = RandomMatrix<TypeParam>(size.rows, size.columns, 4);
    const auto b = RandomMatrix<TypeParam>(size.rows, size.columns, 5);
    const auto before = RandomMatrix<TypeParam>(size.rows, size.columns, 6);
    PaddedTile<TypeParam> c(before);
    AddProduct<TypeParam>(*PaddedTile<TypeParam>(a), *PaddedTile<TypeParam>(b), *c);
    EXPECT_LT(c.LargestDifference(before + a.cwiseProduct(b)), this->kTolerance) << size.rows;
  }
}

TYPED_TEST(Matmul, OuterProductAddsUp) {
  for (const Size& size : kSizes) {
    const auto a = RandomMatrix<TypeParam>(size.rows, size.columns, 7);
    const auto b = RandomMatrix<TypeParam>(size.terms, size.columns, 8);
    const auto before = RandomMatrix<TypeParam>(size.rows, size.terms, 9);
    PaddedTile<TypeParam> g(before);
    AddOuterProduct<TypeParam>(*PaddedTile<TypeParam>(a), *PaddedTile<TypeParam>(b), *g);
    const Matrix<TypeParam> expected = before + OuterProductReference(a, b);
    EXPECT_LT(g.LargestDifference(expected), this->kTolerance * 4)
        << size.rows << " x " << size.terms << " x " << size.columns;
  }
}

TYPED_TEST(Matmul, ColumnsAddUp) {
  for (const Size& size : kSizes) {
    const auto a = RandomMatrix<TypeParam>(size.rows, size.columns, 10);
    Vector<TypeParam> sum = Vector<TypeParam>::Ones(RoundUp(size.rows, kRowTile<TypeParam>));
    AddColumns<TypeParam>(*PaddedTile<TypeParam>(a), &sum);
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
  transposed.Pack(a.transpose());
  PaddedTile<TypeParam> z(5, 4);
  MultiplyScale(transposed, *PaddedTile<TypeParam>(h), Matrix<TypeParam>(), *z);
  const Matrix<TypeParam> expected = a.transpose().lazyProduct(h);
  EXPECT_LT(z.LargestDifference(expected), this->kTolerance);
}

}  // namespace
}  // namespace meanflow
