#include "io/state_dict.h"

#include <algorithm>
#include <charconv>

namespace meanflow {
namespace {

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
  std::vector<std::string> layers(shape.LayerCount());
  for (int index = 0; index < shape.LayerCount(); ++index) {
    layers[index] = MlpShape::LayerName(index);
  }
  return StateDictEntries(shape, layers);
}

std::vector<StateDictEntry> StateDictEntries(const MlpShape& shape,
                                             const std::vector<std::string>& layers) {
  std::vector<StateDictEntry> entries;
  for (int index = 0; index < shape.LayerCount(); ++index) {
    const LayerShape layer = shape.Layer(index);
    const std::string& name = layers[index];
    entries.push_back({name + ".weight",
                       {layer.outputs, layer.inputs},
                       layer.weight_offset,
                       layer.outputs * layer.inputs});
    entries.push_back({name + ".bias", {layer.outputs}, layer.bias_offset, layer.outputs});
  }
  return entries;
}

std::vector<std::string> FindLayerNames(const std::vector<std::string>& tensors) {
  std::vector<std::string> layers;
  const auto has_weight = [&tensors](const std::string& layer) {
    return std::find(tensors.begin(), tensors.end(), layer + ".weight") != tensors.end();
  };
  while (has_weight(MlpShape::LayerName(static_cast<int>(layers.size())))) {
    layers.push_back(MlpShape::LayerName(static_cast<int>(layers.size())));
  }
  if (!layers.empty()) return layers;
  for (const std::string& tensor : tensors) {
    if (tensor.ends_with(".weight")) layers.push_back(tensor.substr(0, tensor.rfind('.')));
  }
  return SortedByNumber(layers);
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

}  // namespace meanflow
