// A network, and a run that can be resumed, as safetensors files.
#ifndef MEANFLOW_IO_MODEL_FILE_H_
#define MEANFLOW_IO_MODEL_FILE_H_

#include <string>
#include <vector>

#include "io/safetensors.h"
#include "meanflow/config.h"
#include "meanflow/trainer.h"

namespace meanflow {

/// A trained network and where it comes from.
struct Model {
  TrainConfig config;
  int iteration = 0;              ///< Iterations of training behind the parameters.
  std::vector<float> parameters;  ///< Flat, see mlp.h; of a run, TrainState::Shown.
};

/// A network's weights under PyTorch's names, with every setting of its run (keys as in Fields())
/// and "iteration" as metadata: what `model.load_state_dict(safetensors.torch.load_file(...))`
/// takes. A run with `ema` saves the running mean of its weights here, which is what samples are
/// drawn from; the weights that its training goes on with are in the optimizer's file.
TensorFile ModelToTensors(const Model& model);

/// Inverse of ModelToTensors. Width, depth and inputs come from the tensors' shapes; what else the
/// metadata lacks (a file saved by PyTorch has none) stays as `model->config` has it, save that the
/// method becomes FM for 3 inputs and iMF for 4 when the one there has another number of inputs.
/// Tensors of other names, values that are not finite and metadata that contradicts the shapes are
/// refused. Returns "" or a message that names the tensor or the setting; `model` is untouched on
/// error.
std::string ModelFromTensors(const TensorFile& file, Model* model);

/// "" when a run with these settings may begin with the model's parameters, else what does not fit:
/// network and direction have to be the run's, which say what the parameters mean; all else is the
/// run's own business.
std::string RefuseForRun(const Model& model, const TrainConfig& run);

/// Iteration 0 of a run that begins with these parameters: moments are zero, as Adam's count of
/// updates, which corrects their bias, begins anew with them; so does the mean of a run with `ema`.
TrainState BeginWith(std::vector<float> parameters, const TrainConfig& run);

/// What a run needs beside its model to go on: "optimizer.first.<name>" and
/// "optimizer.second.<name>", Adam's moments for each parameter, "losses", and in a run with `ema`
/// "trained.<name>", the weights whose mean the model is. A checksum in the
/// metadata covers these and the parameters, so that damage to either file is found.
TensorFile OptimizerToTensors(const TrainConfig& config, const TrainState& state);

/// Inverse of OptimizerToTensors, for the run of `model`. Returns "" or what is wrong, and then
/// `state` is untouched.
std::string OptimizerFromTensors(const TensorFile& file, const Model& model, TrainState* state);

}  // namespace meanflow

#endif  // MEANFLOW_IO_MODEL_FILE_H_
