// The network's PyTorch state_dict: its tensors by name, as slices of the flat parameter vector.
#ifndef MEANFLOW_IO_STATE_DICT_H_
#define MEANFLOW_IO_STATE_DICT_H_

#include <string>
#include <vector>

#include "io/safetensors.h"
#include "meanflow/mlp.h"

namespace meanflow {

/// One tensor of a state_dict.
struct StateDictEntry {
  std::string name;        ///< "network.0.weight"
  std::vector<int> shape;  ///< [out, in] of a weight, [out] of a bias
  int offset;              ///< Of its first value in the flat vector.
  int size;                ///< Product of `shape`.
};

/// Names of the layers of a network in a state_dict.
struct LayerNames {
  std::vector<std::string> linear;  ///< "network.0", "network.2", ...
  std::string linear_path{};        ///< "linear_path", or "" in a network without one.
};

/// Every tensor of the network, in the order of the flat vector.
std::vector<StateDictEntry> StateDictEntries(const MlpShape& shape);

/// The same under other names of the layers, one for each: "module.net.0" for "network.0".
std::vector<StateDictEntry> StateDictEntries(const MlpShape& shape, const LayerNames& names);

/// Names of the linear layers, in order, in a state_dict of these tensors: "network.{0,2,...}", or
/// names that differ in one number alone, such as "module.network.{0,2,...}" of a wrapped network,
/// "{0,2,...}" of a plain nn.Sequential or "layers.{0,1,...}.linear". None when neither is there.
/// The linear path is what is called "linear_path", wrapped or not.
LayerNames FindLayerNames(const std::vector<std::string>& tensors);

/// A shape for messages: "[128, 4]".
std::string ShapeText(const std::vector<int>& shape);

/// Appends slices of a flat vector of parameters, or of a moment of each, as tensors; `prefix`
/// stands before their names.
void AppendTensors(const MlpShape& shape, const std::string& prefix, const Vector<float>& values,
                   TensorFile* file);

/// Copies a tensor of this name and shape to `to`. Returns "" or what is wrong: it is missing, has
/// another shape, or a value that is not finite.
std::string CopyTensor(const TensorFile& file, const std::string& name,
                       const std::vector<int>& shape, float* to);

/// Inverse of AppendTensors: resizes and fills `values`. Returns "" or what is wrong.
std::string CopyTensors(const TensorFile& file, const std::vector<StateDictEntry>& entries,
                        const std::string& prefix, Vector<float>* values);

}  // namespace meanflow

#endif  // MEANFLOW_IO_STATE_DICT_H_
