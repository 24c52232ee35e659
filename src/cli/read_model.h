// Readers of the files of a training run.
#ifndef MEANFLOW_CLI_READ_MODEL_H_
#define MEANFLOW_CLI_READ_MODEL_H_

#include <string>
#include <vector>

#include "io/model_file.h"
#include "io/safetensors.h"

namespace meanflow::cli {

// Each returns "" or a message that begins with the path; the result is untouched on error.

std::string ReadTensors(const std::string& path, TensorFile* file);

/// Settings that the file lacks keep their values in `model->config`: see ModelFromTensors.
std::string ReadModel(const std::string& path, Model* model);

/// Reads a losses.csv as RunDirectory writes it, with consecutive iterations.
std::string ReadLosses(const std::string& path, std::vector<float>* losses);

}  // namespace meanflow::cli

#endif  // MEANFLOW_CLI_READ_MODEL_H_
