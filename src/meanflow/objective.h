// FM, MF and iMF: loss and gradient of a set of training pairs.
#ifndef MEANFLOW_OBJECTIVE_H_
#define MEANFLOW_OBJECTIVE_H_

#include <vector>

#include "meanflow/config.h"
#include "meanflow/density.h"
#include "meanflow/mlp.h"

namespace meanflow {

/// End points and times of B training samples. x0 is the end at time 0 and x1 the one at time 1, so
/// x_t = t x1 + (1 - t) x0 and v = x1 - x0; which of them is data depends on the direction.
template <typename Scalar>
struct TrainingPairs {
  std::vector<Scalar> x0;  ///< (2, B)
  std::vector<Scalar> x1;  ///< (2, B)
  std::vector<Scalar> t;   ///< (B), the anchor time
  std::vector<Scalar> r;   ///< (B), the other end; unused by FM

  int size() const { return static_cast<int>(t.size()); }
  void Resize(int count);
};

/// Fills `pairs` with samples first .. first + pairs->size() - 1 of an iteration. Sample i of
/// iteration k depends on the seed only, not on who asks, and is the same for every method.
void DrawTrainingPairs(const TrainConfig& config, const DensitySampler& density, int iteration,
                       int first, TrainingPairs<float>* pairs);

/// Intermediate values of one evaluation, each (2, B).
template <typename Scalar>
struct ObjectiveTrace {
  std::vector<Scalar> tangent;     ///< velocity put into the JVP; empty for FM
  std::vector<Scalar> prediction;  ///< v(x_t, t) for FM, u(x_t, t, r) otherwise
  std::vector<Scalar> dudt;        ///< JVP along (tangent, 1, 0); empty for FM
  std::vector<Scalar> target;      ///< regression target, constant under differentiation
};

/// Loss and gradient of a method on given pairs:
///   FM   |v(x_t, t) - v|^2                                         v = x1 - x0
///   MF   |u(x_t, t, r) - sg[v - (t - r) du/dt]|^2,  du/dt = JVP of u along (v, 1, 0)
///   iMF  as MF, with the JVP along (sg u(x_t, t, t), 1, 0)
/// each as the mean over samples and both coordinates (arXiv 2505.13447, eqs. 9-11; 2512.02012).
template <typename Scalar>
class Objective {
 public:
  Objective(Method method, const NetworkConfig& network);

  const MlpShape& shape() const { return network_.shape(); }

  /// Sets the P flat parameters that the next evaluations use.
  void SetParameters(const Scalar* parameters) { network_.SetParameters(parameters); }

  /// Writes the gradient (P) and returns the loss: sums over the pairs divided by 2 * batch, so
  /// that the results of the parts of a batch add up. `trace` may be null.
  double Evaluate(const TrainingPairs<Scalar>& pairs, int batch, Scalar* gradient,
                  ObjectiveTrace<Scalar>* trace);

 private:
  void LoadTile(const TrainingPairs<Scalar>& pairs, int first, int count);
  void Predict(int count);
  double Residual(int count, Scalar scale);
  void AppendTo(ObjectiveTrace<Scalar>* trace, int count) const;

  Method method_;
  Mlp<Scalar> network_;
  Tape<Scalar> tape_;
  // One tile, columns contiguous: inputs (D, n), their tangent (D, n), and (2, n) each.
  std::vector<Scalar> inputs_, inputs_dot_, velocity_, interval_;
  std::vector<Scalar> tangent_, prediction_, dudt_, target_, residual_;
};

}  // namespace meanflow

#endif  // MEANFLOW_OBJECTIVE_H_
