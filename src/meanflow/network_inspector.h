// A network at one place and time, layer by layer and term by term, for figures that explain it.
#ifndef MEANFLOW_NETWORK_INSPECTOR_H_
#define MEANFLOW_NETWORK_INSPECTOR_H_

#include <vector>

#include "meanflow/config.h"
#include "meanflow/input_encoding.h"
#include "meanflow/mlp.h"
#include "meanflow/posterior.h"

namespace meanflow {

/// A place, an anchor time and another end: what u(x, t, r) is a function of. Also a tangent of it.
struct FlowPoint {
  Point x;
  double t, r;
};

/// u and its derivative along a tangent.
struct VelocityAndTangent {
  Point u, u_dot;
};

/// The network of a run, at fixed parameters. Not thread-safe.
///
/// Evaluates single points in double precision by plain loops, which are a tenth of the code that
/// Mlp<double> would add to the page. What has "Rounded" in its name is Mlp<float>, which trains.
class NetworkInspector {
 public:
  /// Of a run with these settings, which must be valid.
  explicit NetworkInspector(const TrainConfig& config);

  const MlpShape& shape() const { return rounded_.shape(); }

  /// Sets the P flat parameters.
  void SetParameters(const Vector<float>& parameters);

  /// u(x, t, r); for FM v(x, t).
  Point Velocity(const FlowPoint& at);

  /// u and (du/dx) x_dot + (du/dt) t_dot + (du/dr) r_dot, in one pass in forward mode.
  VelocityAndTangent Jvp(const FlowPoint& at, const FlowPoint& along);

  /// h_l and hdot_l of the last pass (mlp.h): the inputs (l = 0), the hidden layers 1 .. L, and u.
  struct Layer {
    std::vector<double> value, tangent;
  };
  const std::vector<Layer>& layers() const { return layers_; }

  /// The derivative of Jvp, in float.
  Point RoundedJvp(const FlowPoint& at, const FlowPoint& along);

  /// The same by a central difference of step h, in float:
  ///   (u(at + h along) - u(at - h along)) / 2h
  Point RoundedDifference(const FlowPoint& at, const FlowPoint& along, double h);

 private:
  Point RoundedVelocity(const FlowPoint& at);
  void PassLinear(const LayerShape& shape, const Layer& from, Layer* to) const;

  InputEncoding<double> encoding_;
  InputEncoding<float> rounded_encoding_;
  Mlp<float> rounded_;
  Tape<float> tape_;
  std::vector<double> parameters_;
  std::vector<Layer> layers_;
  Matrix<float> inputs_, inputs_dot_, u_, u_dot_;
};

/// The terms of the mean flow identity u + (t - r) du/dt = v at one place, du/dt along (v, 1, 0).
struct IdentityTerms {
  Point u, dudt, v;
};

/// Under a network: v is its own u(x, t, t), as in iMF.
IdentityTerms IdentityOf(NetworkInspector* network, const FlowPoint& at);

/// What the pairs that lead to one (x_t, t, r) have a network regress on:
///   MF    v - (t - r) du/dt, du/dt along (v, 1, 0), with each pair's own v = x_1 - x_0
///   iMF   v - (t - r) du/dt, du/dt along (u(x_t, t, t), 1, 0)
struct RegressionTargets {
  Points<double> mf, imf;  ///< (2, count)
};

/// `velocities`, (2, count), are the pairs' own.
RegressionTargets TargetsOf(NetworkInspector* network, const FlowPoint& at,
                            const Points<double>& velocities);

/// The root mean square distance of points from their mean.
double Spread(const Points<double>& points);

}  // namespace meanflow

#endif  // MEANFLOW_NETWORK_INSPECTOR_H_
