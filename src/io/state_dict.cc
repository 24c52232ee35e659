#include "io/state_dict.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "io/concat.h"
#include "io/json_text.h"

namespace meanflow {
namespace {

constexpr char kWeight[] = ".weight";

/// The number that begins at `at`, the beginning of a part between dots; -1 if the part is none.
int NumberAt(const std::string& name, std::size_t at) {
  const std::size_t end = std::min(name.find('.', at), name.size());
  int number = -1;
  const auto parsed = std::from_chars(name.data() + at, name.data() + end, number);
  return parsed.ec == std::errc() && parsed.ptr == name.data() + end ? number : -1;
}

/// Names that differ in one number alone, by that number; empty if they differ otherwise.
std::vector<std::string> SortedByNumber(const std::vector<std::string>& names) {
  if (names.size() < 2) return {};
  const auto mismatch =
      std::mismatch(names[0].begin(), names[0].end(), names[1].begin(), names[1].end());
  // Where the part begins in which the first two differ.
  const auto differs = static_cast<std::size_t>(mismatch.first - names[0].begin());
  const std::size_t dot = differs == 0 ? std::string::npos : names[0].rfind('.', differs - 1);
  const std::size_t at = dot == std::string::npos ? 0 : dot + 1;
  const auto rest = [at](const std::string& name) {
    return std::pair{name.substr(0, at), name.substr(std::min(name.find('.', at), name.size()))};
  };
  std::vector<std::string> sorted;
  for (const std::string& name : names) {
    const int number = name.size() < at ? -1 : NumberAt(name, at);
    if (number < 0 || rest(name) != rest(names[0])) return {};
    const auto after = std::find_if(sorted.begin(), sorted.end(), [&](const std::string& other) {
      return NumberAt(other, at) >= number;
    });
    if (after != sorted.end() && NumberAt(*after, at) == number) return {};
    sorted.insert(after, name);
  }
  return sorted;
}

}  // namespace

std::vector<StateDictEntry> StateDictEntries(const MlpShape& shape) {
  LayerNames names;
  for (int index = 0; index < shape.LayerCount(); ++index) {
    names.linear.push_back(MlpShape::LayerName(index));
  }
  names.linear_path = kLinearPathName;
  return StateDictEntries(shape, names);
}

std::vector<StateDictEntry> StateDictEntries(const MlpShape& shape, const LayerNames& names) {
  std::vector<StateDictEntry> entries;
  const auto add_weight = [&entries](const std::string& name, const LayerShape& layer) {
    entries.push_back({name + ".weight",
                       {layer.outputs, layer.inputs},
                       layer.weight_offset,
                       layer.outputs * layer.inputs});
  };
  for (int index = 0; index < shape.LayerCount(); ++index) {
    const LayerShape layer = shape.Layer(index);
    add_weight(names.linear[index], layer);
    entries.push_back(
        {names.linear[index] + ".bias", {layer.outputs}, layer.bias_offset, layer.outputs});
  }
  if (shape.has_linear_path) add_weight(names.linear_path, shape.LinearPath());
  return entries;
}

LayerNames FindLayerNames(const std::vector<std::string>& tensors) {
  LayerNames names;
  std::vector<std::string> layers;
  for (const std::string& tensor : tensors) {
    if (!tensor.ends_with(kWeight)) continue;
    const std::string layer = tensor.substr(0, tensor.rfind('.'));
    const bool is_path = layer.substr(layer.rfind('.') + 1) == kLinearPathName;  // npos + 1 is 0
    if (is_path) {
      names.linear_path = layer;
    } else {
      layers.push_back(layer);
    }
  }
  const auto has = [&layers](const std::string& layer) {
    return std::find(layers.begin(), layers.end(), layer) != layers.end();
  };
  while (has(MlpShape::LayerName(static_cast<int>(names.linear.size())))) {
    names.linear.push_back(MlpShape::LayerName(static_cast<int>(names.linear.size())));
  }
  if (names.linear.empty()) names.linear = SortedByNumber(layers);
  return names;
}

std::string ShapeText(const std::vector<int>& shape) {
  std::string text = "[";
  for (std::size_t axis = 0; axis < shape.size(); ++axis) {
    if (axis > 0) text += ", ";
    text += std::to_string(shape[axis]);
  }
  text += "]";
  return text;
}

void AppendTensors(const MlpShape& shape, const std::string& prefix, const Vector<float>& values,
                   TensorFile* file) {
  for (const StateDictEntry& entry : StateDictEntries(shape)) {
    const auto first = values.begin() + entry.offset;
    file->tensors.emplace_back(prefix + entry.name,
                               Tensor{entry.shape, {first, first + entry.size}});
  }
}

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

}  // namespace meanflow
