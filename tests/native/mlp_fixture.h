// Networks in double for tests of derivatives.
#ifndef MEANFLOW_TESTS_MLP_FIXTURE_H_
#define MEANFLOW_TESTS_MLP_FIXTURE_H_

#include <string>
#include <vector>

#include "matrices.h"
#include "meanflow/mlp.h"

namespace meanflow {

/// (inputs, width, depth) and batch: one unit, odd widths, past the tiles, one hidden layer.
struct MlpCase {
  MlpShape shape;
  int batch;
};
inline const MlpCase kMlpCases[] = {{{3, 1, 1}, 1},  {{4, 5, 2}, 3},   {{3, 16, 4}, 12},
                                    {{4, 33, 3}, 7}, {{4, 17, 1}, 64}, {{4, 40, 5}, 21}};

inline std::string Describe(const MlpCase& c) {
  return "inputs " + std::to_string(c.shape.inputs) + ", width " + std::to_string(c.shape.width) +
         ", depth " + std::to_string(c.shape.depth) + ", batch " + std::to_string(c.batch);
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
