// A small run and its files.
#ifndef MEANFLOW_TESTS_IO_TINY_MODELS_H_
#define MEANFLOW_TESTS_IO_TINY_MODELS_H_

#include <gtest/gtest.h>

#include <string>

#include "io/model_file.h"
#include "io/safetensors.h"
#include "meanflow/trainer.h"

namespace meanflow {

inline TrainConfig TinyConfig() {
  TrainConfig config;
  config.method = Method::kMf;
  config.direction = Direction::kForward;
  config.network = {.depth = 2, .width = 5};
  config.optimizer.learning_rate = 0.01;
  config.batch = 16;
  config.iterations = 40;
  config.seed = 3;
  return config;
}

/// At iteration 7.
inline Model TinyModel() {
  const Trainer trainer(TinyConfig());
  return {TinyConfig(), 7, trainer.state().parameters};
}

/// A state some iterations into training, so that no moment is zero.
inline TrainState TrainedTinyState() {
  Trainer trainer(TinyConfig());
  for (int i = 0; i < 6; ++i) EXPECT_EQ(trainer.Step(), "");
  return trainer.state();
}

inline Tensor& GetTensor(TensorFile& file, const std::string& name) {
  for (auto& [tensor_name, tensor] : file.tensors) {
    if (tensor_name == name) return tensor;
  }
  ADD_FAILURE() << name;
  return file.tensors.front().second;
}

inline void RemoveTensor(TensorFile& file, const std::string& name) {
  std::erase_if(file.tensors, [&](const auto& tensor) { return tensor.first == name; });
}

}  // namespace meanflow

#endif  // MEANFLOW_TESTS_IO_TINY_MODELS_H_
