#include "io/model_file.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <utility>

#include "io/concat.h"
#include "io/field_text.h"
#include "io/json_text.h"
#include "io/state_dict.h"

namespace meanflow {
namespace {

constexpr char kFirst[] = "optimizer.first.";
constexpr char kSecond[] = "optimizer.second.";
constexpr char kTrained[] = "trained.";
constexpr char kLosses[] = "losses";
constexpr char kChecksum[] = "checksum";

Field IterationField() {
  Field field = FindField("iterations");
  field.name = "iteration";
  field.minimum = 0;
  return field;
}

void AppendTensors(const MlpShape& shape, const std::string& prefix, const Vector<float>& values,
                   TensorFile* file) {
  for (const StateDictEntry& entry : StateDictEntries(shape)) {
    const auto first = values.begin() + entry.offset;
    file->tensors.emplace_back(prefix + entry.name,
                               Tensor{entry.shape, {first, first + entry.size}});
  }
}

/// Checks the shape and values of a tensor and copies it out of the file.
std::string CopyTensor(const TensorFile& file, const std::string& name,
                       const std::vector<int>& shape, float* to) {
  const Tensor* tensor = file.Find(name);
  if (tensor == nullptr) return "there is no tensor " + Quoted(name);
  if (tensor->shape != shape) {
    return Concat({"tensor ", Quoted(name), " has the shape ", ShapeText(tensor->shape), ", not ",
                   ShapeText(shape)});
  }
  for (const float value : tensor->values) {
    if (!std::isfinite(value)) {
      return Concat({"tensor ", Quoted(name), " has a value that is not finite"});
    }
  }
  std::copy(tensor->values.begin(), tensor->values.end(), to);
  return "";
}

std::string CopyTensors(const TensorFile& file, const std::vector<StateDictEntry>& entries,
                        const std::string& prefix, Vector<float>* values) {
  values->resize(entries.back().offset + entries.back().size);
  for (const StateDictEntry& entry : entries) {
    std::string error =
        CopyTensor(file, prefix + entry.name, entry.shape, values->data() + entry.offset);
    if (!error.empty()) return error;
  }
  return "";
}

/// The counter that PyTorch's AveragedModel adds to its network.
constexpr char kAveraged[] = "n_averaged";

/// "there is no tensor ...", with the first that there are.
std::string MissingTensor(const TensorFile& file, const std::string& name) {
  constexpr std::size_t kNamed = 3;
  std::string message = "there is no tensor " + Quoted(name);
  for (std::size_t i = 0; i < std::min(kNamed, file.tensors.size()); ++i) {
    message += (i == 0 ? "; the file has " : ", ") + Quoted(file.tensors[i].first);
  }
  if (file.tensors.size() > kNamed) {
    message += " and " + std::to_string(file.tensors.size() - kNamed) + " more";
  }
  return message;
}

/// Reads the network's shape and the names of its layers from its tensors.
std::string FindShape(const TensorFile& file, MlpShape* shape, std::vector<std::string>* layers) {
  std::vector<std::string> names;
  for (const auto& [name, tensor] : file.tensors) names.push_back(name);
  *layers = FindLayerNames(names);
  if (layers->empty()) return MissingTensor(file, MlpShape::LayerName(0) + ".weight");
  const std::string first = layers->front() + ".weight";
  const Tensor* tensor = file.Find(first);
  if (tensor->shape.size() != 2) {
    return Concat({"tensor ", Quoted(first), " has the shape ", ShapeText(tensor->shape),
                   ", not [width, inputs]"});
  }
  shape->width = tensor->shape[0];
  shape->inputs = tensor->shape[1];
  shape->depth = static_cast<int>(layers->size()) - 1;
  if (shape->inputs != NetworkInputs(Method::kFm) && shape->inputs != NetworkInputs(Method::kMf)) {
    return Concat({"tensor ", Quoted(first), " has ", shape->inputs,
                   " inputs, where (x, y, t) or (x, y, t, r) was expected"});
  }
  std::string error = ValidateNumber(FindField("width"), shape->width);
  return error.empty() ? ValidateNumber(FindField("depth"), shape->depth) : error;
}

std::string RefuseOtherTensors(const TensorFile& file, const std::vector<StateDictEntry>& entries) {
  for (const auto& [name, tensor] : file.tensors) {
    if (name == kAveraged) continue;
    if (std::none_of(entries.begin(), entries.end(),
                     [&name = name](const StateDictEntry& entry) { return entry.name == name; })) {
      return Concat({"tensor ", Quoted(name), " does not belong to a network of this shape"});
    }
  }
  return "";
}

/// The metadata of a file of ours, which has what all of ours have had: none of a file whose author
/// wrote words of theirs into it, such as "method: MeanFlow".
std::map<std::string, std::string> OwnMetadata(const TensorFile& file) {
  constexpr const char* kAlways[] = {"method", "direction", "density", "width",      "depth",
                                     "lr",     "batch",     "seed",    "iterations", "iteration"};
  const bool is_own = std::all_of(std::begin(kAlways), std::end(kAlways),
                                  [&](const char* name) { return file.metadata.contains(name); });
  return is_own ? file.metadata : std::map<std::string, std::string>{};
}

/// Reads the settings in the metadata; ignores other keys ("format").
std::string ReadSettings(const std::map<std::string, std::string>& metadata, Model* model) {
  for (const std::string_view name : FieldNames<TrainConfig>()) {
    const auto entry = metadata.find(std::string(name));
    if (entry == metadata.end()) continue;
    FieldValue value;
    std::string error = FromText(FindField(name), entry->second, &value);
    if (error.empty()) error = SetField(name, value, &model->config);
    if (!error.empty()) return "metadata " + error;
  }
  std::string refusal = Validate(model->config.density);
  if (!refusal.empty()) return refusal;
  const auto entry = metadata.find("iteration");
  if (entry == metadata.end()) return "";
  FieldValue value;
  std::string error = FromText(IterationField(), entry->second, &value);
  if (error.empty()) error = ValidateNumber(IterationField(), std::get<double>(value));
  if (!error.empty()) return "metadata " + error;
  model->iteration = static_cast<int>(std::get<double>(value));
  return "";
}

/// Fits the settings to a network of the given shape, or returns which of them contradicts it.
std::string FitSettings(const std::map<std::string, std::string>& metadata, const MlpShape& shape,
                        TrainConfig* config) {
  if (!metadata.contains("width")) config->network.width = shape.width;
  if (!metadata.contains("depth")) config->network.depth = shape.depth;
  if (!metadata.contains("method") && NetworkInputs(config->method) != shape.inputs) {
    config->method = shape.inputs == NetworkInputs(Method::kFm) ? Method::kFm : Method::kImf;
  }
  const auto contradiction = [](const std::string& name, const std::string& value, int found) {
    return Concat({"metadata ", name, ": ", value, " contradicts the tensors, which have ", found});
  };
  if (config->network.width != shape.width) {
    return contradiction("width", std::to_string(config->network.width), shape.width);
  }
  if (config->network.depth != shape.depth) {
    return contradiction("depth", std::to_string(config->network.depth), shape.depth);
  }
  if (NetworkInputs(config->method) != shape.inputs) {
    return contradiction("method", std::string(Name(config->method)), shape.inputs) + " inputs";
  }
  return "";
}

/// The metadata of both files of a run.
std::map<std::string, std::string> Metadata(const TrainConfig& config, int iteration) {
  std::map<std::string, std::string> metadata;
  for (const std::string_view name : FieldNames<TrainConfig>()) {
    metadata[std::string(name)] = ToText(GetField(config, name));
  }
  metadata["iteration"] = std::to_string(iteration);
  metadata["format"] = "pt";  // As PyTorch writes; some loaders require it.
  return metadata;
}

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

TensorFile ModelToTensors(const Model& model) {
  TensorFile file;
  file.metadata = Metadata(model.config, model.iteration);
  AppendTensors(ShapeOf(model.config.method, model.config.network), "", model.parameters, &file);
  return file;
}

std::string ModelFromTensors(const TensorFile& file, Model* model) {
  MlpShape shape{};
  std::vector<std::string> layers;
  std::string error = FindShape(file, &shape, &layers);
  if (!error.empty()) return error;
  Model result = *model;
  const std::map<std::string, std::string> settings = OwnMetadata(file);
  const std::vector<StateDictEntry> entries = StateDictEntries(shape, layers);
  error = ReadSettings(settings, &result);
  if (error.empty()) error = FitSettings(settings, shape, &result.config);
  if (error.empty()) error = RefuseOtherTensors(file, entries);
  if (error.empty()) error = CopyTensors(file, entries, "", &result.parameters);
  if (error.empty()) *model = std::move(result);
  return error;
}

std::string CheckFitsRun(const Model& model, const TrainConfig& run) {
  const MlpShape found = ShapeOf(model.config.method, model.config.network);
  const MlpShape expected = ShapeOf(run.method, run.network);
  const auto refusal = [](const std::string& what, const std::string& has,
                          const std::string& needs) {
    return what + ": the file's network has " + has + ", this run's " + needs;
  };
  const auto number = [](int value) { return std::to_string(value); };
  if (found.inputs != expected.inputs) {
    const auto inputs = [](int count) {
      return count == NetworkInputs(Method::kFm) ? "3 inputs (x, y, t)" : "4 inputs (x, y, t, r)";
    };
    return refusal("method", inputs(found.inputs), inputs(expected.inputs));
  }
  if (found.width != expected.width) {
    return refusal("width", number(found.width), number(expected.width));
  }
  if (found.depth != expected.depth) {
    return refusal("depth", number(found.depth), number(expected.depth));
  }
  const auto inputs_of = [](const TrainConfig& config) {
    return std::string(Name(config.network.time_inputs));
  };
  if (expected.inputs == NetworkInputs(Method::kMf) && inputs_of(model.config) != inputs_of(run)) {
    return refusal("time_inputs", inputs_of(model.config), inputs_of(run));
  }
  if (model.config.direction != run.direction) {
    return refusal("direction", std::string(Name(model.config.direction)),
                   std::string(Name(run.direction)));
  }
  return "";
}

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
  file.metadata = Metadata(config, state.iteration);
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
