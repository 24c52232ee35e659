#include "io/optimizer_file.h"

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <utility>

#include "io/state_dict.h"

namespace meanflow {
namespace {

constexpr char kFirst[] = "optimizer.first.";
constexpr char kSecond[] = "optimizer.second.";
constexpr char kTrained[] = "trained.";
constexpr char kLosses[] = "losses";
constexpr char kChecksum[] = "checksum";

/// FNV-1a, 64 bits, over the bit patterns of a run's state, as 16 hexadecimal digits.
std::string Checksum(const TrainState& state) {
  std::uint64_t hash = 0xcbf29ce484222325u;
  const auto add = [&hash](const auto& values) {
    for (const float value : values) {
      std::uint32_t bits;
      std::memcpy(&bits, &value, sizeof bits);
      for (int shift = 0; shift < 32; shift += 8) {
        hash = (hash ^ (bits >> shift & 0xffu)) * 0x100000001b3u;
      }
    }
  };
  add(state.parameters);
  add(state.moments.first);
  add(state.moments.second);
  add(state.losses);
  add(state.ema);
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(hash));
  return text;
}

}  // namespace

TrainState InitialState(Vector<float> parameters, const TrainConfig& run) {
  TrainState state;
  state.moments.first.setZero(parameters.size());
  state.moments.second.setZero(parameters.size());
  if (run.optimizer.ema > 0) state.ema = parameters;
  state.parameters = std::move(parameters);
  return state;
}

TensorFile OptimizerToTensors(const TrainConfig& config, const TrainState& state) {
  TensorFile file;
  file.metadata = RunMetadata(config, state.iteration);
  file.metadata[kChecksum] = Checksum(state);
  const MlpShape shape = ShapeOf(config.method, config.network);
  AppendTensors(shape, kFirst, state.moments.first, &file);
  AppendTensors(shape, kSecond, state.moments.second, &file);
  if (state.ema.size() > 0) AppendTensors(shape, kTrained, state.parameters, &file);
  file.tensors.emplace_back(kLosses, Tensor{{static_cast<int>(state.losses.size())}, state.losses});
  return file;
}

std::string OptimizerFromTensors(const TensorFile& file, const Model& model, TrainState* state) {
  const std::vector<StateDictEntry> entries =
      StateDictEntries(ShapeOf(model.config.method, model.config.network));
  TrainState result;
  result.iteration = model.iteration;
  result.losses.resize(model.iteration);
  std::string error = CopyTensors(file, entries, kFirst, &result.moments.first);
  if (model.config.optimizer.ema > 0) {
    result.ema = model.parameters;
    if (error.empty()) error = CopyTensors(file, entries, kTrained, &result.parameters);
  } else {
    result.parameters = model.parameters;
  }
  if (error.empty()) error = CopyTensors(file, entries, kSecond, &result.moments.second);
  if (error.empty()) error = CopyTensor(file, kLosses, {model.iteration}, result.losses.data());
  if (!error.empty()) return error;
  const auto checksum = file.metadata.find(kChecksum);
  if (checksum == file.metadata.end() || checksum->second != Checksum(result)) {
    return "the checksum does not match: this file or its model is damaged";
  }
  *state = std::move(result);
  return "";
}

}  // namespace meanflow
