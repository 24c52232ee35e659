// The network's PyTorch state_dict: its tensors by name, as slices of the flat parameter vector.
#ifndef MEANFLOW_IO_STATE_DICT_H_
#define MEANFLOW_IO_STATE_DICT_H_

#include <string>
#include <vector>

#include "meanflow/mlp.h"

namespace meanflow {

/// One tensor of a state_dict.
struct StateDictEntry {
  std::string name;        ///< "network.0.weight"
  std::vector<int> shape;  ///< [out, in] of a weight, [out] of a bias
  int offset;              ///< Of its first value in the flat vector.
  int size;                ///< Product of `shape`.
};

/// Every tensor of the network, in the order of the flat vector.
std::vector<StateDictEntry> StateDictEntries(const MlpShape& shape);

/// A shape for messages: "[128, 4]".
std::string ShapeText(const std::vector<int>& shape);

}  // namespace meanflow

#endif  // MEANFLOW_IO_STATE_DICT_H_
