// Adam, learning-rate schedule, gradient clipping and EMA, over flat vectors.
#ifndef MEANFLOW_ADAM_H_
#define MEANFLOW_ADAM_H_

#include "meanflow/config.h"
#include "meanflow/eigen.h"

namespace meanflow {

/// First and second moment estimates: running means of the gradient and of its square, one value
/// per parameter.
template <typename Scalar>
struct AdamMomentsOf {
  Vector<Scalar> first;
  Vector<Scalar> second;
};
using AdamMoments = AdamMomentsOf<float>;

/// One update like torch.optim.Adam without weight decay (Kingma and Ba 2014, algorithm 1):
///   m <- b1 m + (1 - b1) g,  v <- b2 v + (1 - b2) g^2,
///   p <- p - lr m / (1 - b1^k) / (sqrt(v / (1 - b2^k)) + eps).
/// `step` is k, 1 for the first update. All vectors have the same size.
template <typename Scalar>
void AdamUpdate(const OptimizerConfig& config, int step, const Vector<Scalar>& gradient,
                AdamMomentsOf<Scalar>* moments, Vector<Scalar>* parameters);

/// The learning rate of update `step`, 1 .. iterations: config.learning_rate under
/// config.schedule, times step / warmup during the warm-up.
double LearningRate(const OptimizerConfig& config, int step, int iterations);

/// Clips the gradient's norm to `limit` like torch.nn.utils.clip_grad_norm_: scales by
/// min(1, limit / (norm + 1e-6)). Returns the norm before clipping. A gradient whose norm is not
/// finite stays as it is.
template <typename Scalar>
double ClipGradient(double limit, Vector<Scalar>* gradient);

/// One update of the exponential moving average of the parameters:
///   ema <- d ema + (1 - d) parameters,  d = min(config.ema, step / (step + 9)).
/// The smaller decay of the first updates makes the average forget the initial parameters soon.
template <typename Scalar>
void EmaUpdate(const OptimizerConfig& config, int step, const Vector<Scalar>& parameters,
               Vector<Scalar>* ema);

}  // namespace meanflow

#endif  // MEANFLOW_ADAM_H_
