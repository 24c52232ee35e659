#include "meanflow/mlp.h"

#include <gtest/gtest.h>

#include <cmath>

#include "meanflow/kernels/gelu.h"
#include "mlp_fixture.h"

namespace meanflow {
namespace {

TEST(MlpShape, FollowsTheStateDictOfNnSequential) {
  const MlpShape shape{4, 128, 4};
  EXPECT_EQ(shape.ParameterCount(), 128 * 5 + 3 * 128 * 129 + 2 * 129);
  EXPECT_EQ(shape.Layer(0).bias_offset, 512);
  EXPECT_EQ(shape.Layer(1).weight_offset, 640);
  EXPECT_EQ(shape.Layer(4).inputs, 128);
  EXPECT_EQ(shape.Layer(4).outputs, 2);
  EXPECT_EQ(MlpShape::LayerName(4), "network.8");
}

TEST(MlpShape, LayersTouchWithoutGaps) {
  for (const MlpCase& c : kMlpCases) {
    int offset = 0;
    for (int l = 0; l < c.shape.LayerCount(); ++l) {
      const LayerShape layer = c.shape.Layer(l);
      EXPECT_EQ(layer.weight_offset, offset) << Describe(c) << " layer " << l;
      EXPECT_EQ(layer.bias_offset, offset + layer.inputs * layer.outputs);
      offset = layer.bias_offset + layer.outputs;
    }
    const LayerShape path = c.shape.LinearPath();
    EXPECT_EQ(path.weight_offset, offset) << Describe(c);
    if (c.shape.has_linear_path) offset += 2 * c.shape.inputs;
    EXPECT_EQ(path.bias_offset, offset) << Describe(c);
    EXPECT_EQ(c.shape.ParameterCount(), offset) << Describe(c);
  }
}

TEST(InitialParameters, AreUniformWithinTheFanInBound) {
  const MlpShape shape{4, 128, 4};
  const Vector<float> parameters = InitialParameters(shape, 3);
  for (int l = 0; l < shape.LayerCount(); ++l) {
    const LayerShape layer = shape.Layer(l);
    const double bound = 1 / std::sqrt(layer.inputs);
    const int count = layer.outputs * (layer.inputs + 1);
    double sum = 0;
    double squares = 0;
    double largest = 0;
    for (int i = 0; i < count; ++i) {
      const double value = parameters[layer.weight_offset + i] / bound;
      sum += value;
      squares += value * value;
      largest = std::max(largest, std::abs(value));
    }
    EXPECT_LE(largest, 1 + 1e-6) << "layer " << l;
    EXPECT_GT(largest, 0.95) << "layer " << l;
    EXPECT_NEAR(sum / count, 0, 4 / std::sqrt(3.0 * count)) << "layer " << l;
    EXPECT_NEAR(squares / count, 1.0 / 3, 4 * std::sqrt(4.0 / 45 / count)) << "layer " << l;
  }
  EXPECT_NE(parameters, InitialParameters(shape, 4));
  EXPECT_EQ(parameters, InitialParameters(shape, 3));
}

TEST(Mlp, ForwardAgreesWithPlainEigenWhateverIsRecorded) {
  for (const MlpCase& c : kMlpCases) {
    MlpFixture f(c);
    Matrix<double> h = f.inputs;
    for (int l = 0; l < f.shape.LayerCount(); ++l) {
      const LayerShape layer = f.shape.Layer(l);
      const ConstRowMajorMap<double> weight(&f.parameters[layer.weight_offset], layer.outputs,
                                            layer.inputs);
      const ConstVectorMap<double> bias(&f.parameters[layer.bias_offset], layer.outputs);
      h = (weight.lazyProduct(h).colwise() + bias).eval();
      if (l < f.shape.depth)
        h = h.unaryExpr([](double z) { return GeluReference(z).value; }).eval();
    }
    const LayerShape path = f.shape.LinearPath();
    if (f.shape.has_linear_path) {
      const ConstRowMajorMap<double> weight(&f.parameters[path.weight_offset], 2, path.inputs);
      h += weight.lazyProduct(f.inputs);
    }
    Matrix<double> forward(2, f.batch);
    f.network.Forward(f.inputs, &f.tape, forward);
    EXPECT_LT((forward - h).cwiseAbs().maxCoeff(), 1e-12) << Describe(c);
    EXPECT_TRUE(f.Evaluate(f.inputs) == forward) << Describe(c);
  }
}

TEST(Mlp, JvpIsTheSlopeAlongTheTangent) {
  constexpr double kStep = 1e-5;
  for (const MlpCase& c : kMlpCases) {
    MlpFixture f(c);
    const auto tangent = RandomMatrix<double>(f.shape.inputs, f.batch, 3);
    Matrix<double> outputs(2, f.batch), outputs_dot(2, f.batch);
    f.network.Jvp(f.inputs, tangent, &f.tape, outputs, outputs_dot);
    EXPECT_TRUE(outputs == f.Evaluate(f.inputs)) << Describe(c);
    const Matrix<double> u_ahead = f.Evaluate(f.inputs + kStep * tangent);
    const Matrix<double> u_behind = f.Evaluate(f.inputs - kStep * tangent);
    for (int i = 0; i < 2 * f.batch; ++i) {
      const double slope = (u_ahead(i) - u_behind(i)) / (2 * kStep);
      EXPECT_NEAR(outputs_dot(i), slope, 1e-8 * std::max(1.0, std::abs(slope)))
          << Describe(c) << " output " << i;
    }
  }
}

TEST(Mlp, GradientIsTheSlopeOfEveryParameter) {
  constexpr double kStep = 1e-5;
  for (const MlpCase& c : kMlpCases) {
    MlpFixture f(c);
    const auto outputs_bar = RandomMatrix<double>(2, f.batch, 4);
    const Vector<double> gradient = f.Gradient(outputs_bar);
    for (Eigen::Index i = 0; i < gradient.size(); i += 1 + gradient.size() / 997) {
      Vector<double> moved = f.parameters;
      moved[i] += kStep;
      f.network.SetParameters(moved.data());
      const double ahead = Dot(outputs_bar, f.Evaluate(f.inputs));
      moved[i] -= 2 * kStep;
      f.network.SetParameters(moved.data());
      const double behind = Dot(outputs_bar, f.Evaluate(f.inputs));
      const double slope = (ahead - behind) / (2 * kStep);
      EXPECT_NEAR(gradient[i], slope, 2e-8 * std::max(1.0, std::abs(slope)))
          << Describe(c) << " parameter " << i;
    }
  }
}

// Moving every input by xdot equals moving the first bias by W_0 xdot and, as there is a linear
// path, the last bias by A xdot. Jvp and Backward, which share only the kernels, must therefore
// satisfy <ubar, J xdot> = <J_b0' ubar, W_0 xdot> + <J_bL' ubar, A xdot> to rounding.
TEST(Mlp, BackwardIsTheAdjointOfJvp) {
  for (const MlpCase& c : kMlpCases) {
    MlpFixture f(c);
    const Vector<double> x_dot = RandomMatrix<double>(f.shape.inputs, 1, 5);
    const auto outputs_bar = RandomMatrix<double>(2, f.batch, 6);
    Matrix<double> outputs(2, f.batch), outputs_dot(2, f.batch);
    f.network.Jvp(f.inputs, x_dot.replicate(1, f.batch), &f.tape, outputs, outputs_dot);
    const Vector<double> gradient = f.Gradient(outputs_bar);
    const double right = f.AlongInputs(gradient, x_dot);
    const double left = Dot(outputs_bar, outputs_dot);
    EXPECT_NEAR(left, right, 1e-11 * std::max(1.0, std::abs(left))) << Describe(c);
  }
}

TEST(Mlp, GradientsOfPartsAddUp) {
  MlpFixture f({{4, 24, 3}, 20});
  const auto outputs_bar = RandomMatrix<double>(2, 20, 7);
  const Vector<double> whole = f.Gradient(outputs_bar);
  Matrix<double> outputs(2, 20);
  Vector<double> parts(whole.size());
  f.network.ClearGradient();
  for (const auto& [first, count] : {std::pair{0, 7}, std::pair{7, 13}}) {
    const auto part_bar = outputs_bar.middleCols(first, count);
    f.network.Forward(f.inputs.middleCols(first, count), &f.tape, outputs.leftCols(count));
    f.network.Backward(part_bar, part_bar, &f.tape);
  }
  f.network.CopyGradient(parts.data());
  for (Eigen::Index i = 0; i < whole.size(); ++i) EXPECT_NEAR(parts[i], whole[i], 1e-12) << i;
}

}  // namespace
}  // namespace meanflow
