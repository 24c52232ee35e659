// Networks in double for tests of derivatives.
#ifndef MEANFLOW_TESTS_MLP_FIXTURE_H_
#define MEANFLOW_TESTS_MLP_FIXTURE_H_

#include <numeric>
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

inline double Dot(const std::vector<double>& a, const std::vector<double>& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

}  // namespace meanflow

#endif  // MEANFLOW_TESTS_MLP_FIXTURE_H_
