#include "io/model_file.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "io/concat.h"
#include "io/field_text.h"
#include "io/json_text.h"
#include "io/state_dict.h"

namespace meanflow {
namespace {

Field IterationField() {
  Field field = FindField("iterations");
  field.name = "iteration";
  field.minimum = 0;
  return field;
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

/// The coordinates and features that make so many inputs; 0 coordinates if none do.
struct InputCounts {
  int coordinates = 0;
  int features = 0;
};
InputCounts CountInputs(int inputs) {
  for (const int coordinates : {NetworkCoordinates(Method::kFm), NetworkCoordinates(Method::kMf)}) {
    for (int features = 0; features <= kMostFeatures; ++features) {
      if (coordinates * (1 + 2 * features) == inputs) return {coordinates, features};
    }
  }
  return {};
}

/// Reads the network's shape and the names of its layers from its tensors.
std::string FindShape(const TensorFile& file, MlpShape* shape, LayerNames* layers) {
  std::vector<std::string> names;
  for (const auto& [name, tensor] : file.tensors) names.push_back(name);
  *layers = FindLayerNames(names);
  if (layers->linear.empty()) return MissingTensor(file, MlpShape::LayerName(0) + ".weight");
  const std::string first = layers->linear.front() + ".weight";
  const Tensor* tensor = file.Find(first);
  if (tensor->shape.size() != 2) {
    return Concat({"tensor ", Quoted(first), " has the shape ", ShapeText(tensor->shape),
                   ", not [width, inputs]"});
  }
  shape->width = tensor->shape[0];
  shape->inputs = tensor->shape[1];
  shape->depth = static_cast<int>(layers->linear.size()) - 1;
  shape->has_linear_path = !layers->linear_path.empty();
  if (CountInputs(shape->inputs).coordinates == 0) {
    return Concat({"tensor ", Quoted(first), " has ", shape->inputs,
                   " inputs, where (x, y, t) or (x, y, t, r) was expected, with up to ",
                   kMostFeatures, " Fourier features of each"});
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
  const InputCounts counts = CountInputs(shape.inputs);
  const LinearPath path = shape.has_linear_path ? LinearPath::kOn : LinearPath::kOff;
  // Files of ours from before a setting lack it.
  if (!metadata.contains("width")) config->network.width = shape.width;
  if (!metadata.contains("depth")) config->network.depth = shape.depth;
  if (!metadata.contains("features")) config->network.features = counts.features;
  if (!metadata.contains("linear_path")) config->network.linear_path = path;
  if (!metadata.contains("method") && NetworkCoordinates(config->method) != counts.coordinates) {
    const bool is_fm = counts.coordinates == NetworkCoordinates(Method::kFm);
    config->method = is_fm ? Method::kFm : Method::kImf;
  }
  const auto contradiction = [](const std::string& name, const std::string& value,
                                const std::string& found) {
    return Concat({"metadata ", name, ": ", value, " contradicts the tensors, which have ", found});
  };
  const auto number = [](int value) { return std::to_string(value); };
  const NetworkConfig& network = config->network;
  if (network.width != shape.width) {
    return contradiction("width", number(network.width), number(shape.width));
  }
  if (network.depth != shape.depth) {
    return contradiction("depth", number(network.depth), number(shape.depth));
  }
  if (NetworkCoordinates(config->method) != counts.coordinates) {
    return contradiction("method", std::string(Name(config->method)),
                         number(shape.inputs) + " inputs");
  }
  if (network.features != counts.features) {
    return contradiction("features", number(network.features), number(counts.features));
  }
  if (network.linear_path != path) {
    return contradiction("linear_path", std::string(Name(network.linear_path)),
                         shape.has_linear_path ? "one" : "none");
  }
  return "";
}

}  // namespace

std::map<std::string, std::string> RunMetadata(const TrainConfig& config, int iteration) {
  std::map<std::string, std::string> metadata;
  for (const std::string_view name : FieldNames<TrainConfig>()) {
    metadata[std::string(name)] = ToText(GetField(config, name));
  }
  metadata["iteration"] = std::to_string(iteration);
  metadata["format"] = "pt";  // As PyTorch writes; some loaders require it.
  return metadata;
}

TensorFile ModelToTensors(const Model& model) {
  TensorFile file;
  file.metadata = RunMetadata(model.config, model.iteration);
  AppendTensors(ShapeOf(model.config.method, model.config.network), "", model.parameters, &file);
  return file;
}

std::string ModelFromTensors(const TensorFile& file, Model* model) {
  MlpShape shape{};
  LayerNames layers;
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
  const auto refusal = [](const std::string& what, const std::string& has,
                          const std::string& needs) {
    return what + ": the file's network has " + has + ", this run's " + needs;
  };
  const int found = NetworkCoordinates(model.config.method);
  const int expected = NetworkCoordinates(run.method);
  if (found != expected) {
    const auto inputs = [](int count) {
      return count == NetworkCoordinates(Method::kFm) ? "3 inputs (x, y, t)"
                                                      : "4 inputs (x, y, t, r)";
    };
    return refusal("method", inputs(found), inputs(expected));
  }
  for (const std::string_view name :
       {"width", "depth", "features", "linear_path", "time_inputs", "direction"}) {
    if (name == "time_inputs" && expected == NetworkCoordinates(Method::kFm)) continue;
    const std::string has = ToText(GetField(model.config, name));
    const std::string needs = ToText(GetField(run, name));
    if (has != needs) return refusal(std::string(name), has, needs);
  }
  return "";
}

}  // namespace meanflow
