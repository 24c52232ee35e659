// ReadReference of reference.h: untrusted JSON to a Reference.
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

#include "io/field_text.h"
#include "io/json_text.h"
#include "io/reference.h"
#include "io/state_dict.h"

namespace meanflow {
namespace {

using Json = nlohmann::json;

constexpr int kMaxJsonDepth = 5;  // file, adam, parameters, rows, row

/// Reads fields of nested objects. Keeps the first error, which names the field by its path; after
/// an error, every read is a no-op.
class Reader {
 public:
  explicit Reader(const Json& root) : root_(root) {}

  const std::string& error() const { return error_; }

  void Fail(const std::string& message) {
    if (error_.empty()) error_ = message;
  }

  bool Has(const std::string& name) const { return root_.contains(name); }

  /// The field at a path of names, or null and an error when it is missing. A path is a list, as
  /// names of parameters contain dots.
  const Json* Find(const std::vector<std::string>& path) {
    const Json* json = &root_;
    std::string walked;
    for (const std::string& name : path) {
      if (!json->is_object()) {
        Fail(walked + ": not an object");
        return nullptr;
      }
      walked += (walked.empty() ? "" : ".") + name;
      const auto found = json->find(name);
      if (found == json->end()) {
        Fail(walked + ": the file lacks this field");
        return nullptr;
      }
      json = &*found;
    }
    return json;
  }

  /// Appends the numbers of a nested list of the given shape, row-major; [] is a single number.
  void Numbers(const std::vector<std::string>& path, const std::vector<int>& shape,
               std::vector<double>* values) {
    const Json* json = error_.empty() ? Find(path) : nullptr;
    if (json != nullptr && !Append(*json, shape, 0, values)) {
      const std::string kind =
          shape.empty() ? "a number" : "a list of shape " + ShapeText(shape) + " of numbers";
      Fail(Text(path) + ": not " + kind + " within float32's range");
    }
  }

  /// `count` points, or times: lists of one number.
  void Samples(const std::vector<std::string>& path, int count, Points<double>* points) {
    std::vector<double> values;
    Numbers(path, {count, 2}, &values);
    if (error_.empty()) *points = Eigen::Map<const Points<double>>(values.data(), 2, count);
  }
  void Samples(const std::vector<std::string>& path, int count, Vector<double>* times) {
    std::vector<double> values;
    Numbers(path, {count, 1}, &values);
    if (error_.empty()) *times = ConstVectorMap<double>(values.data(), count);
  }

  double Number(const std::vector<std::string>& path) {
    std::vector<double> values;
    Numbers(path, {}, &values);
    return values.empty() ? 0 : values[0];
  }

  /// The number of rows of a list; 0 after an error.
  int Length(const std::vector<std::string>& path) {
    const Json* json = error_.empty() ? Find(path) : nullptr;
    if (json == nullptr) return 0;
    if (!json->is_array() || json->size() > kMaxLength) {
      Fail(Text(path) + ": not a list of at most " + std::to_string(kMaxLength) + " rows");
      return 0;
    }
    return static_cast<int>(json->size());
  }

 private:
  static constexpr std::size_t kMaxLength = 1 << 24;

  static std::string Text(const std::vector<std::string>& path) {
    std::string text;
    for (const std::string& name : path) text += (text.empty() ? "" : ".") + name;
    return text;
  }

  static bool Append(const Json& json, const std::vector<int>& shape, std::size_t axis,
                     std::vector<double>* values) {
    if (axis == shape.size()) {
      if (!json.is_number()) return false;
      values->push_back(json.get<double>());
      return std::abs(values->back()) <= std::numeric_limits<float>::max();
    }
    if (!json.is_array() || json.size() != static_cast<std::size_t>(shape[axis])) return false;
    for (const Json& element : json) {
      if (!Append(element, shape, axis + 1, values)) return false;
    }
    return true;
  }

