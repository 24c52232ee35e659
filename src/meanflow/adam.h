// Adam over flat vectors; knows nothing of networks.
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

}  // namespace meanflow

#endif  // MEANFLOW_ADAM_H_
