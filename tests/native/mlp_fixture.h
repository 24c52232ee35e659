// Networks in double for tests of derivatives.
#ifndef MEANFLOW_TESTS_MLP_FIXTURE_H_
#define MEANFLOW_TESTS_MLP_FIXTURE_H_

#include <string>
#include <vector>

#include "matrices.h"
#include "meanflow/mlp.h"

namespace meanflow {

/// (inputs, width, depth) and batch: one unit, odd widths, past the tiles, one hidden layer, a
/// linear path.
struct MlpCase {
  MlpShape shape;
  int batch;
};
inline const MlpCase kMlpCases[] = {
    {{3, 1, 1}, 1},        {{4, 5, 2}, 3},         {{3, 16, 4}, 12},     {{4, 33, 3}, 7},
    {{4, 17, 1}, 64},      {{4, 40, 5}, 21},       {{3, 1, 1, true}, 1}, {{4, 9, 2, true}, 12},
    {{28, 7, 3, true}, 5}, {{28, 40, 1, true}, 64}};

inline std::string Describe(const MlpCase& c) {
  return "inputs " + std::to_string(c.shape.inputs) + ", width " + std::to_string(c.shape.width) +
         ", depth " + std::to_string(c.shape.depth) +
         (c.shape.has_linear_path ? ", linear path" : "") + ", batch " + std::to_string(c.batch);
}

struct MlpFixture {
  explicit MlpFixture(const MlpCase& c)
      : shape(c.shape),
        batch(c.batch),
        network(shape),
        tape(shape, batch),
        parameters(Initial(shape)),
        inputs(RandomMatrix<double>(shape.inputs, batch, 2)) {
    network.SetParameters(parameters.data());
  }

  static Vector<double> Initial(const MlpShape& shape) {
    return InitialParameters(shape, 1).cast<double>();
  }

  /// The outputs, recording nothing.
  Matrix<double> Evaluate(const Matrix<double>& at_inputs) {
    Tape<double> nothing(shape, batch, Recording::kNothing);
    Matrix<double> outputs(2, batch);
    network.Forward(at_inputs, &nothing, outputs);
    return outputs;
  }

  Vector<double> Gradient(const Matrix<double>& outputs_bar) {
    Matrix<double> outputs(2, batch);
    Vector<double> gradient(parameters.size());
    network.ClearGradient();
    network.Forward(inputs, &tape, outputs);
    network.Backward(outputs_bar, outputs_bar, &tape);
    network.CopyGradient(gradient.data());
    return gradient;
  }

  /// The change of the loss of a gradient when every input moves along `direction`: as if the first
  /// bias moved along W_0 direction, and with a linear path the last along A direction.
  double AlongInputs(const Vector<double>& gradient, const Vector<double>& direction) const {
    double sum = 0;
    const auto add = [&](const LayerShape& weight, int bias_offset) {
      const ConstRowMajorMap<double> w(&parameters[weight.weight_offset], weight.outputs,
                                       weight.inputs);
      sum += (w * direction).dot(gradient.segment(bias_offset, weight.outputs));
    };
    add(shape.Layer(0), shape.Layer(0).bias_offset);
    if (shape.has_linear_path) add(shape.LinearPath(), shape.Layer(shape.depth).bias_offset);
    return sum;
  }

  MlpShape shape;
  int batch;
  Mlp<double> network;
  Tape<double> tape;
  Vector<double> parameters;
  Matrix<double> inputs;
};

inline double Dot(const Matrix<double>& a, const Matrix<double>& b) {
  return a.cwiseProduct(b).sum();
}

}  // namespace meanflow

#endif  // MEANFLOW_TESTS_MLP_FIXTURE_H_
