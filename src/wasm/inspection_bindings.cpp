// Bindings for figures that explain: pairs that lead to a place, and the terms of networks there.
#include <emscripten/bind.h>
#include <emscripten/val.h>

#include <cmath>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "meanflow/network_inspector.h"
#include "meanflow/posterior_sampler.h"
#include "wasm/model_values.h"
#include "wasm/values.h"

namespace meanflow {
namespace {

constexpr int kMostPairs = 4096;

/// Throws unless all are finite.
void CheckFinite(const char* name, std::initializer_list<double> values) {
  for (const double value : values) {
    if (!std::isfinite(value)) ThrowIf(std::string(name) + ": is not a number");
  }
}

std::unique_ptr<PosteriorSampler> MakePosteriorSampler(const std::string& json) {
  return std::make_unique<PosteriorSampler>(DensityOf(json), Parse<TrainConfig>(json).direction);
}

val DrawPairs(PosteriorSampler& sampler, double x, double y, double t, int count,
              std::uint32_t seed) {
  CheckFinite("point", {x, y, t});
  CheckRange("count", count, 1, kMostPairs);
  const auto pairs = sampler.Draw({x, y}, t, count, seed);
  const auto [mean, spread] = sampler.VelocityAt({x, y}, t);
  val result = val::object();
  result.set("x0", Doubles(pairs.x0));
  result.set("x1", Doubles(pairs.x1));
  result.set("velocity", Doubles(mean));
  result.set("spread", spread);
  return result;
}

/// A trained network.
class InspectedNetwork {
 public:
  explicit InspectedNetwork(const TrainConfig& config) : config_(config), network_(config) {}

  /// Takes the parameters of a safetensors file; returns their training iterations.
  int Load(const val& weights) {
    const Model model = ReadModel(weights, config_);
    ThrowIf(CheckFitsRun(model, config_));
    network_.SetParameters(model.parameters);
    return model.iteration;
  }

  /// The network before training, as the run's seed has it.
  void Initialise() { network_.SetParameters(InitialParameters(network_.shape(), config_.seed)); }

  val Velocity(double x, double y, double t, double r) {
    return Doubles(network_.Velocity(At(x, y, t, r)));
  }

  val Identity(double x, double y, double t, double r) {
    return Terms(IdentityOf(&network_, At(x, y, t, r)));
  }

  /// Its layers, values and tangents along (u(x, t, t), 1, 0), one after another.
  val Layers(double x, double y, double t, double r) {
    IdentityOf(&network_, At(x, y, t, r));
    val layers = val::array();
    for (const auto& [value, tangent] : network_.layers()) {
      val layer = val::object();
      layer.set("value", Doubles(value));
      layer.set("tangent", Doubles(tangent));
      layers.call<void>("push", layer);
    }
    return layers;
  }

  /// Relative errors in float of du/dt along (u(x, t, t), 1, 0): of the Jvp, and of central
  /// differences by their step.
  val DifferenceErrors(double x, double y, double t, double r, const val& steps) {
    const FlowPoint at = At(x, y, t, r);
    const auto [u, dudt, v] = IdentityOf(&network_, at);
    const FlowPoint along = {v, 1, 0};
    const auto error = [&, exact = dudt](const Point& other) {
      return std::hypot(other[0] - exact[0], other[1] - exact[1]) / std::hypot(exact[0], exact[1]);
    };
    std::vector<double> differences;
    for (const float step : FloatsFrom(steps)) {
      differences.push_back(error(network_.RoundedDifference(at, along, step)));
    }
    val result = val::object();
    result.set("jvp", error(network_.RoundedJvp(at, along)));
    result.set("differences", Doubles(differences));
    return result;
  }

  /// The targets of MF and iMF for pairs, (2, count) velocities, and how far they spread.
  val Targets(double x, double y, double t, double r, const val& velocities) {
    const std::vector<float> values = FloatsFrom(velocities);
    const auto count = static_cast<Eigen::Index>(values.size() / 2);
    const Points<double> pairs =
        Eigen::Map<const Points<float>>(values.data(), 2, count).cast<double>();
    const RegressionTargets targets = TargetsOf(&network_, At(x, y, t, r), pairs);
    val result = val::object();
    result.set("mf", Doubles(targets.mf));
    result.set("imf", Doubles(targets.imf));
    result.set("mfSpread", Spread(targets.mf));
    result.set("imfSpread", Spread(targets.imf));
    return result;
  }

 private:
  static FlowPoint At(double x, double y, double t, double r) {
    CheckFinite("point", {x, y, t, r});
    return {{x, y}, t, r};
  }

  TrainConfig config_;
  NetworkInspector network_;
};

std::unique_ptr<InspectedNetwork> MakeInspectedNetwork(const std::string& json) {
  return std::make_unique<InspectedNetwork>(Parse<TrainConfig>(json));
}

}  // namespace

EMSCRIPTEN_BINDINGS(inspection) {
  using emscripten::class_;

  class_<PosteriorSampler>("PosteriorSampler")
      .constructor(&MakePosteriorSampler)
      .function("draw", &DrawPairs);

  class_<InspectedNetwork>("InspectedNetwork")
      .constructor(&MakeInspectedNetwork)
      .function("load", &InspectedNetwork::Load)
      .function("initialise", &InspectedNetwork::Initialise)
      .function("velocity", &InspectedNetwork::Velocity)
      .function("identity", &InspectedNetwork::Identity)
      .function("layers", &InspectedNetwork::Layers)
      .function("differenceErrors", &InspectedNetwork::DifferenceErrors)
      .function("targets", &InspectedNetwork::Targets);
}

}  // namespace meanflow
