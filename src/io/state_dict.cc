#include "io/state_dict.h"

namespace meanflow {

std::vector<StateDictEntry> StateDictEntries(const MlpShape& shape) {
  std::vector<StateDictEntry> entries;
  for (int index = 0; index < shape.LayerCount(); ++index) {
    const LayerShape layer = shape.Layer(index);
    const std::string name = MlpShape::LayerName(index);
    entries.push_back({name + ".weight",
                       {layer.outputs, layer.inputs},
                       layer.weight_offset,
                       layer.outputs * layer.inputs});
    entries.push_back({name + ".bias", {layer.outputs}, layer.bias_offset, layer.outputs});
  }
  return entries;
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
