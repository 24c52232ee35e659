#include "meanflow/network_inspector.h"

#include <cmath>

namespace meanflow {

template <typename Scalar>
NetworkInspector<Scalar>::NetworkInspector(const TrainConfig& config)
    : encoding_(config.method, config.network),
      network_(ShapeOf(config.method, config.network)),
      tape_(network_.shape(), 1, Recording::kTangents),
      inputs_(encoding_.size(), 1),
      inputs_dot_(encoding_.size(), 1),
      u_(2, 1),
      u_dot_(2, 1) {}

template <typename Scalar>
void NetworkInspector<Scalar>::SetParameters(const Vector<float>& parameters) {
  const Vector<Scalar> converted = parameters.template cast<Scalar>();
  network_.SetParameters(converted.data());
}

template <typename Scalar>
Point NetworkInspector<Scalar>::Velocity(const FlowPoint& at) {
  const Scalar x[2] = {static_cast<Scalar>(at.x[0]), static_cast<Scalar>(at.x[1])};
  encoding_.At(x, at.t, at.r, inputs_.data());
  network_.Forward(inputs_, &tape_, u_);
  return {u_(0), u_(1)};
}

template <typename Scalar>
VelocityAndTangent NetworkInspector<Scalar>::Jvp(const FlowPoint& at, const FlowPoint& along) {
  const Scalar x[2] = {static_cast<Scalar>(at.x[0]), static_cast<Scalar>(at.x[1])};
  const Scalar x_dot[2] = {static_cast<Scalar>(along.x[0]), static_cast<Scalar>(along.x[1])};
  encoding_.At(x, at.t, at.r, inputs_.data());
  encoding_.Along(x_dot, static_cast<Scalar>(along.t), static_cast<Scalar>(along.r), inputs_.data(),
                  inputs_dot_.data());
  network_.Jvp(inputs_, inputs_dot_, &tape_, u_, u_dot_);
  return {{u_(0), u_(1)}, {u_dot_(0), u_dot_(1)}};
}

template <typename Scalar>
Point NetworkInspector<Scalar>::CentralDifference(const FlowPoint& at, const FlowPoint& along,
                                                  double h) {
  const auto moved = [&](double step) {
    return Velocity({{at.x[0] + step * along.x[0], at.x[1] + step * along.x[1]},
                     at.t + step * along.t,
                     at.r + step * along.r});
  };
  const Point after = moved(h), before = moved(-h);
  return {(after[0] - before[0]) / (2 * h), (after[1] - before[1]) / (2 * h)};
}

template <typename Scalar>
auto NetworkInspector<Scalar>::Layers() const -> std::vector<Layer> {
  std::vector<Layer> layers;
  for (int l = 0; l <= shape().depth + 1; ++l) {
    layers.push_back({tape_.Activations(l, 1), tape_.Tangents(l, 1)});
  }
  return layers;
}

template class NetworkInspector<float>;
template class NetworkInspector<double>;

IdentityTerms IdentityOf(NetworkInspector<double>* network, const FlowPoint& at) {
  // v = u(x, t, t)
  const Point v = network->Velocity({at.x, at.t, at.t});
  // (u, dudt) = Jvp(u; (x, t, r), (v, 1, 0))
  const auto [u, dudt] = network->Jvp(at, {v, 1, 0});
  return {u, dudt, v};
}

RegressionTargets TargetsOf(NetworkInspector<double>* network, const FlowPoint& at,
                            const Points<double>& velocities) {
  const IdentityTerms own = IdentityOf(network, at);
  RegressionTargets targets{velocities, velocities};
  for (int i = 0; i < velocities.cols(); ++i) {
    const Point v = {velocities(0, i), velocities(1, i)};
    const Point dudt = network->Jvp(at, {v, 1, 0}).u_dot;
    for (int axis = 0; axis < 2; ++axis) {
      // target = v - (t - r) dudt
      targets.mf(axis, i) -= (at.t - at.r) * dudt[axis];
      targets.imf(axis, i) -= (at.t - at.r) * own.dudt[axis];
    }
  }
  return targets;
}

double Spread(const Points<double>& points) {
  const auto count = static_cast<double>(points.cols());
  return std::sqrt((points.colwise() - points.rowwise().mean()).squaredNorm() / count);
}

}  // namespace meanflow
