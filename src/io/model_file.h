// Networks as safetensors files.
#ifndef MEANFLOW_IO_MODEL_FILE_H_
#define MEANFLOW_IO_MODEL_FILE_H_

#include <map>
#include <string>

#include "io/safetensors.h"
#include "meanflow/config.h"
#include "meanflow/trainer.h"

namespace meanflow {

/// A network, the settings of its run and its iteration.
struct Model {
  TrainConfig config;
  int iteration = 0;         ///< Training iterations done.
  Vector<float> parameters;  ///< Flat, see mlp.h; of a run, TrainState::EvaluationParameters.
};

/// A network's parameters under PyTorch's names, for
/// `model.load_state_dict(safetensors.torch.load_file(...))`, with every setting of its run (keys
/// as in Fields()) and "iteration" as metadata. For a run with `ema` these are the averaged
/// parameters; those that training continues with are in the optimizer file.
TensorFile ModelToTensors(const Model& model);

/// Every setting of a run and its iteration, as the metadata of its files has them.
std::map<std::string, std::string> RunMetadata(const TrainConfig& config, int iteration);

/// Inverse of ModelToTensors. Width, depth and inputs come from the tensors' shapes. Other settings
/// that the metadata lacks keep their values in `model->config`, except that a method of another
/// number of inputs becomes FM for 3 inputs and iMF for 4. Metadata of files that others wrote is
/// passed over. Refuses tensors of other names than FindLayerNames understands, values that are not
/// finite and metadata that contradicts the shapes. Returns "" or a message that names the tensor
/// or the setting; `model` is untouched on error.
std::string ModelFromTensors(const TensorFile& file, Model* model);

/// "" when a run with these settings can start from the model's parameters, else what does not fit.
/// The network and the direction must be those of the run; all other settings may differ.
std::string CheckFitsRun(const Model& model, const TrainConfig& run);

}  // namespace meanflow

#endif  // MEANFLOW_IO_MODEL_FILE_H_