  const Json& root_;
  std::string error_;
};

/// Sets a field of a configuration; the error has its name in the file.
void Set(const std::string& name_in_file, std::string_view field, double value, TrainConfig* config,
         Reader* reader) {
  if (reader->error().empty() && !SetField(field, value, config).empty()) {
    reader->Fail(name_in_file + ": " + ToText(value) + " is not " + Accepts(FindField(field)));
  }
}

void ReadMethod(Reader* reader, TrainConfig* config) {
  const Json* method = reader->Find({"method"});
  if (method == nullptr) return;
  const std::string name = method->is_string() ? method->get<std::string>() : method->dump();
  const std::string error = SetField("method", name, config);
  if (!error.empty()) reader->Fail(error);
}

void ReadNetwork(Reader* reader, TrainConfig* config) {
  Set("hidden", "width", reader->Number({"hidden"}), config, reader);
  if (!reader->error().empty()) return;
  const Json* parameters = reader->Find({"parameters"});
  if (parameters == nullptr) return;
  if (reader->Has("features")) {
    Set("features", "features", reader->Number({"features"}), config, reader);
  }
  if (parameters->is_object() && parameters->contains(std::string(kLinearPathName) + ".weight")) {
    config->network.linear_path = LinearPath::kOn;
  }
  int layers = 0;
  while (parameters->is_object() && parameters->contains(MlpShape::LayerName(layers) + ".weight")) {
    ++layers;
  }
  // With fewer than two layers, depth 1 makes ReadParameters report the first missing parameter.
  Set("parameters: depth", "depth", std::max(layers - 1, 1), config, reader);
}

Vector<double> ReadParameters(const std::vector<std::string>& path, const MlpShape& shape,
                              Reader* reader) {
  std::vector<double> values;
  for (const StateDictEntry& entry : StateDictEntries(shape)) {
    std::vector<std::string> tensor_path = path;
    tensor_path.push_back(entry.name);
    reader->Numbers(tensor_path, entry.shape, &values);
  }
  return ConstVectorMap<double>(values.data(), static_cast<Eigen::Index>(values.size()));
}

void ReadSamples(Reader* reader, Reference* reference) {
  const int batch = reader->Length({"x0"});
  if (reader->error().empty() && batch == 0) reader->Fail("x0: has no samples");
  TrainingPairs<double>& pairs = reference->pairs;
  reader->Samples({"x0"}, batch, &pairs.x0);
  reader->Samples({"x1"}, batch, &pairs.x1);
  reader->Samples({"t"}, batch, &pairs.t);
  reader->Samples({"r"}, batch, &pairs.r);
  ObjectiveTrace<double>& trace = reference->trace;
  const bool is_lsd = reference->method == Method::kLsd;
  if (reference->method != Method::kFm) {
    if (!is_lsd) reader->Samples({"tangent"}, batch, &trace.tangent);
    reader->Samples({"dudt"}, batch, &trace.dudt);
  }
  reader->Samples({"prediction"}, batch, &trace.prediction);
  reader->Samples({"target"}, batch, &trace.target);
  reference->loss = reader->Number({"loss"});
}

void ReadAdam(const MlpShape& shape, Reader* reader, TrainConfig* config, Reference* reference) {
  Set("adam.lr", "lr", reader->Number({"adam", "lr"}), config, reader);
  std::vector<double> betas;
  reader->Numbers({"adam", "betas"}, {2}, &betas);
  betas.resize(2);
  Set("adam.betas[0]", "beta1", betas[0], config, reader);
  Set("adam.betas[1]", "beta2", betas[1], config, reader);
  Set("adam.eps", "epsilon", reader->Number({"adam", "eps"}), config, reader);
  reader->Numbers({"adam", "losses"}, {reader->Length({"adam", "losses"})},
                  &reference->adam_losses);
  reference->adam_parameters = ReadParameters({"adam", "parameters"}, shape, reader);
}

}  // namespace

std::string ReadReference(std::string_view json, Reference* reference) {
  Json root;
  std::string error = ParseJson(json, kMaxJsonDepth, &root);
  if (!error.empty()) return error;
  if (!root.is_object()) return "the file is not a JSON object";
  Reader reader(root);
  TrainConfig config;
  ReadMethod(&reader, &config);
  ReadNetwork(&reader, &config);
  if (!reader.error().empty()) return reader.error();
  Reference result;
  result.method = config.method;
  result.network = config.network;
  const MlpShape shape = ShapeOf(config.method, config.network);
  result.parameters = ReadParameters({"parameters"}, shape, &reader);
  ReadSamples(&reader, &result);
  result.gradient = ReadParameters({"gradients"}, shape, &reader);
  ReadAdam(shape, &reader, &config, &result);
  if (!reader.error().empty()) return reader.error();
  result.optimizer = config.optimizer;
  *reference = std::move(result);
  return "";
}

}  // namespace meanflow
