#include "meanflow/adam.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>

#include "meanflow/elementary.h"

namespace meanflow {

template <typename Scalar>
void AdamUpdate(const OptimizerConfig& config, int step, const Vector<Scalar>& gradient,
                AdamMomentsOf<Scalar>* moments, Vector<Scalar>* parameters) {
  assert(gradient.size() == parameters->size());
  // Like PyTorch: bias corrections in double, then one multiplication each.
  const double correction1 = 1 - Power(config.beta1, step);
  const double correction2 = 1 - Power(config.beta2, step);
  const auto rate = static_cast<Scalar>(config.learning_rate / correction1);
  const auto root_correction = static_cast<Scalar>(std::sqrt(correction2));
  const auto beta1 = static_cast<Scalar>(config.beta1);
  const auto beta2 = static_cast<Scalar>(config.beta2);
  const auto rest1 = static_cast<Scalar>(1 - config.beta1);
  const auto rest2 = static_cast<Scalar>(1 - config.beta2);
  const auto epsilon = static_cast<Scalar>(config.epsilon);
  const auto g = gradient.array();
  auto m = moments->first.array();
  auto v = moments->second.array();
  auto p = parameters->array();
  // m <- b1 m + (1 - b1) g
  m = beta1 * m + rest1 * g;
  // v <- b2 v + (1 - b2) g^2
  v = beta2 * v + rest2 * g * g;
  // p <- p - lr m / (1 - b1^k) / (sqrt(v / (1 - b2^k)) + eps)
  p -= rate * m / (v.sqrt() / root_correction + epsilon);
}

double LearningRate(const OptimizerConfig& config, int step, int iterations) {
  double rate = config.learning_rate;
  if (step <= config.warmup) rate *= static_cast<double>(step) / config.warmup;
  if (config.schedule == Schedule::kCosine) {
    rate *= (1 + Cos(std::numbers::pi * (step - 1) / iterations)) / 2;
  }
  return rate;
}

template <typename Scalar>
double ClipGradient(double limit, Vector<Scalar>* gradient) {
  double squares = 0;  // added in order: Eigen's sums depend on the width of the machine's vectors
  for (const Scalar value : *gradient) squares += static_cast<double>(value) * value;
  const double norm = std::sqrt(squares);
  const double scale = limit / (norm + 1e-6);
  if (scale < 1 && std::isfinite(norm)) {
    // g <- min(1, limit / (|g| + 1e-6)) g
    *gradient *= static_cast<Scalar>(scale);
  }
  return norm;
}

template <typename Scalar>
void EmaUpdate(const OptimizerConfig& config, int step, const Vector<Scalar>& parameters,
               Vector<Scalar>* ema) {
  const double decay = std::min(config.ema, step / (step + 9.0));
  const auto old_share = static_cast<Scalar>(decay);
  const auto new_share = static_cast<Scalar>(1 - decay);
  // ema <- d ema + (1 - d) parameters
  *ema = old_share * *ema + new_share * parameters;
}

template double ClipGradient(double, Vector<float>*);
template double ClipGradient(double, Vector<double>*);
template void EmaUpdate(const OptimizerConfig&, int, const Vector<float>&, Vector<float>*);
template void EmaUpdate(const OptimizerConfig&, int, const Vector<double>&, Vector<double>*);
template void AdamUpdate(const OptimizerConfig&, int, const Vector<float>&, AdamMomentsOf<float>*,
                         Vector<float>*);
template void AdamUpdate(const OptimizerConfig&, int, const Vector<double>&, AdamMomentsOf<double>*,
                         Vector<double>*);

}  // namespace meanflow
