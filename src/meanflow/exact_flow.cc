#include "meanflow/exact_flow.h"

#include <algorithm>
#include <cmath>

#include "meanflow/trajectory.h"

namespace meanflow {
namespace {

/// For shorter intervals the average velocity equals the velocity up to rounding.
constexpr double kShortestInterval = 1e-8;

/// Calls body(i, point) for every column of `positions`.
template <typename Scalar, typename Body>
void ForEachPoint(const Scalar* positions, int count, const Body& body) {
  for (int i = 0; i < count; ++i) {
    body(i,
         Point{static_cast<double>(positions[2 * i]), static_cast<double>(positions[2 * i + 1])});
  }
}

/// The derivative at `at` of the polynomial that is 1 at node i and 0 at the other nodes 0, 1, ...
double LagrangeSlope(int i, int nodes, double at) {
  double slope = 0;
  for (int skipped = 0; skipped < nodes; ++skipped) {
    if (skipped == i) continue;
    double term = 1.0 / (i - skipped);
    for (int j = 0; j < nodes; ++j) {
      if (j != i && j != skipped) term *= (at - j) / (i - j);
    }
    slope += term;
  }
  return slope;
}

template <typename Scalar>
void StorePoint(double x, double y, int column, Scalar* matrix) {
  matrix[2 * column] = static_cast<Scalar>(x);
  matrix[2 * column + 1] = static_cast<Scalar>(y);
}

}  // namespace

double NoiseLevel(Direction direction, double t) {
  return direction == Direction::kReverse ? t : 1 - t;
}

double ExactFlow::VelocitySign() const { return direction_ == Direction::kReverse ? 1 : -1; }

template <typename Scalar>
void ExactFlow::Velocity(const Scalar* positions, int count, double t, Scalar* velocities) {
  const double level = NoiseLevel(direction_, t), sign = VelocitySign();
  ForEachPoint(positions, count, [&](int i, const Point& point) {
    const Point velocity = posterior_.Mean(point, level).velocity;
    StorePoint(sign * velocity[0], sign * velocity[1], i, velocities);
  });
}

template <typename Scalar>
void ExactFlow::LogDensity(const Scalar* positions, int count, double t, Scalar* log_densities) {
  const double level = NoiseLevel(direction_, t);
  ForEachPoint(positions, count, [&](int i, const Point& point) {
    log_densities[i] = static_cast<Scalar>(posterior_.Full(point, level).log_density);
  });
}

template <typename Scalar>
void ExactFlow::Path(const Scalar* positions, int count, const std::vector<double>& times,
                     double tolerance, Scalar* states) {
  std::vector<double> levels;
  levels.reserve(times.size());
  for (const double time : times) levels.push_back(NoiseLevel(direction_, time));
  Trajectory<2> trajectory(&posterior_, tolerance);
  ForEachPoint(positions, count, [&](int i, const Point& point) {
    trajectory.Follow(point, levels, [&](int index, const FlowState<2>& state) {
      StorePoint(state[0], state[1], index * count + i, states);
    });
  });
}

template <typename Scalar>
void ExactFlow::Map(const Scalar* positions, int count, double t, double r, double tolerance,
                    Scalar* ends) {
  const std::vector<double> levels = {NoiseLevel(direction_, t), NoiseLevel(direction_, r)};
  Trajectory<2> trajectory(&posterior_, tolerance);
  ForEachPoint(positions, count, [&](int i, const Point& point) {
    trajectory.Follow(point, levels, [&](int index, const FlowState<2>& state) {
      if (index == 1) StorePoint(state[0], state[1], i, ends);
    });
  });
}

template <typename Scalar>
void ExactFlow::AverageVelocity(const Scalar* positions, int count, double t, double r,
                                double tolerance, Scalar* velocities) {
  const double interval = r - t;
  if (std::abs(interval) < kShortestInterval) return Velocity(positions, count, t, velocities);
  const std::vector<double> levels = {NoiseLevel(direction_, t), NoiseLevel(direction_, r)};
  Trajectory<2> trajectory(&posterior_, std::max(tolerance * std::abs(interval), 1e-13));
  ForEachPoint(positions, count, [&](int i, const Point& point) {
    trajectory.Follow(point, levels, [&](int index, const FlowState<2>& state) {
      if (index == 0) return;
      StorePoint((state[0] - point[0]) / interval, (state[1] - point[1]) / interval, i, velocities);
    });
  });
}

template <typename Scalar>
void ExactFlow::Jacobian(const Scalar* positions, int count, double t, double r, double tolerance,
                         Scalar* jacobians) {
  const std::vector<double> levels = {NoiseLevel(direction_, t), NoiseLevel(direction_, r)};
  Trajectory<6> trajectory(&posterior_, tolerance);
  ForEachPoint(positions, count, [&](int i, const Point& point) {
    const FlowState<6> start = {point[0], point[1], 1, 0, 0, 1};
    trajectory.Follow(start, levels, [&](int index, const FlowState<6>& state) {
      if (index == 0) return;
      for (int k = 0; k < 4; ++k) jacobians[4 * i + k] = static_cast<Scalar>(state[2 + k]);
    });
  });
}

Point ExactFlow::AverageVelocityDerivative(const Point& x, double t, double r, double tolerance) {
  constexpr int kNodes = 5;
  // Flows change over times as short as their noise level.
  const double h = 0.02 * std::max(NoiseLevel(direction_, t), 0.05);
  const double first = std::clamp(t - 2 * h, 0.0, 1 - 4 * h);
  Point derivative{};
  for (int i = 0; i < kNodes; ++i) {
    const double time = first + i * h;
    Point place = x, u;
    Map(place.data(), 1, t, time, tolerance, place.data());
    AverageVelocity(place.data(), 1, time, r, tolerance, u.data());
    const double weight = LagrangeSlope(i, kNodes, (t - first) / h) / h;
    for (int axis = 0; axis < 2; ++axis) derivative[axis] += weight * u[axis];
  }
  return derivative;
}

#define MEANFLOW_INSTANTIATE(Scalar)                                                              \
  template void ExactFlow::Velocity(const Scalar*, int, double, Scalar*);                         \
  template void ExactFlow::LogDensity(const Scalar*, int, double, Scalar*);                       \
  template void ExactFlow::Path(const Scalar*, int, const std::vector<double>&, double, Scalar*); \
  template void ExactFlow::Map(const Scalar*, int, double, double, double, Scalar*);              \
  template void ExactFlow::AverageVelocity(const Scalar*, int, double, double, double, Scalar*);  \
  template void ExactFlow::Jacobian(const Scalar*, int, double, double, double, Scalar*);
MEANFLOW_INSTANTIATE(float)
MEANFLOW_INSTANTIATE(double)
#undef MEANFLOW_INSTANTIATE

}  // namespace meanflow
