#include "meanflow/adam.h"

#include <cassert>
#include <cmath>

namespace meanflow {

template <typename Scalar>
void AdamUpdate(const OptimizerConfig& config, int step, const std::vector<Scalar>& gradient,
                AdamMomentsOf<Scalar>* moments, std::vector<Scalar>* parameters) {
  assert(gradient.size() == parameters->size());
  // As PyTorch: the corrections in double, then one multiplication each.
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

template void AdamUpdate(const OptimizerConfig&, int, const std::vector<float>&,
                         AdamMomentsOf<float>*, std::vector<float>*);
template void AdamUpdate(const OptimizerConfig&, int, const std::vector<double>&,
                         AdamMomentsOf<double>*, std::vector<double>*);

}  // namespace meanflow
