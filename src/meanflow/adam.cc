#include "meanflow/adam.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>

namespace meanflow {

template <typename Scalar>
void AdamUpdate(const OptimizerConfig& config, int step, const std::vector<Scalar>& gradient,
                AdamMomentsOf<Scalar>* moments, std::vector<Scalar>* parameters) {
  assert(gradient.size() == parameters->size());
  // Like PyTorch: bias corrections in double, then one multiplication each.
  const double correction1 = 1 - std::pow(config.beta1, step);
  const double correction2 = 1 - std::pow(config.beta2, step);
  const auto rate = static_cast<Scalar>(config.learning_rate / correction1);
  const auto root_correction = static_cast<Scalar>(std::sqrt(correction2));
  const auto beta1 = static_cast<Scalar>(config.beta1);
  const auto beta2 = static_cast<Scalar>(config.beta2);
  const auto rest1 = static_cast<Scalar>(1 - config.beta1);
  const auto rest2 = static_cast<Scalar>(1 - config.beta2);
  const auto epsilon = static_cast<Scalar>(config.epsilon);
  const Scalar* g = gradient.data();
  Scalar* m = moments->first.data();
  Scalar* v = moments->second.data();
  Scalar* p = parameters->data();
  const std::size_t count = gradient.size();
  for (std::size_t i = 0; i < count; ++i) {
    m[i] = beta1 * m[i] + rest1 * g[i];
    v[i] = beta2 * v[i] + rest2 * g[i] * g[i];
    p[i] -= rate * m[i] / (std::sqrt(v[i]) / root_correction + epsilon);
  }
}

double LearningRate(const OptimizerConfig& config, int step, int iterations) {
  double rate = config.learning_rate;
  if (step <= config.warmup) rate *= static_cast<double>(step) / config.warmup;
  if (config.schedule == Schedule::kCosine) {
    rate *= (1 + std::cos(std::numbers::pi * (step - 1) / iterations)) / 2;
  }
  return rate;
}

template <typename Scalar>
double ClipGradient(double limit, std::vector<Scalar>* gradient) {
  double squares = 0;
  for (const Scalar value : *gradient) squares += static_cast<double>(value) * value;
  const double norm = std::sqrt(squares);
  const double scale = limit / (norm + 1e-6);
  if (scale < 1 && std::isfinite(norm)) {
    for (Scalar& value : *gradient) value *= static_cast<Scalar>(scale);
  }
  return norm;
}

template <typename Scalar>
void EmaUpdate(const OptimizerConfig& config, int step, const std::vector<Scalar>& parameters,
               std::vector<Scalar>* ema) {
  const double decay = std::min(config.ema, step / (step + 9.0));
  const auto old_share = static_cast<Scalar>(decay);
  const auto new_share = static_cast<Scalar>(1 - decay);
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    (*ema)[i] = old_share * (*ema)[i] + new_share * parameters[i];
  }
}

template double ClipGradient(double, std::vector<float>*);
template double ClipGradient(double, std::vector<double>*);
template void EmaUpdate(const OptimizerConfig&, int, const std::vector<float>&,
                        std::vector<float>*);
template void EmaUpdate(const OptimizerConfig&, int, const std::vector<double>&,
                        std::vector<double>*);
template void AdamUpdate(const OptimizerConfig&, int, const std::vector<float>&,
                         AdamMomentsOf<float>*, std::vector<float>*);
template void AdamUpdate(const OptimizerConfig&, int, const std::vector<double>&,
                         AdamMomentsOf<double>*, std::vector<double>*);

}  // namespace meanflow
