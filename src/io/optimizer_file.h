// What a run needs beside its network to resume, as a safetensors file.
#ifndef MEANFLOW_IO_OPTIMIZER_FILE_H_
#define MEANFLOW_IO_OPTIMIZER_FILE_H_

#include <string>

#include "io/model_file.h"
#include "io/safetensors.h"
#include "meanflow/config.h"
#include "meanflow/trainer.h"

namespace meanflow {

/// Iteration 0 of a run that starts from these parameters: zero moments, and the parameters as
/// their EMA if the run has one.
TrainState InitialState(Vector<float> parameters, const TrainConfig& run);

/// The state that a run needs beside its model to resume: "optimizer.first.<name>" and
/// "optimizer.second.<name>", Adam's moments of each parameter, "losses", and in a run with `ema`
/// "trained.<name>", the parameters themselves, as the model has their average. A checksum in the
/// metadata covers these and the model's parameters, to detect damage to either file.
TensorFile OptimizerToTensors(const TrainConfig& config, const TrainState& state);

/// Inverse of OptimizerToTensors, for the run of `model`. Returns "" or what is wrong; `state` is
/// untouched on error.
std::string OptimizerFromTensors(const TensorFile& file, const Model& model, TrainState* state);

}  // namespace meanflow

#endif  // MEANFLOW_IO_OPTIMIZER_FILE_H_
