// Bindings of the exact flow and the irreducible loss.
#include <emscripten/bind.h>
#include <emscripten/val.h>

#include <memory>
#include <string>
#include <vector>

#include "meanflow/config.h"
#include "meanflow/density.h"
#include "meanflow/exact_flow.h"
#include "meanflow/loss_floor.h"
#include "wasm/model_values.h"
#include "wasm/values.h"

namespace meanflow {
namespace {

/// Maximum number of cells along a side for the page's exact flow: finer cells would not be
/// visible.
constexpr int kExactCells = 64;

GridDensity ExactDensity(const std::string& json) {
  GridDensity density = DensityOf(json);
  if (density.size > kExactCells) density = Coarsen(density, kExactCells);
  return density;
}

std::unique_ptr<ExactFlow> MakeExactFlow(const std::string& json) {
  return std::make_unique<ExactFlow>(ExactDensity(json), Parse<TrainConfig>(json).direction);
}

/// Throws unless a time, rounded to float, is in range.
void CheckTime(double t) {
  const auto time = static_cast<float>(t);
  if (!(time >= 0 && time <= 1)) ThrowIf("time: " + std::to_string(time) + " is not 0 to 1");
}

void CheckTolerance(double tolerance) {
  if (!(tolerance >= 1e-10 && tolerance <= 0.1)) ThrowIf("tolerance: is not 1e-10 to 0.1");
}

val ExactPath(ExactFlow& flow, const val& positions, const val& times, double tolerance) {
  const std::vector<float> state = FloatsFrom(positions);
  const std::vector<float> at = FloatsFrom(times);
  for (const float time : at) CheckTime(time);
  if (at.empty()) ThrowIf("times: there are none");
  CheckTolerance(tolerance);
  std::vector<float> states(state.size() * at.size());
  flow.Path(state.data(), static_cast<int>(state.size() / 2), {at.begin(), at.end()}, tolerance,
            states.data());
  return Floats(states);
}

val ExactVelocity(ExactFlow& flow, const val& positions, double t) {
  const std::vector<float> state = FloatsFrom(positions);
  CheckTime(t);
  std::vector<float> velocities(state.size());
  flow.Velocity(state.data(), static_cast<int>(state.size() / 2), t, velocities.data());
  return Floats(velocities);
}

val ExactAverageVelocity(ExactFlow& flow, const val& positions, double t, double r,
                         double tolerance) {
  const std::vector<float> state = FloatsFrom(positions);
  CheckTime(t);
  CheckTime(r);
  CheckTolerance(tolerance);
  std::vector<float> velocities(state.size());
  flow.AverageVelocity(state.data(), static_cast<int>(state.size() / 2), t, r, tolerance,
                       velocities.data());
  return Floats(velocities);
}

val ExactJacobian(ExactFlow& flow, const val& positions, double t, double r, double tolerance) {
  const std::vector<float> state = FloatsFrom(positions);
  CheckTime(t);
  CheckTime(r);
  CheckTolerance(tolerance);
  std::vector<float> jacobians(2 * state.size());
  flow.Jacobian(state.data(), static_cast<int>(state.size() / 2), t, r, tolerance,
                jacobians.data());
  return Floats(jacobians);
}

/// The terms of the mean flow identity at one place: u, du/dt along (v, 1, 0), and v.
val ExactIdentity(ExactFlow& flow, double x, double y, double t, double r, double tolerance) {
  CheckTime(t);
  CheckTime(r);
  CheckTolerance(tolerance);
  const Point at = {x, y};
  Point u, v;
  flow.AverageVelocity(at.data(), 1, t, r, tolerance, u.data());
  flow.Velocity(at.data(), 1, t, v.data());
  const Point dudt = flow.AverageVelocityDerivative(at, t, r, tolerance);
  return Terms({u, dudt, v});
}

/// The irreducible loss of a method's run; null for MF, which has no finite floor.
val LossFloorOf(const std::string& json) {
  const auto config = Parse<TrainConfig>(json);
  const auto floor = LossFloor(ExactDensity(json)).Mean(config);
  return floor ? val(*floor) : val::null();
}

}  // namespace

EMSCRIPTEN_BINDINGS(exact) {
  using emscripten::class_;
  using emscripten::function;

  function("lossFloor", &LossFloorOf);

  class_<ExactFlow>("ExactFlow")
      .constructor(&MakeExactFlow)
      .function("path", &ExactPath)
      .function("velocity", &ExactVelocity)
      .function("averageVelocity", &ExactAverageVelocity)
      .function("identity", &ExactIdentity)
      .function("jacobian", &ExactJacobian);
}

}  // namespace meanflow
