// Bindings of sampling: noise, the solver's steps, and velocities.
#include <emscripten/bind.h>
#include <emscripten/val.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "io/config_json.h"
#include "meanflow/config.h"
#include "meanflow/sampler.h"
#include "meanflow/settings.h"
#include "wasm/values.h"

namespace meanflow {
namespace {

val Noise(int count, std::uint32_t seed) {
  ThrowIf(ValidateNumber(FindField("count"), count));
  return Floats(StartingNoise(seed, count));
}

val SolverTimes(const std::string& json, int steps) {
  const Direction direction = Parse<TrainConfig>(json).direction;
  ThrowIf(ValidateNumber(FindField("steps"), steps));
  std::vector<float> times(steps + 1);
  for (int i = 0; i <= steps; ++i) times[i] = static_cast<float>(SolverTime(direction, i, steps));
  return Floats(times);
}

std::unique_ptr<Sampler> MakeSampler(const std::string& json) {
  const auto config = Parse<TrainConfig>(json);
  return std::make_unique<Sampler>(config.method, config.direction, config.network);
}

void SetSamplerParameters(Sampler& sampler, const val& parameters) {
  sampler.SetParameters(FloatsFrom(parameters, sampler.shape().ParameterCount()).data());
}

val SamplePath(Sampler& sampler, const std::string& json) {
  return Floats(sampler.Path(Parse<SampleConfig>(json)));
}

val SampleStep(Sampler& sampler, int index, int steps, const val& positions) {
  ThrowIf(ValidateNumber(FindField("steps"), steps));
  if (index < 0 || index >= steps) ThrowIf("step: " + std::to_string(index) + " is past the last");
  std::vector<float> state = FloatsFrom(positions);
  sampler.Step(index, steps, state.data(), static_cast<int>(state.size() / 2));
  return Floats(state);
}

val SampleVelocity(Sampler& sampler, const val& positions, double t, double r) {
  const std::vector<float> state = FloatsFrom(positions);
  std::vector<float> velocities(state.size());
  sampler.Velocity(state.data(), static_cast<int>(state.size() / 2), t, r, velocities.data());
  return Floats(velocities);
}

val SampleVelocityField(Sampler& sampler, double t, double r, int size, double extent) {
  CheckRange("size", size, 1, 512);
  return Floats(sampler.VelocityField(t, r, size, extent));
}

}  // namespace

EMSCRIPTEN_BINDINGS(sampler) {
  using emscripten::class_;
  using emscripten::function;

  function("noise", &Noise);
  function("solverTimes", &SolverTimes);

  class_<Sampler>("Sampler")
      .constructor(&MakeSampler)
      .function("setParameters", &SetSamplerParameters)
      .function("path", &SamplePath)
      .function("step", &SampleStep)
      .function("velocity", &SampleVelocity)
      .function("velocityField", &SampleVelocityField);
}

}  // namespace meanflow
