#include <memory>

#include "benchmark.h"
#include "meanflow/kernels/matmul.h"
#include "meanflow/random.h"

namespace meanflow::bench {
namespace {

constexpr int kWidth = 128;
constexpr int kColumns = 64;
constexpr double kFlop = 2.0 * kWidth * kWidth * kColumns;

/// Values ~ U(-scale, scale).
Matrix<float> RandomMatrix(int rows, int columns, float scale) {
  const RandomSource random{0, Stream::kInitialisation};
  Matrix<float> matrix(rows, columns);
  for (int i = 0; i < matrix.size(); ++i) {
    matrix.data()[i] = scale * static_cast<float>(2 * Uniform(random.Words(0, i)[0]) - 1);
  }
  return matrix;
}

Matrix<float> RandomColumns() {
  Matrix<float> matrix = PaddedMatrix<float>(kWidth, kColumns);
  matrix.topRows(kWidth) = RandomMatrix(kWidth, kColumns, 1);
  return matrix;
}

/// Operands of the kernels. Weights are as small as those of the network, to avoid extreme values.
struct Operands {
  Matrix<float> plain_weight = RandomMatrix(kWidth, kWidth, 0.1F);
  PackedMatrix<float> weight{kWidth, kWidth};
  Vector<float> bias = RandomMatrix(RoundUp(kWidth, kRowTile<float>), 1, 0.1F);
  Matrix<float> input = RandomColumns();
  Matrix<float> other = RandomColumns();
  Matrix<float> output = RandomColumns();
  Matrix<float> derivative = RandomColumns();
  Matrix<float> gradient = PaddedMatrix<float>(kWidth, kWidth);
  Matrix<float> none;

  Operands() { weight.Pack(plain_weight); }
};

}  // namespace

std::vector<Benchmark> Kernels() {
  const auto all = std::make_shared<Operands>();
  const auto make = [](const char* name, std::function<void()> run) {
    return Benchmark{.name = name, .flop = kFlop, .run = std::move(run), .rates = {}};
  };
  const auto tile = [](Matrix<float>* matrix) { return matrix->topRows(kWidth); };
  const auto gelu = [all, tile](auto derivative) {
    Multiply(all->weight, all->bias, tile(&all->input), tile(&all->output));
    ApplyGelu<float>(tile(&all->output), derivative, all->none);
  };
  return {
      make("Multiply",
           [=] { Multiply(all->weight, all->bias, tile(&all->input), tile(&all->output)); }),
      make("Multiply by Eigen",
           [=] {
             tile(&all->output).noalias() = all->plain_weight * tile(&all->input);
             tile(&all->output).colwise() += all->bias.head(kWidth);
           }),
      make("MultiplyScale",
           [=] {
             MultiplyScale(all->weight, tile(&all->input), tile(&all->other), tile(&all->output));
           }),
      make("MultiplyGelu", [=] { gelu(all->none.topRows(0)); }),
      make("MultiplyGelu, derivative", [=] { gelu(tile(&all->derivative)); }),
      make("AddOuterProduct",
           [=] {
             // Gradients grow with the calls, but stay far from overflow.
             AddOuterProduct<float>(tile(&all->input), tile(&all->other), all->gradient);
           }),
      make("AddOuterProduct by Eigen",
           [=] {
             tile(&all->gradient).leftCols(kWidth).noalias() +=
                 tile(&all->input) * tile(&all->other).transpose();
           }),
  };
}

}  // namespace meanflow::bench
