#include "meanflow/sampler.h"

#include <algorithm>

#include "meanflow/random.h"

namespace meanflow {
namespace {

constexpr int kSampleColumns = 64;

}  // namespace

double SolverTime(Direction direction, int index, int steps) {
  const double forward = static_cast<double>(index) / steps;
  return direction == Direction::kReverse ? static_cast<double>(steps - index) / steps : forward;
}

std::vector<float> StartingNoise(std::uint32_t seed, int count) {
  const RandomSource random{seed, Stream::kSamplerNoise};
  std::vector<float> positions(2 * static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) {
    const auto words = random.Words(0, i);
    const auto point = Normal(words[0], words[1]);
    positions[2 * i] = static_cast<float>(point[0]);
    positions[2 * i + 1] = static_cast<float>(point[1]);
  }
  return positions;
}

Sampler::Sampler(Method method, Direction direction, const NetworkConfig& network)
    : direction_(direction),
      encoding_(method, network),
      network_(ShapeOf(method, network)),
      tape_(network_.shape(), kSampleColumns, Recording::kNothing),
      inputs_(network_.shape().inputs, kSampleColumns),
      velocities_(2 * kSampleColumns) {}

void Sampler::Velocity(const float* positions, int count, double t, double r, float* velocities) {
  const ConstMatrixMap<float> x(positions, 2, count);
  MatrixMap<float> u(velocities, 2, count);
  for (int first = 0; first < count; first += kSampleColumns) {
    const int columns = std::min(kSampleColumns, count - first);
    for (int j = 0; j < columns; ++j) {
      encoding_.At(x.col(first + j).data(), t, r, inputs_.col(j).data());
    }
    network_.Forward(inputs_.leftCols(columns), &tape_, u.middleCols(first, columns));
  }
}

void Sampler::Step(int index, int steps, float* positions, int count) {
  const double t = SolverTime(direction_, index, steps);
  const double next = SolverTime(direction_, index + 1, steps);
  const double r = direction_ == Direction::kForwardAsPublished ? t - (next - t) : next;
  const auto interval = static_cast<float>(next - t);
  for (int first = 0; first < count; first += kSampleColumns) {
    const int columns = std::min(kSampleColumns, count - first);
    MatrixMap<float> x(positions + 2 * first, 2, columns);
    Velocity(x.data(), columns, t, r, velocities_.data());
    // x <- x + (r - t) u(x, t, r)
    x += interval * MatrixMap<float>(velocities_.data(), 2, columns);
  }
}

std::vector<float> Sampler::Path(const SampleConfig& config) {
  std::vector<float> path = StartingNoise(config.seed, config.count);
  const std::size_t size = path.size();
  path.resize(size * (config.steps + 1));
  for (int index = 0; index < config.steps; ++index) {
    float* state = path.data() + size * (index + 1);
    std::copy_n(state - size, size, state);
    Step(index, config.steps, state, config.count);
  }
  return path;
}

std::vector<float> Sampler::Sample(const SampleConfig& config) {
  std::vector<float> positions = StartingNoise(config.seed, config.count);
  for (int index = 0; index < config.steps; ++index) {
    Step(index, config.steps, positions.data(), config.count);
  }
  return positions;
}

std::vector<float> Sampler::VelocityField(double t, double r, int size, double extent) {
  std::vector<float> positions(2 * static_cast<std::size_t>(size) * size);
  const double side = 2 * extent / size;
  for (int iy = 0; iy < size; ++iy) {
    for (int ix = 0; ix < size; ++ix) {
      float* point = &positions[2 * (iy * size + ix)];
      point[0] = static_cast<float>((ix + 0.5) * side - extent);
      point[1] = static_cast<float>((iy + 0.5) * side - extent);
    }
  }
  std::vector<float> velocities(positions.size());
  Velocity(positions.data(), size * size, t, r, velocities.data());
  return velocities;
}

}  // namespace meanflow
