#include "meanflow/network_inspector.h"

#include <cmath>
#include <numbers>

#include "meanflow/elementary.h"

namespace meanflow {
namespace {

struct Activation {
  double value, slope;
};

/// gelu(z) = z Phi(z) and gelu'(z) = Phi(z) + z phi(z), of the standard normal distribution.
Activation GeluAt(double z) {
  const double phi = Exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi);
  const double cumulative = Erfc(-z / std::numbers::sqrt2) / 2;
  return {z * cumulative, cumulative + z * phi};
}

FlowPoint Moved(const FlowPoint& at, const FlowPoint& along, double h) {
  return {
      {at.x[0] + h * along.x[0], at.x[1] + h * along.x[1]}, at.t + h * along.t, at.r + h * along.r};
}

}  // namespace

NetworkInspector::NetworkInspector(const TrainConfig& config)
    : encoding_(config.method, config.network),
      rounded_encoding_(config.method, config.network),
      rounded_(ShapeOf(config.method, config.network)),
      tape_(rounded_.shape(), 1),
      layers_(rounded_.shape().LayerCount() + 1),
      inputs_(encoding_.size(), 1),
      inputs_dot_(encoding_.size(), 1),
      u_(2, 1),
      u_dot_(2, 1) {}

void NetworkInspector::SetParameters(const Vector<float>& parameters) {
  rounded_.SetParameters(parameters.data());
  parameters_.assign(parameters.begin(), parameters.end());
}

Point NetworkInspector::Velocity(const FlowPoint& at) { return Jvp(at, {}).u; }

VelocityAndTangent NetworkInspector::Jvp(const FlowPoint& at, const FlowPoint& along) {
  // h_0 = inputs
  auto& [inputs, inputs_dot] = layers_[0];
  inputs.resize(encoding_.size());
  inputs_dot.resize(encoding_.size());
  encoding_.At(at.x.data(), at.t, at.r, inputs.data());
  encoding_.Along(along.x.data(), along.t, along.r, inputs.data(), inputs_dot.data());
  for (int l = 0; l < shape().LayerCount(); ++l) {
    Layer* next = &layers_[l + 1];
    const LayerShape layer = shape().Layer(l);
    const double* bias = &parameters_[layer.bias_offset];
    next->value.assign(bias, bias + layer.outputs);
    next->tangent.assign(layer.outputs, 0.0);
    // z_l = W_l h_l + b_l,  zdot_l = W_l hdot_l
    PassLinear(layer, layers_[l], next);
    if (l == shape().depth) break;
    for (int i = 0; i < layer.outputs; ++i) {
      // h_{l+1} = gelu(z_l),  hdot_{l+1} = gelu'(z_l) * zdot_l
      const Activation gelu = GeluAt(next->value[i]);
      next->value[i] = gelu.value;
      next->tangent[i] *= gelu.slope;
    }
  }
  auto& [u, u_dot] = layers_.back();
  // u = W_L h_L + b_L + A h_0
  if (shape().has_linear_path) PassLinear(shape().LinearPath(), layers_[0], &layers_.back());
  return {{u[0], u[1]}, {u_dot[0], u_dot[1]}};
}

/// Adds W h and W hdot.
void NetworkInspector::PassLinear(const LayerShape& shape, const Layer& from, Layer* to) const {
  const double* weight = &parameters_[shape.weight_offset];
  for (int row = 0; row < shape.outputs; ++row) {
    for (int column = 0; column < shape.inputs; ++column, ++weight) {
      to->value[row] += *weight * from.value[column];
      to->tangent[row] += *weight * from.tangent[column];
    }
  }
}

Point NetworkInspector::RoundedVelocity(const FlowPoint& at) {
  const float x[2] = {static_cast<float>(at.x[0]), static_cast<float>(at.x[1])};
  rounded_encoding_.At(x, at.t, at.r, inputs_.data());
  rounded_.Forward(inputs_, &tape_, u_);
  return {u_(0), u_(1)};
}

Point NetworkInspector::RoundedJvp(const FlowPoint& at, const FlowPoint& along) {
  const float x[2] = {static_cast<float>(at.x[0]), static_cast<float>(at.x[1])};
  const float x_dot[2] = {static_cast<float>(along.x[0]), static_cast<float>(along.x[1])};
  rounded_encoding_.At(x, at.t, at.r, inputs_.data());
  rounded_encoding_.Along(x_dot, static_cast<float>(along.t), static_cast<float>(along.r),
                          inputs_.data(), inputs_dot_.data());
  rounded_.Jvp(inputs_, inputs_dot_, &tape_, u_, u_dot_);
  return {u_dot_(0), u_dot_(1)};
}

Point NetworkInspector::RoundedDifference(const FlowPoint& at, const FlowPoint& along, double h) {
  const Point after = RoundedVelocity(Moved(at, along, h));
  const Point before = RoundedVelocity(Moved(at, along, -h));
  return {(after[0] - before[0]) / (2 * h), (after[1] - before[1]) / (2 * h)};
}

IdentityTerms IdentityOf(NetworkInspector* network, const FlowPoint& at) {
  // v = u(x, t, t)
  const Point v = network->Velocity({at.x, at.t, at.t});
  // (u, dudt) = Jvp(u; (x, t, r), (v, 1, 0))
  const auto [u, dudt] = network->Jvp(at, {v, 1, 0});
  return {u, dudt, v};
}

RegressionTargets TargetsOf(NetworkInspector* network, const FlowPoint& at,
                            const Points<double>& velocities) {
  const IdentityTerms own = IdentityOf(network, at);
  // A JVP is linear in its tangent: du/dt along (v, 1, 0) = v_x du/dx + v_y du/dy + du/dt.
  const Point dudx = network->Jvp(at, {{1, 0}, 0, 0}).u_dot;
  const Point dudy = network->Jvp(at, {{0, 1}, 0, 0}).u_dot;
  const Point partial = network->Jvp(at, {{0, 0}, 1, 0}).u_dot;
  RegressionTargets targets{velocities, velocities};
  for (int i = 0; i < velocities.cols(); ++i) {
    for (int axis = 0; axis < 2; ++axis) {
      const double dudt =
          velocities(0, i) * dudx[axis] + velocities(1, i) * dudy[axis] + partial[axis];
      // target = v - (t - r) dudt
      targets.mf(axis, i) -= (at.t - at.r) * dudt;
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
