// Adam over flat vectors, and what is done around it; knows nothing of networks.
#ifndef MEANFLOW_ADAM_H_
#define MEANFLOW_ADAM_H_

#include <vector>

#include "meanflow/config.h"

namespace meanflow {

/// Running means of the gradient and of its square, one value a parameter.
template <typename Scalar>
struct AdamMomentsOf {
  std::vector<Scalar> first;
  std::vector<Scalar> second;
};
using AdamMoments = AdamMomentsOf<float>;

/// One update, as torch.optim.Adam without weight decay (Kingma and Ba 2014, algorithm 1):
///   m <- b1 m + (1 - b1) g,  v <- b2 v + (1 - b2) g^2,
///   p <- p - lr m / (1 - b1^k) / (sqrt(v / (1 - b2^k)) + eps).
/// `step` is k, 1 for the first update. All vectors have the same size.
template <typename Scalar>
void AdamUpdate(const OptimizerConfig& config, int step, const std::vector<Scalar>& gradient,
                AdamMomentsOf<Scalar>* moments, std::vector<Scalar>* parameters);

/// The rate of update `step`, 1 .. iterations: config.learning_rate under config.schedule, times
/// step / warmup during the warm-up.
double LearningRate(const OptimizerConfig& config, int step, int iterations);

/// Scales the gradient down to the norm `limit` when it is longer, as
/// torch.nn.utils.clip_grad_norm_: by min(1, limit / (norm + 1e-6)). Returns the norm it had.
/// Nothing changes when that is not finite: there is no such scale.
template <typename Scalar>
double ClipGradient(double limit, std::vector<Scalar>* gradient);

/// One step of the weights' running mean: mean <- d mean + (1 - d) parameters, with
/// d = min(config.ema, step / (step + 9)), so that the first updates, of a network that knows
/// nothing yet, are soon forgotten.
template <typename Scalar>
void AverageUpdate(const OptimizerConfig& config, int step, const std::vector<Scalar>& parameters,
                   std::vector<Scalar>* mean);

}  // namespace meanflow

#endif  // MEANFLOW_ADAM_H_
