#include "meanflow/mlp.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "matrices.h"
#include "meanflow/gelu.h"

namespace meanflow {
namespace {

// (inputs, width, depth) and batch: one unit, odd widths, past the tiles, one hidden layer.
struct Case {
  MlpShape shape;
  int batch;
};
const Case kCases[] = {{{3, 1, 1}, 1},  {{4, 5, 2}, 3},   {{3, 16, 4}, 12},
                       {{4, 33, 3}, 7}, {{4, 17, 1}, 64}, {{4, 40, 5}, 21}};

std::string Describe(const Case& c) {
  return "inputs " + std::to_string(c.shape.inputs) + ", width " + std::to_string(c.shape.width) +
         ", depth " + std::to_string(c.shape.depth) + ", batch " + std::to_string(c.batch);
}

/// The network of one case in double, with everything it needs.
struct Fixture {
  explicit Fixture(const Case& c)
      : shape(c.shape),
        batch(c.batch),
        network(shape),
        tape(shape, batch),
        parameters(Initial(shape)),
        inputs(RandomValues<double>(shape.inputs * batch, 2)) {
    network.SetParameters(parameters.data());
  }

  static std::vector<double> Initial(const MlpShape& shape) {
    const std::vector<float> values = InitialParameters(shape, 1);
    return {values.begin(), values.end()};
  }

  std::vector<double> Evaluate(const std::vector<double>& at_inputs) {
    std::vector<double> outputs(2 * batch);
    network.Evaluate(at_inputs.data(), batch, &tape, outputs.data());
    return outputs;
  }

  std::vector<double> Gradient(const std::vector<double>& outputs_bar) {
    std::vector<double> outputs(2 * batch);
    std::vector<double> gradient(parameters.size());
    network.ClearGradient();
    network.Forward(inputs.data(), batch, &tape, outputs.data());
    network.Backward(outputs_bar.data(), batch, &tape);
    network.CopyGradient(gradient.data());
    return gradient;
  }

