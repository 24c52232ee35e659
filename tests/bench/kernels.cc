#include <memory>

#include "benchmark.h"
#include "meanflow/kernels/matmul.h"
#include "meanflow/random.h"

namespace meanflow::bench {
namespace {

constexpr int kWidth = 128;
constexpr int kColumns = 64;
constexpr double kFlop = 2.0 * kWidth * kWidth * kColumns;

/// `count` values ~ U(-scale, scale).
std::vector<float> RandomValues(int count, float scale) {
  const RandomSource random{0, Stream::kInitialisation};
  std::vector<float> values(count);
  for (int i = 0; i < count; ++i) {
    values[i] = scale * static_cast<float>(2 * Uniform(random.Words(0, i)[0]) - 1);
  }
  return values;
}

AlignedMatrix<float> RandomColumns() {
  AlignedMatrix<float> matrix(kWidth, kColumns);
  const std::vector<float> values = RandomValues(kWidth * kColumns, 1);
  for (int j = 0; j < kColumns; ++j) {
    for (int i = 0; i < kWidth; ++i) matrix.column(j)[i] = values[j * kWidth + i];
  }
  return matrix;
}

/// Operands of the kernels. Weights are as small as those of the network, to avoid extreme values.
struct Operands {
  PackedMatrix<float> weight{kWidth, kWidth};
  std::vector<float> bias = RandomValues(RoundUp(kWidth, kRowTile<float>), 0.1F);
  AlignedMatrix<float> input = RandomColumns();
  AlignedMatrix<float> other = RandomColumns();
  AlignedMatrix<float> output{kWidth, kColumns};
  AlignedMatrix<float> derivative{kWidth, kColumns};
  AlignedMatrix<float> gradient{kWidth, kWidth};

  Operands() { weight.Pack(RandomValues(kWidth * kWidth, 0.1F).data(), kWidth, 1); }
};

}  // namespace

std::vector<Benchmark> Kernels() {
  const auto all = std::make_shared<Operands>();
  const auto make = [](const char* name, std::function<void()> run) {
    return Benchmark{.name = name, .flop = kFlop, .run = std::move(run), .rates = {}};
  };
  return {
      make("Multiply",
           [all] { Multiply(all->weight, all->bias.data(), all->input, kColumns, &all->output); }),
      make("MultiplyScale",
           [all] { MultiplyScale(all->weight, all->input, kColumns, &all->other, &all->output); }),
      make("MultiplyGelu",
           [all] {
             MultiplyGelu<float>(all->weight, all->bias.data(), all->input, kColumns, &all->output,
                                 nullptr);
           }),
      make("MultiplyGelu, derivative",
           [all] {
             MultiplyGelu(all->weight, all->bias.data(), all->input, kColumns, &all->output,
                          &all->derivative);
           }),
      make("AddOuterProduct",
           [all] {
             // Gradients grow with the calls, but stay far from overflow.
             AddOuterProduct(all->input, all->other, kColumns, &all->gradient);
           }),
  };
}

}  // namespace meanflow::bench
