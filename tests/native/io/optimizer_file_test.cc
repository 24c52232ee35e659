#include "io/optimizer_file.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "io/tiny_models.h"

namespace meanflow {
namespace {

TEST(OptimizerFile, TogetherWithTheModelRestoresTheState) {
  const TrainState state = TrainedTinyState();
  const Model model{TinyConfig(), state.iteration, state.parameters};
  TensorFile file;
  ASSERT_EQ(ReadSafetensors(WriteSafetensors(OptimizerToTensors(TinyConfig(), state)), &file), "");
  TrainState read;
  ASSERT_EQ(OptimizerFromTensors(file, model, &read), "");
  EXPECT_EQ(read.iteration, state.iteration);
  EXPECT_EQ(read.parameters, state.parameters);
  EXPECT_EQ(read.moments.first, state.moments.first);
  EXPECT_EQ(read.moments.second, state.moments.second);
  EXPECT_EQ(read.losses, state.losses);
}

TEST(OptimizerFile, HoldsTheTrainedWeightsWhereTheModelHoldsTheirMean) {
  TrainConfig config = TinyConfig();
  config.optimizer.ema = 0.9;
  Trainer trainer(config);
  for (int i = 0; i < 4; ++i) ASSERT_EQ(trainer.Step(), "");
  const TrainState& state = trainer.state();
  Model model;
  ASSERT_EQ(ModelFromTensors(
                ModelToTensors({config, state.iteration, state.EvaluationParameters()}), &model),
            "");
  EXPECT_EQ(model.parameters, state.ema);
  EXPECT_EQ(model.config.optimizer.ema, 0.9);
  TensorFile file = OptimizerToTensors(config, state);
  TrainState read;
  ASSERT_EQ(OptimizerFromTensors(file, model, &read), "");
  EXPECT_EQ(read.parameters, state.parameters);
  EXPECT_EQ(read.ema, state.ema);
  EXPECT_NE(read.ema, read.parameters);
  model.parameters[0] = std::nextafter(model.parameters[0], 2.0F);
  EXPECT_NE(OptimizerFromTensors(file, model, &read).find("checksum"), std::string::npos);
}

TEST(OptimizerFile, RefusesDamageToEitherFile) {
  const TrainState state = TrainedTinyState();
  const Model model{TinyConfig(), state.iteration, state.parameters};
  const TensorFile good = OptimizerToTensors(TinyConfig(), state);
  const auto refuse = [&](const TensorFile& file, const Model& of, const std::string& message) {
    TrainState read;
    const std::string error = OptimizerFromTensors(file, of, &read);
    EXPECT_NE(error.find(message), std::string::npos) << "said: " << error << "\nnot: " << message;
    EXPECT_EQ(read.parameters.size(), 0);
  };
  Model other = model;
  other.parameters[0] = std::nextafter(other.parameters[0], 2.0F);
  refuse(good, other, "checksum");
  for (const auto& [name, tensor] : good.tensors) {
    TensorFile file = good;
    GetTensor(file, name).values[0] = std::nextafter(tensor.values[0], 2.0F);
    refuse(file, model, "checksum");
    file = good;
    RemoveTensor(file, name);
    refuse(file, model, "no tensor \"" + name + "\"");
  }
  TensorFile file = good;
  file.metadata.erase("checksum");
  refuse(file, model, "checksum");
  other = model;
  other.iteration = 5;
  refuse(good, other, "tensor \"losses\" has the shape [6], not [5]");
}

TEST(InitialState, HasNoMomentsOfEarlierTraining) {
  const TrainState trained = TrainedTinyState();
  Trainer trainer(TinyConfig());
  ASSERT_EQ(trainer.Restore(InitialState(trained.parameters, trainer.config())), "");
  EXPECT_EQ(trainer.state().iteration, 0);
  EXPECT_TRUE(trainer.state().losses.empty());
  EXPECT_EQ(trainer.state().parameters, trained.parameters);
  ASSERT_EQ(trainer.Step(), "");
  // Adam's first update is lr * sign(gradient), whatever the gradient's size: no stale moments.
  for (int i = 0; i < trained.parameters.size(); ++i) {
    const float change = std::abs(trainer.state().parameters[i] - trained.parameters[i]);
    EXPECT_LE(change, 1.001f * TinyConfig().optimizer.learning_rate) << i;
  }
}

}  // namespace
}  // namespace meanflow
