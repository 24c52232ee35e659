#include "meanflow/objective.h"

#include <algorithm>
#include <cassert>

#include "meanflow/random.h"

namespace meanflow {
namespace {

/// Samples that go through the whole network together: their activations, with the weights, stay
/// in a second-level cache of 512 KB at the default width.
constexpr int kTileColumns = 64;

}  // namespace

template <typename Scalar>
void TrainingPairs<Scalar>::Resize(int count) {
  x0.resize(2 * count);
  x1.resize(2 * count);
  t.resize(count);
  r.resize(count);
}

void DrawTrainingPairs(const TrainConfig& config, const DensitySampler& density, int iteration,
                       int first, TrainingPairs<float>* pairs) {
  const RandomSource data{config.seed, Stream::kData};
  const RandomSource noise{config.seed, Stream::kNoise};
  const RandomSource time{config.seed, Stream::kTime};
  const bool data_first = config.direction == Direction::kReverse;
  std::vector<float>& data_end = data_first ? pairs->x0 : pairs->x1;
  std::vector<float>& noise_end = data_first ? pairs->x1 : pairs->x0;
  const int count = pairs->size();
  for (int i = 0; i < count; ++i) {
    const auto sample = static_cast<std::uint32_t>(first + i);
    const auto point = density.Draw(data.Words(iteration, sample));
    const auto noise_words = noise.Words(iteration, sample);
    const auto start = Normal(noise_words[0], noise_words[1]);
    const auto time_words = time.Words(iteration, sample);
    for (int axis = 0; axis < 2; ++axis) {
      data_end[2 * i + axis] = static_cast<float>(point[axis]);
      noise_end[2 * i + axis] = static_cast<float>(start[axis]);
    }
    auto t = static_cast<float>(Uniform(time_words[0]));
    auto r = static_cast<float>(Uniform(time_words[1]));
    if (config.method != Method::kFm) {
      const bool anchor_late = config.direction != Direction::kForward;
      if (anchor_late ? t < r : t > r) std::swap(t, r);
    }
    pairs->t[i] = t;
    pairs->r[i] = r;
  }
}

template <typename Scalar>
Objective<Scalar>::Objective(Method method, const NetworkConfig& network)
    : method_(method),
      network_(MlpShape{NetworkInputs(method), network.width, network.depth}),
      tape_(network_.shape(), kTileColumns),
      inputs_(network_.shape().inputs * kTileColumns),
      inputs_dot_(network_.shape().inputs * kTileColumns),
      velocity_(2 * kTileColumns),
      interval_(kTileColumns),
      tangent_(2 * kTileColumns),
      prediction_(2 * kTileColumns),
      dudt_(2 * kTileColumns),
      target_(2 * kTileColumns),
      residual_(2 * kTileColumns) {}

template <typename Scalar>
double Objective<Scalar>::Evaluate(const TrainingPairs<Scalar>& pairs, int batch, Scalar* gradient,
                                   ObjectiveTrace<Scalar>* trace) {
  network_.ClearGradient();
  double squares = 0;
  for (int first = 0; first < pairs.size(); first += kTileColumns) {
    const int count = std::min(kTileColumns, pairs.size() - first);
    LoadTile(pairs, first, count);
    Predict(count);
    squares += Residual(count, Scalar(1) / static_cast<Scalar>(batch));
    network_.Backward(residual_.data(), count, &tape_);
    if (trace != nullptr) AppendTo(trace, count);
  }
  network_.CopyGradient(gradient);
  return squares / (2.0 * batch);
}

template <typename Scalar>
void Objective<Scalar>::LoadTile(const TrainingPairs<Scalar>& pairs, int first, int count) {
  const int rows = network_.shape().inputs;
  for (int j = 0; j < count; ++j) {
    const int i = first + j;
    const Scalar t = pairs.t[i];
    Scalar* input = &inputs_[j * rows];
    for (int axis = 0; axis < 2; ++axis) {
      const Scalar x0 = pairs.x0[2 * i + axis];
      const Scalar x1 = pairs.x1[2 * i + axis];
      input[axis] = t * x1 + (1 - t) * x0;
      velocity_[2 * j + axis] = x1 - x0;
    }
    input[2] = t;
    if (rows == 4) input[3] = pairs.r[i];
    interval_[j] = t - pairs.r[i];
  }
}

template <typename Scalar>
void Objective<Scalar>::Predict(int count) {
  if (method_ == Method::kFm) {
    network_.Forward(inputs_.data(), count, &tape_, prediction_.data());
    std::copy_n(velocity_.begin(), 2 * count, target_.begin());
    return;
  }
  std::copy_n(velocity_.begin(), 2 * count, tangent_.begin());
  if (method_ == Method::kImf) {
    inputs_dot_ = inputs_;
    for (int j = 0; j < count; ++j) inputs_dot_[4 * j + 3] = inputs_[4 * j + 2];  // r = t
    network_.Evaluate(inputs_dot_.data(), count, &tape_, tangent_.data());
  }
  for (int j = 0; j < count; ++j) {
    inputs_dot_[4 * j] = tangent_[2 * j];
    inputs_dot_[4 * j + 1] = tangent_[2 * j + 1];
    inputs_dot_[4 * j + 2] = 1;
    inputs_dot_[4 * j + 3] = 0;
  }
  network_.Jvp(inputs_.data(), inputs_dot_.data(), count, &tape_, prediction_.data(), dudt_.data());
  for (int i = 0; i < 2 * count; ++i) target_[i] = velocity_[i] - interval_[i / 2] * dudt_[i];
}

template <typename Scalar>
double Objective<Scalar>::Residual(int count, Scalar scale) {
  double squares = 0;
  for (int i = 0; i < 2 * count; ++i) {
    const Scalar difference = prediction_[i] - target_[i];
    squares += static_cast<double>(difference) * difference;
    residual_[i] = scale * difference;  // d/du of (u - target)^2 / (2 batch)
  }
  return squares;
}

template <typename Scalar>
void Objective<Scalar>::AppendTo(ObjectiveTrace<Scalar>* trace, int count) const {
  const auto append = [count](const std::vector<Scalar>& from, std::vector<Scalar>* to) {
    to->insert(to->end(), from.begin(), from.begin() + 2 * count);
  };
  append(prediction_, &trace->prediction);
  append(target_, &trace->target);
  if (method_ == Method::kFm) return;
  append(tangent_, &trace->tangent);
  append(dudt_, &trace->dudt);
}

template struct TrainingPairs<float>;
template struct TrainingPairs<double>;
template class Objective<float>;
template class Objective<double>;

}  // namespace meanflow
