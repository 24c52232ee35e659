// Gradients through a Jvp, as in LSD's loss.
#include <gtest/gtest.h>

#include "mlp_fixture.h"

namespace meanflow {
namespace {

/// Gradient of <outputs_bar, u> + <outputs_dot_bar, udot>, with udot along `tangent`.
Vector<double> GradientThroughJvp(MlpFixture* f, const Matrix<double>& tangent,
                                  const Matrix<double>& outputs_bar,
                                  const Matrix<double>& outputs_dot_bar) {
  Tape<double> tape(f->shape, f->batch, Recording::kTangents);
  Matrix<double> outputs(2, f->batch), outputs_dot(2, f->batch);
  Vector<double> gradient(f->parameters.size());
  f->network.ClearGradient();
  f->network.Jvp(f->inputs, tangent, &tape, outputs, outputs_dot);
  f->network.Backward(outputs_bar, outputs_dot_bar, &tape);
  f->network.CopyGradient(gradient.data());
  return gradient;
}

TEST(Mlp, JvpIsTheSameWhateverIsRecorded) {
  for (const MlpCase& c : kMlpCases) {
    MlpFixture f(c);
    Tape<double> tape(f.shape, f.batch, Recording::kTangents);
    const auto tangent = RandomMatrix<double>(f.shape.inputs, f.batch, 3);
    Matrix<double> u(2, f.batch), u_dot(2, f.batch), v(2, f.batch), v_dot(2, f.batch);
    f.network.Jvp(f.inputs, tangent, &f.tape, u, u_dot);
    f.network.Jvp(f.inputs, tangent, &tape, v, v_dot);
    EXPECT_TRUE(v == u) << Describe(c);
    EXPECT_TRUE(v_dot == u_dot) << Describe(c);
  }
}

TEST(Mlp, GradientThroughJvpIsTheSlopeOfEveryParameter) {
  constexpr double kStep = 1e-5;
  for (const MlpCase& c : kMlpCases) {
    MlpFixture f(c);
    const auto tangent = RandomMatrix<double>(f.shape.inputs, f.batch, 3);
    const auto outputs_bar = RandomMatrix<double>(2, f.batch, 4);
    const auto outputs_dot_bar = RandomMatrix<double>(2, f.batch, 5);
    const auto gradient = GradientThroughJvp(&f, tangent, outputs_bar, outputs_dot_bar);
    const auto value = [&](const Vector<double>& parameters) {
      Matrix<double> u(2, f.batch), u_dot(2, f.batch);
      f.network.SetParameters(parameters.data());
      f.network.Jvp(f.inputs, tangent, &f.tape, u, u_dot);
      return Dot(outputs_bar, u) + Dot(outputs_dot_bar, u_dot);
    };
    for (Eigen::Index i = 0; i < gradient.size(); i += 1 + gradient.size() / 997) {
      Vector<double> moved = f.parameters;
      moved[i] += kStep;
      const double ahead = value(moved);
      moved[i] -= 2 * kStep;
      const double slope = (ahead - value(moved)) / (2 * kStep);
      EXPECT_NEAR(gradient[i], slope, 2e-8 * std::max(1.0, std::abs(slope)))
          << Describe(c) << " parameter " << i;
    }
  }
}

// <ubar, D^2 u [e, f]> is symmetric in e and f, the tangent and the direction of the gradient, and
// u_dot is linear in the last weight and the linear path: both to rounding, without finite
// differences.
TEST(Mlp, BackwardThroughJvpIsAdjoint) {
  for (const MlpCase& c : kMlpCases) {
    MlpFixture f(c);
    const Vector<double> e = RandomMatrix<double>(f.shape.inputs, 1, 7);
    const Vector<double> d = RandomMatrix<double>(f.shape.inputs, 1, 8);
    const auto outputs_bar = RandomMatrix<double>(2, f.batch, 6);
    const Matrix<double> zero = Matrix<double>::Zero(2, f.batch);
    const Matrix<double> along_e = e.replicate(1, f.batch);
    const Matrix<double> along_d = d.replicate(1, f.batch);
    const auto gradient = GradientThroughJvp(&f, along_e, zero, outputs_bar);
    const double left = f.AlongInputs(gradient, d);
    const double right = f.AlongInputs(GradientThroughJvp(&f, along_d, zero, outputs_bar), e);
    EXPECT_NEAR(left, right, 1e-11 * std::max(1.0, std::abs(left))) << Describe(c);
    if (c.shape.width > 1) {
      EXPECT_NE(left, 0) << Describe(c);
    }

    Matrix<double> u(2, f.batch), u_dot(2, f.batch);
    f.network.Jvp(f.inputs, along_e, &f.tape, u, u_dot);
    const LayerShape last = f.shape.Layer(f.shape.depth);
    double product = 0;
    for (const LayerShape& layer : {last, f.shape.LinearPath()}) {
      for (int i = layer.weight_offset; i < layer.bias_offset; ++i) {
        product += gradient[i] * f.parameters[i];
      }
    }
    const double expected = Dot(outputs_bar, u_dot);
    EXPECT_NEAR(product, expected, 1e-11 * std::max(1.0, std::abs(expected))) << Describe(c);
    EXPECT_EQ(gradient[last.bias_offset], 0) << Describe(c);

    // With a zero cotangent of u_dot it equals Backward.
    const auto plain = f.Gradient(outputs_bar);
    const auto through = GradientThroughJvp(&f, along_e, outputs_bar, zero);
    for (Eigen::Index i = 0; i < plain.size(); ++i) {
      EXPECT_NEAR(through[i], plain[i], 1e-12) << Describe(c) << " parameter " << i;
    }
  }
}

}  // namespace
}  // namespace meanflow
