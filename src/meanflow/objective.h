// The training objectives FM, MF, iMF and LSD: loss and gradient of a set of training pairs. Each
// is one function of objective.cc, in the papers' letters; what they share is around them.
#ifndef MEANFLOW_OBJECTIVE_H_
#define MEANFLOW_OBJECTIVE_H_

#include <memory>
#include <vector>

#include "meanflow/config.h"
#include "meanflow/empirical_posterior.h"
#include "meanflow/input_encoding.h"
#include "meanflow/mlp.h"
#include "meanflow/posterior.h"
#include "meanflow/training_pairs.h"

namespace meanflow {

/// Intermediate values of one evaluation, each (2, B). For samples with r = t by config.times, dudt
/// is 0 and tangent is the target.
template <typename Scalar>
struct ObjectiveTrace {
  Points<Scalar> tangent;     ///< velocity in the JVP; MF and iMF only
  Points<Scalar> prediction;  ///< v(x_t, t) for FM, u(x_t, t, r) otherwise
  Points<Scalar> dudt;        ///< JVP along (tangent, 1, 0); du/dr for LSD; empty for FM
  Points<Scalar> target;      ///< regression target, constant under differentiation
};

/// Largest plausible velocity component: four standard deviations of noise plus the density's
/// window; 6 for the tutorial's data. Larger teacher velocities are clamped.
double TeacherBound(const DensityConfig& density);

/// Loss and gradient of a method on given pairs:
///   FM   |v(x_t, t) - v|^2                                         v = x1 - x0
///   MF   |u(x_t, t, r) - sg[v - (t - r) du/dt]|^2,  du/dt = JVP of u along (v, 1, 0)
///   iMF  as MF, with the JVP along (sg u(x_t, t, t), 1, 0)
///   LSD  |u(x_t, t, t) - v|^2                                      where r = t,
///        |u(x_t, t, r) - (t - r) du/dr - sg u(sg X, r, r)|^2       elsewhere
/// each as the mean over samples and both coordinates (arXiv 2505.13447, eqs. 9-11; 2512.02012;
/// 2505.18825). sg is stop-gradient. X = x_t - (t - r) u(x_t, t, r) is the end point of the model's
/// flow map, and the second line of LSD regresses its derivative dX/dr = u - (t - r) du/dr on the
/// velocity at X, for t and r in either order. It is differentiated through du/dr. The teacher
/// u(X, r, r) is clamped to +-TeacherBound().
///
/// config.loss and config.times modify this; see there. The returned loss has no adaptive weights,
/// so that losses of different settings can be compared.
template <typename Scalar>
class Objective {
 public:
  /// `config` must be valid.
  explicit Objective(const TrainConfig& config);
  /// The method with all other settings at their defaults.
  Objective(Method method, const NetworkConfig& network);

  const MlpShape& shape() const { return network_.shape(); }

  /// Sets the P flat parameters for the next evaluations.
  void SetParameters(const Scalar* parameters) { network_.SetParameters(parameters); }

  /// Writes the gradient (P) and returns the loss. Both are sums over the pairs divided by
  /// 2 * batch, so the results for the parts of a batch add up. `trace` may be null.
  double Evaluate(const TrainingPairs<Scalar>& pairs, int batch, Scalar* gradient,
                  ObjectiveTrace<Scalar>* trace);

 private:
  /// Samples evaluated together. Their activations and the weights fit in an L2 cache of 512 KB at
  /// the default width.
  static constexpr int kTileColumns = 64;
  // Arrays of up to a tile's columns, which change their size without allocating.
  using Inputs = Eigen::Array<Scalar, Eigen::Dynamic, Eigen::Dynamic, 0, kMostInputs, kTileColumns>;
  using Coordinates = Eigen::Array<Scalar, 2, Eigen::Dynamic, 0, 2, kTileColumns>;
  using Times = Eigen::Array<Scalar, 1, Eigen::Dynamic, Eigen::RowMajor, 1, kTileColumns>;

  /// n samples, in the papers' letters.
  struct Samples {
    Coordinates x_t;       // (2, n), as are all but t and r
    Times t, r;            // (1, n)
    Coordinates v;         // x_1 - x_0, or what replaces it under config.loss
    Coordinates w;         // the velocity in the JVP
    Coordinates u, dudt;   // u(x_t, t, r); du/dt, for LSD du/dr
    Coordinates target;    // constant under differentiation
    Coordinates residual;  // what is to become zero
  };

  void GroupEqualTimes(const TrainingPairs<Scalar>& pairs);
  void LoadSamples(const TrainingPairs<Scalar>& pairs, int first, int count);
  void UsePosteriorVelocity(const TrainingPairs<Scalar>& pairs, int first);
  void FlowMatching();
  void MeanFlow();
  void ImprovedMeanFlow();
  void LagrangianSelfDistillation();
  const Inputs& InputsAt(const Coordinates& x, const Times& t, const Times& r);
  const Inputs& InputsAlong(const Coordinates& x_dot, Scalar t_dot, Scalar r_dot);
  void ExactVelocity(const Coordinates& x, const Times& t, Coordinates* velocity);
  double Weigh(bool adaptive, Scalar scale);
  void CopyTrace(int first, ObjectiveTrace<Scalar>* trace) const;

  // The largest alignment first, which leaves no gaps.
  Samples tile_;
  Inputs inputs_, inputs_dot_;
  LossConfig loss_;
  Mlp<Scalar> network_;
  Tape<Scalar> tape_, constant_tape_;                           // the latter for sg u
  std::unique_ptr<Tape<Scalar>> jvp_tape_;                      // LSD only
  std::unique_ptr<GridPosterior> posterior_;                    // exact tangent only
  std::unique_ptr<EmpiricalPosterior<Scalar>> lane_posterior_;  // posterior target only
  std::vector<int> order_;                                      // samples, those with r = t first
  Scalar teacher_bound_;
  Method method_;
  Tangent tangent_kind_;
  Direction direction_;
  int equal_count_ = 0;
  InputEncoding<Scalar> encoding_;
  bool has_equal_;  // a share of the samples has r = t
};

}  // namespace meanflow

#endif  // MEANFLOW_OBJECTIVE_H_
