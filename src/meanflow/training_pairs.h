// Training samples: pairs of data and noise, and their times.
#ifndef MEANFLOW_TRAINING_PAIRS_H_
#define MEANFLOW_TRAINING_PAIRS_H_

#include "meanflow/config.h"
#include "meanflow/density.h"
#include "meanflow/eigen.h"

namespace meanflow {

/// End points and times of B training samples. x0 is the end at time 0 and x1 the one at time 1, so
/// x_t = t x1 + (1 - t) x0 and v = x1 - x0; which of them is data depends on the direction.
template <typename Scalar>
struct TrainingPairs {
  Points<Scalar> x0;            ///< (2, B)
  Points<Scalar> x1;            ///< (2, B)
  Vector<Scalar> t;             ///< (B), the anchor time
  Vector<Scalar> r;             ///< (B), the other end; unused by FM
  Points<Scalar> other_data{};  ///< (2, N), more points of the density, for posterior targets

  int size() const { return static_cast<int>(t.size()); }
  void Resize(int count) {
    x0.resize(2, count);
    x1.resize(2, count);
    t.resize(count);
    r.resize(count);
  }
};

/// Fills `pairs` with samples first .. first + pairs->size() - 1 of an iteration. Sample i of
/// iteration k depends on the seed and config.sequence only, not on how a batch is split, and its
/// end points are the same for every method. `other_data` gets what loss.posterior_points asks for
/// beside the samples' own points: the data of the samples that follow, cyclically. Of two drawn
/// times the anchor is the one where sampling starts; samples with r = t have the first of the two.
void DrawTrainingPairs(const TrainConfig& config, const DensitySampler& density, int iteration,
                       int first, TrainingPairs<float>* pairs);

}  // namespace meanflow

#endif  // MEANFLOW_TRAINING_PAIRS_H_