  MlpShape shape;
  int batch;
  Mlp<double> network;
  Tape<double> tape;
  std::vector<double> parameters;
  std::vector<double> inputs;
};

double Dot(const std::vector<double>& a, const std::vector<double>& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

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
  for (const Case& c : kCases) {
    int offset = 0;
    for (int l = 0; l < c.shape.LayerCount(); ++l) {
      const LayerShape layer = c.shape.Layer(l);
      EXPECT_EQ(layer.weight_offset, offset) << Describe(c) << " layer " << l;
      EXPECT_EQ(layer.bias_offset, offset + layer.inputs * layer.outputs);
      offset = layer.bias_offset + layer.outputs;
    }
    EXPECT_EQ(c.shape.ParameterCount(), offset) << Describe(c);
  }
}

TEST(InitialParameters, AreUniformWithinTheFanInBound) {
  const MlpShape shape{4, 128, 4};
  const std::vector<float> parameters = InitialParameters(shape, 3);
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

TEST(Mlp, ForwardAndEvaluateAgreeWithPlainEigen) {
  for (const Case& c : kCases) {
    Fixture f(c);
    Matrix<double> h = ConstMatrixMap<double>(f.inputs.data(), f.shape.inputs, f.batch);
    for (int l = 0; l < f.shape.LayerCount(); ++l) {
      const LayerShape layer = f.shape.Layer(l);
      const ConstRowMajorMap<double> weight(&f.parameters[layer.weight_offset], layer.outputs,
                                            layer.inputs);
      const ConstVectorMap<double> bias(&f.parameters[layer.bias_offset], layer.outputs);
      h = ((weight * h).colwise() + bias).eval();
      if (l < f.shape.depth)
        h = h.unaryExpr([](double z) { return GeluReference(z).value; }).eval();
    }
    std::vector<double> forward(2 * f.batch);
    f.network.Forward(f.inputs.data(), f.batch, &f.tape, forward.data());
    const std::vector<double> evaluated = f.Evaluate(f.inputs);
    for (int i = 0; i < 2 * f.batch; ++i) {
      EXPECT_NEAR(forward[i], h.data()[i], 1e-12) << Describe(c) << " output " << i;
      EXPECT_EQ(evaluated[i], forward[i]) << Describe(c) << " output " << i;
    }
  }
}

TEST(Mlp, JvpIsTheSlopeAlongTheTangent) {
  constexpr double kStep = 1e-5;
  for (const Case& c : kCases) {
    Fixture f(c);
    const auto tangent = RandomValues<double>(f.shape.inputs * f.batch, 3);
    std::vector<double> outputs(2 * f.batch);
    std::vector<double> outputs_dot(2 * f.batch);
    f.network.Jvp(f.inputs.data(), tangent.data(), f.batch, &f.tape, outputs.data(),
                  outputs_dot.data());
    std::vector<double> ahead = f.inputs;
    std::vector<double> behind = f.inputs;
    for (std::size_t i = 0; i < tangent.size(); ++i) {
      ahead[i] += kStep * tangent[i];
      behind[i] -= kStep * tangent[i];
    }
    const std::vector<double> u_ahead = f.Evaluate(ahead);
    const std::vector<double> u_behind = f.Evaluate(behind);
    for (int i = 0; i < 2 * f.batch; ++i) {
      const double slope = (u_ahead[i] - u_behind[i]) / (2 * kStep);
      EXPECT_NEAR(outputs_dot[i], slope, 1e-8 * std::max(1.0, std::abs(slope)))
          << Describe(c) << " output " << i;
    }
  }
}

TEST(Mlp, GradientIsTheSlopeOfEveryParameter) {
  constexpr double kStep = 1e-5;
  for (const Case& c : kCases) {
    Fixture f(c);
    const auto outputs_bar = RandomValues<double>(2 * f.batch, 4);
    const std::vector<double> gradient = f.Gradient(outputs_bar);
    for (std::size_t i = 0; i < gradient.size(); i += 1 + gradient.size() / 997) {
      std::vector<double> moved = f.parameters;
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

// Moving every input by xdot is moving the first bias by W_0 xdot, so Jvp and Backward, which share
// no code past the kernels, must satisfy <ubar, J xdot> = <J_b0' ubar, W_0 xdot> to rounding.
TEST(Mlp, BackwardIsTheAdjointOfJvp) {
  for (const Case& c : kCases) {
    Fixture f(c);
    const auto x_dot = RandomValues<double>(f.shape.inputs, 5);
    std::vector<double> tangent;
    for (int j = 0; j < f.batch; ++j) tangent.insert(tangent.end(), x_dot.begin(), x_dot.end());
    const auto outputs_bar = RandomValues<double>(2 * f.batch, 6);
    std::vector<double> outputs(2 * f.batch);
    std::vector<double> outputs_dot(2 * f.batch);
    f.network.Jvp(f.inputs.data(), tangent.data(), f.batch, &f.tape, outputs.data(),
                  outputs_dot.data());
    const std::vector<double> gradient = f.Gradient(outputs_bar);
    const LayerShape first = f.shape.Layer(0);
    double right = 0;
    for (int out = 0; out < first.outputs; ++out) {
      double moved = 0;
      for (int in = 0; in < first.inputs; ++in) {
        moved += f.parameters[out * first.inputs + in] * x_dot[in];
      }
      right += gradient[first.bias_offset + out] * moved;
    }
    const double left = Dot(outputs_bar, outputs_dot);
    EXPECT_NEAR(left, right, 1e-11 * std::max(1.0, std::abs(left))) << Describe(c);
  }
}

/// Gradient of <outputs_bar, u> + <outputs_dot_bar, udot>, with udot along `tangent`.
std::vector<double> GradientThroughJvp(Fixture* f, const std::vector<double>& tangent,
                                       const std::vector<double>& outputs_bar,
                                       const std::vector<double>& outputs_dot_bar) {
  Tape<double> tape(f->shape, f->batch, true);
  std::vector<double> outputs(2 * f->batch);
  std::vector<double> outputs_dot(2 * f->batch);
  std::vector<double> gradient(f->parameters.size());
  f->network.ClearGradient();
  f->network.JvpForBackward(f->inputs.data(), tangent.data(), f->batch, &tape, outputs.data(),
                            outputs_dot.data());
  f->network.BackwardThroughJvp(outputs_bar.data(), outputs_dot_bar.data(), f->batch, &tape);
  f->network.CopyGradient(gradient.data());
  return gradient;
}

TEST(Mlp, JvpForBackwardIsJvp) {
  for (const Case& c : kCases) {
    Fixture f(c);
    Tape<double> tape(f.shape, f.batch, true);
    const auto tangent = RandomValues<double>(f.shape.inputs * f.batch, 3);
    std::vector<double> u(2 * f.batch), u_dot(2 * f.batch), v(2 * f.batch), v_dot(2 * f.batch);
    f.network.Jvp(f.inputs.data(), tangent.data(), f.batch, &f.tape, u.data(), u_dot.data());
    f.network.JvpForBackward(f.inputs.data(), tangent.data(), f.batch, &tape, v.data(),
                             v_dot.data());
    EXPECT_EQ(v, u) << Describe(c);
    for (int i = 0; i < 2 * f.batch; ++i) EXPECT_NEAR(v_dot[i], u_dot[i], 1e-13) << Describe(c);
  }
}

TEST(Mlp, GradientThroughJvpIsTheSlopeOfEveryParameter) {
  constexpr double kStep = 1e-5;
  for (const Case& c : kCases) {
    Fixture f(c);
    const auto tangent = RandomValues<double>(f.shape.inputs * f.batch, 3);
    const auto outputs_bar = RandomValues<double>(2 * f.batch, 4);
    const auto outputs_dot_bar = RandomValues<double>(2 * f.batch, 5);
    const auto gradient = GradientThroughJvp(&f, tangent, outputs_bar, outputs_dot_bar);
    const auto value = [&](const std::vector<double>& parameters) {
      std::vector<double> u(2 * f.batch), u_dot(2 * f.batch);
      f.network.SetParameters(parameters.data());
      f.network.Jvp(f.inputs.data(), tangent.data(), f.batch, &f.tape, u.data(), u_dot.data());
      return Dot(outputs_bar, u) + Dot(outputs_dot_bar, u_dot);
    };
    for (std::size_t i = 0; i < gradient.size(); i += 1 + gradient.size() / 997) {
      std::vector<double> moved = f.parameters;
      moved[i] += kStep;
      const double ahead = value(moved);
      moved[i] -= 2 * kStep;
      const double slope = (ahead - value(moved)) / (2 * kStep);
      EXPECT_NEAR(gradient[i], slope, 2e-8 * std::max(1.0, std::abs(slope)))
          << Describe(c) << " parameter " << i;
    }
  }
}

/// Moving every input along `direction` is moving the first bias along W_0 direction.
double AlongInputs(const Fixture& f, const std::vector<double>& gradient,
                   const std::vector<double>& direction) {
  const LayerShape first = f.shape.Layer(0);
  double sum = 0;
  for (int out = 0; out < first.outputs; ++out) {
    double moved = 0;
    for (int in = 0; in < first.inputs; ++in) {
      moved += f.parameters[out * first.inputs + in] * direction[in];
    }
    sum += gradient[first.bias_offset + out] * moved;
  }
  return sum;
}

std::vector<double> ForEverySample(const std::vector<double>& column, int batch) {
  std::vector<double> columns;
  for (int j = 0; j < batch; ++j) columns.insert(columns.end(), column.begin(), column.end());
  return columns;
}

// <ubar, D^2 u [e, f]> does not depend on which of e and f is the tangent and which the direction
// of the gradient, and u_dot is linear in the last weight: both to rounding, with no step.
TEST(Mlp, BackwardThroughJvpIsAdjoint) {
  for (const Case& c : kCases) {
    Fixture f(c);
    const auto e = RandomValues<double>(f.shape.inputs, 7);
    const auto d = RandomValues<double>(f.shape.inputs, 8);
    const auto outputs_bar = RandomValues<double>(2 * f.batch, 6);
    const std::vector<double> zero(2 * f.batch);
    const auto along_e = ForEverySample(e, f.batch);
    const auto along_d = ForEverySample(d, f.batch);
    const auto gradient = GradientThroughJvp(&f, along_e, zero, outputs_bar);
    const double left = AlongInputs(f, gradient, d);
    const double right = AlongInputs(f, GradientThroughJvp(&f, along_d, zero, outputs_bar), e);
    EXPECT_NEAR(left, right, 1e-11 * std::max(1.0, std::abs(left))) << Describe(c);
    if (c.shape.width > 1) {
      EXPECT_NE(left, 0) << Describe(c);
    }

    std::vector<double> u(2 * f.batch), u_dot(2 * f.batch);
    f.network.Jvp(f.inputs.data(), along_e.data(), f.batch, &f.tape, u.data(), u_dot.data());
    const LayerShape last = f.shape.Layer(f.shape.depth);
    double product = 0;
    for (int i = last.weight_offset; i < last.bias_offset; ++i) {
      product += gradient[i] * f.parameters[i];
    }
    const double expected = Dot(outputs_bar, u_dot);
    EXPECT_NEAR(product, expected, 1e-11 * std::max(1.0, std::abs(expected))) << Describe(c);
    EXPECT_EQ(gradient[last.bias_offset], 0) << Describe(c);

    // With no cotangent of u_dot it is Backward.
    const auto plain = f.Gradient(outputs_bar);
    const auto through = GradientThroughJvp(&f, along_e, outputs_bar, zero);
    for (std::size_t i = 0; i < plain.size(); ++i) {
      EXPECT_NEAR(through[i], plain[i], 1e-12) << Describe(c) << " parameter " << i;
    }
  }
}

TEST(Mlp, GradientsOfPartsAddUp) {
  Fixture f({{4, 24, 3}, 20});
  const auto outputs_bar = RandomValues<double>(40, 7);
  const std::vector<double> whole = f.Gradient(outputs_bar);
  std::vector<double> outputs(40);
  std::vector<double> parts(whole.size());
  f.network.ClearGradient();
  for (const auto& [first, count] : {std::pair{0, 7}, std::pair{7, 13}}) {
    f.network.Forward(&f.inputs[4 * first], count, &f.tape, outputs.data());
    f.network.Backward(&outputs_bar[2 * first], count, &f.tape);
  }
  f.network.CopyGradient(parts.data());
  for (std::size_t i = 0; i < whole.size(); ++i) EXPECT_NEAR(parts[i], whole[i], 1e-12) << i;
}

}  // namespace
}  // namespace meanflow
