#include "io/model_file.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>

#include "io/config_json.h"
#include "io/field_text.h"
#include "io/state_dict.h"
#include "meanflow/mlp.h"

namespace meanflow {
namespace {

TrainConfig SmallConfig() {
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

Model SmallModel() {
  const Trainer trainer(SmallConfig());
  return {SmallConfig(), 7, trainer.state().parameters};
}

/// A state some iterations into training, so that no moment is zero.
TrainState TrainedState() {
  Trainer trainer(SmallConfig());
  for (int i = 0; i < 6; ++i) EXPECT_EQ(trainer.Step(), "");
  return trainer.state();
}

Tensor& Get(TensorFile& file, const std::string& name) {
  for (auto& [tensor_name, tensor] : file.tensors) {
    if (tensor_name == name) return tensor;
  }
  ADD_FAILURE() << name;
  return file.tensors.front().second;
}

void Remove(TensorFile& file, const std::string& name) {
  std::erase_if(file.tensors, [&](const auto& tensor) { return tensor.first == name; });
}

TEST(StateDictEntries, CoverTheFlatVectorInPyTorchsOrder) {
  const MlpShape shape{4, 5, 2};
  const std::vector<StateDictEntry> entries = StateDictEntries(shape);
  const char* const names[] = {"network.0.weight", "network.0.bias",   "network.2.weight",
                               "network.2.bias",   "network.4.weight", "network.4.bias"};
  const std::vector<int> shapes[] = {{5, 4}, {5}, {5, 5}, {5}, {2, 5}, {2}};
  ASSERT_EQ(entries.size(), 6u);
  int offset = 0;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    EXPECT_EQ(entries[i].name, names[i]);
    EXPECT_EQ(entries[i].shape, shapes[i]);
    EXPECT_EQ(entries[i].offset, offset);
    offset += entries[i].size;
  }
  EXPECT_EQ(offset, shape.ParameterCount());
}

TEST(ModelFile, HoldsTheStateDictAndTheSettings) {
  const Model model = SmallModel();
  const TensorFile file = ModelToTensors(model);
  ASSERT_EQ(file.tensors.size(), 6u) << "nothing that load_state_dict would refuse";
  const Tensor* weight = file.Find("network.2.weight");
  ASSERT_NE(weight, nullptr);
  EXPECT_EQ(weight->shape, (std::vector<int>{5, 5}));
  EXPECT_EQ(weight->values[0], model.parameters[25]);
  EXPECT_EQ(file.metadata.at("method"), "mf");
  EXPECT_EQ(file.metadata.at("direction"), "forward");
  EXPECT_EQ(file.metadata.at("density"), "checkerboard");
  EXPECT_EQ(file.metadata.at("width"), "5");
  EXPECT_EQ(file.metadata.at("lr"), "0.01");
  EXPECT_EQ(file.metadata.at("seed"), "3");
  EXPECT_EQ(file.metadata.at("iteration"), "7");
}

TEST(ModelFile, ReadsBackThroughBytes) {
  TensorFile file;
  ASSERT_EQ(ReadSafetensors(WriteSafetensors(ModelToTensors(SmallModel())), &file), "");
  Model read;
  ASSERT_EQ(ModelFromTensors(file, &read), "");
  EXPECT_EQ(ToJson(read.config), ToJson(SmallModel().config));
  EXPECT_EQ(read.iteration, 7);
  EXPECT_EQ(read.parameters, SmallModel().parameters);
}

TEST(ModelFile, WithoutMetadataUsesTheShapes) {
  TensorFile file = ModelToTensors(SmallModel());
  file.metadata = {{"format", "pt"}};
  Model read;
  read.config.direction = Direction::kForwardAsPublished;
  ASSERT_EQ(ModelFromTensors(file, &read), "");
  EXPECT_EQ(read.config.method, Method::kImf) << "the one that was there";
  EXPECT_EQ(read.config.direction, Direction::kForwardAsPublished);
  EXPECT_EQ(read.config.network.width, 5);
  EXPECT_EQ(read.config.network.depth, 2);
  read.config.method = Method::kFm;
  ASSERT_EQ(ModelFromTensors(file, &read), "");
  EXPECT_EQ(read.config.method, Method::kImf) << "FM has no fourth input";

  TrainConfig fm = SmallConfig();
  fm.method = Method::kFm;
  file = ModelToTensors({fm, 0, Trainer(fm).state().parameters});
  file.metadata.clear();
  ASSERT_EQ(ModelFromTensors(file, &read), "");
  EXPECT_EQ(read.config.method, Method::kFm);
}

TrainConfig WithFeatures() {
  TrainConfig config = SmallConfig();
  config.network.features = 2;
  config.network.linear_path = LinearPath::kOn;
  return config;
}

TEST(ModelFile, HasFeaturesAndALinearPathWithAndWithoutMetadata) {
  const TrainConfig config = WithFeatures();
  const Model model{config, 0, Trainer(config).state().parameters};
  TensorFile file = ModelToTensors(model);
  EXPECT_EQ(file.tensors.front().second.shape, (std::vector<int>{5, 20}));
  EXPECT_EQ(file.tensors.back().first, "linear_path.weight");
  EXPECT_EQ(file.tensors.back().second.shape, (std::vector<int>{2, 20}));
  Model read;
  ASSERT_EQ(ModelFromTensors(file, &read), "");
  EXPECT_EQ(ToJson(read.config), ToJson(config));
  EXPECT_EQ(read.parameters, model.parameters);

  // As PyTorch writes it, from a wrapped module.
  file.metadata.clear();
  for (auto& [name, tensor] : file.tensors) name = "module." + name;
  Model foreign;
  ASSERT_EQ(ModelFromTensors(file, &foreign), "");
  EXPECT_EQ(foreign.config.network.features, 2);
  EXPECT_EQ(foreign.config.network.linear_path, LinearPath::kOn);
  EXPECT_EQ(foreign.parameters, model.parameters);
  EXPECT_EQ(CheckFitsRun(foreign,
                         [] {
                           TrainConfig run = WithFeatures();
                           run.direction = TrainConfig{}.direction;
                           return run;
                         }()),
            "");
}

void ExpectRefused(const TensorFile& file, const std::string& message) {
  Model model;
  model.parameters = Vector<float>::Ones(1);
  const std::string error = ModelFromTensors(file, &model);
  EXPECT_NE(error.find(message), std::string::npos) << "said: " << error << "\nnot: " << message;
  EXPECT_EQ(model.parameters, Vector<float>::Ones(1));
  EXPECT_EQ(ToJson(model.config), ToJson(TrainConfig{}));
}

TEST(ModelFile, RefusesOtherTensors) {
  const TensorFile good = ModelToTensors(SmallModel());
  ExpectRefused({}, "no tensor \"network.0.weight\"");
  TensorFile file = good;
  Remove(file, "network.2.bias");
  ExpectRefused(file, "no tensor \"network.2.bias\"");
  file = good;
  Remove(file, "network.2.weight");
  ExpectRefused(file, "depth: 0 is not a whole number from 1 to 16");
  file = good;
  file.tensors.emplace_back("extra", Tensor{{1}, {1}});
  ExpectRefused(file, "tensor \"extra\" does not belong");
  file = good;
  Get(file, "network.2.weight") = {{4, 5}, std::vector<float>(20)};
  ExpectRefused(file, "tensor \"network.2.weight\" has the shape [4, 5], not [5, 5]");
  file = good;
  Get(file, "network.0.weight") = {{5, 2}, std::vector<float>(10)};
  ExpectRefused(file, "has 2 inputs, where (x, y, t) or (x, y, t, r)");
  file = good;
  Get(file, "network.0.weight") = {{20}, std::vector<float>(20)};
  ExpectRefused(file, "has the shape [20], not [width, inputs]");
  file = good;
  Get(file, "network.0.weight") = {{0, 4}, {}};
  ExpectRefused(file, "width: 0 is not a whole number from 1 to 1024");
  file = good;
  Get(file, "network.0.weight") = {{1025, 4}, std::vector<float>(4100)};
  ExpectRefused(file, "width: 1025 is not a whole number from 1 to 1024");
}

/// The file with each tensor renamed.
TensorFile Renamed(TensorFile file, const std::map<std::string, std::string>& names) {
  for (auto& [name, tensor] : file.tensors) {
    const std::size_t dot = name.rfind('.');
    name = names.at(name.substr(0, dot)) + name.substr(dot);
  }
  return file;
}

TEST(ModelFile, ReadsLayersOfOtherNames) {
  const auto three = [](const std::string& a, const std::string& b, const std::string& c) {
    return std::map<std::string, std::string>{{"network.0", a}, {"network.2", b}, {"network.4", c}};
  };
  for (const auto& names :
       {three("module.network.0", "module.network.2", "module.network.4"),
        three("_orig_mod.network.0", "_orig_mod.network.2", "_orig_mod.network.4"),
        three("0", "2", "4"), three("net.0", "net.2", "net.4"), three("net.8", "net.10", "net.12"),
        three("layers.0.linear", "layers.1.linear", "layers.2.linear"),
        three("fc1.1", "fc1.2", "fc1.10")}) {
    TensorFile file = Renamed(ModelToTensors(SmallModel()), names);
    std::reverse(file.tensors.begin(), file.tensors.end());  // Some programs sort as texts.
    file.tensors.emplace_back("n_averaged", Tensor{{}, {100}});
    Model read;
    ASSERT_EQ(ModelFromTensors(file, &read), "") << names.at("network.0");
    EXPECT_EQ(read.parameters, SmallModel().parameters) << names.at("network.0");
    file.tensors.back().first = "n";
    ExpectRefused(file, "tensor \"n\" does not belong");
    Remove(file, names.at("network.2") + ".bias");
    Remove(file, "n");
    ExpectRefused(file, "no tensor \"" + names.at("network.2") + ".bias\"");
  }
}

TEST(ModelFile, NamesTheFirstTensorsWhereItKnowsNone) {
  const TensorFile good = ModelToTensors(SmallModel());
  ExpectRefused(Renamed(good, {{"network.0", "in"}, {"network.2", "mid"}, {"network.4", "out"}}),
                "there is no tensor \"network.0.weight\"; the file has \"in.weight\", \"in.bias\", "
                "\"mid.weight\" and 3 more");
  for (const auto& [a, b, c] :
       {std::array{"a.0", "b.2", "a.4"}, std::array{"0.a", "2.b", "4.a"},
        std::array{"a.0", "a.0.0", "a.4"}, std::array{"a.-1", "a.1", "a.2"},
        std::array{"a.01", "a.1", "a.2"}, std::array{"a.99999999999", "a.1", "a.2"}}) {
    ExpectRefused(Renamed(good, {{"network.0", a}, {"network.2", b}, {"network.4", c}}),
                  "there is no tensor \"network.0.weight\"; the file has \"");
  }
  TensorFile file;
  file.tensors.emplace_back("a.0.weight", Tensor{{1}, {1}});
  ExpectRefused(file, "no tensor \"network.0.weight\"; the file has \"a.0.weight\"");
}

TEST(ModelFile, PassesOverMetadataOfOthers) {
  TensorFile file = ModelToTensors(SmallModel());
  file.metadata = {{"format", "pt"},          {"batch", "100"},      {"method", "MeanFlow"},
                   {"iteration", "12k"},      {"width", "7"},        {"density", "my own points"},
                   {"direction", "backward"}, {"lr", "1e-3 cosine"}, {"seed", "none"}};
  Model read;
  ASSERT_EQ(ModelFromTensors(file, &read), "");
  EXPECT_EQ(read.iteration, 0);
  TrainConfig expected;
  expected.method = Method::kImf;
  expected.network = SmallConfig().network;
  EXPECT_EQ(ToJson(read.config), ToJson(expected));
  EXPECT_EQ(read.parameters, SmallModel().parameters);
}

TEST(ModelFile, RefusesValuesThatAreNotFinite) {
  for (const float value : {std::nanf(""), std::numeric_limits<float>::infinity()}) {
    TensorFile file = ModelToTensors(SmallModel());
    Get(file, "network.4.bias").values[1] = value;
    ExpectRefused(file, "tensor \"network.4.bias\" has a value that is not finite");
  }
}

TEST(ModelFile, RefusesWrongMetadata) {
  const auto with = [](const std::string& name, const std::string& value) {
    TensorFile file = ModelToTensors(SmallModel());
    file.metadata[name] = value;
    return file;
  };
  ExpectRefused(with("method", "ddpm"), "metadata method: \"ddpm\" is not one of fm, mf");
  ExpectRefused(with("lr", "fast"), "metadata lr: \"fast\" is not a number above 0");
  ExpectRefused(with("batch", "7"), "metadata batch: 7 is not a whole number from 8");
  ExpectRefused(with("iteration", "-1"), "metadata iteration: -1 is not");
  ExpectRefused(with("iteration", "1e9"), "metadata iteration: 1000000000 is not");
  ExpectRefused(with("width", "6"), "metadata width: 6 contradicts the tensors, which have 5");
  ExpectRefused(with("depth", "3"), "metadata depth: 3 contradicts the tensors, which have 2");
  ExpectRefused(with("method", "fm"), "metadata method: fm contradicts the tensors");
  ExpectRefused(with("features", "2"),
                "metadata features: 2 contradicts the tensors, which have 0");
  ExpectRefused(with("linear_path", "on"),
                "metadata linear_path: on contradicts the tensors, which have none");
}

TEST(OptimizerFile, TogetherWithTheModelRestoresTheState) {
  const TrainState state = TrainedState();
  const Model model{SmallConfig(), state.iteration, state.parameters};
  TensorFile file;
  ASSERT_EQ(ReadSafetensors(WriteSafetensors(OptimizerToTensors(SmallConfig(), state)), &file), "");
  TrainState read;
  ASSERT_EQ(OptimizerFromTensors(file, model, &read), "");
  EXPECT_EQ(read.iteration, state.iteration);
  EXPECT_EQ(read.parameters, state.parameters);
  EXPECT_EQ(read.moments.first, state.moments.first);
  EXPECT_EQ(read.moments.second, state.moments.second);
  EXPECT_EQ(read.losses, state.losses);
}

TEST(OptimizerFile, HoldsTheTrainedWeightsWhereTheModelHoldsTheirMean) {
  TrainConfig config = SmallConfig();
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

TEST(ModelFile, LoadsFilesFromBeforeASettingWasThere) {
  TensorFile file = ModelToTensors(SmallModel());
  for (const char* name : {"schedule", "ema", "clip", "times", "equal_share", "time_inputs",
                           "tangent", "target", "adaptive_power", "start_share", "warmup"}) {
    ASSERT_EQ(file.metadata.erase(name), 1U) << name;
  }
  Model read;
  ASSERT_EQ(ModelFromTensors(file, &read), "");
  EXPECT_EQ(ToText(GetField(read.config, "schedule")), "constant");
  EXPECT_EQ(read.parameters, SmallModel().parameters);
}

TEST(OptimizerFile, RefusesDamageToEitherFile) {
  const TrainState state = TrainedState();
  const Model model{SmallConfig(), state.iteration, state.parameters};
  const TensorFile good = OptimizerToTensors(SmallConfig(), state);
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
    Get(file, name).values[0] = std::nextafter(tensor.values[0], 2.0F);
    refuse(file, model, "checksum");
    file = good;
    Remove(file, name);
    refuse(file, model, "no tensor \"" + name + "\"");
  }
  TensorFile file = good;
  file.metadata.erase("checksum");
  refuse(file, model, "checksum");
  other = model;
  other.iteration = 5;
  refuse(good, other, "tensor \"losses\" has the shape [6], not [5]");
}

TEST(CheckFitsRun, AcceptsTheSameNetworkOfOtherSettings) {
  TrainConfig run = SmallConfig();
  run.seed = 99;
  run.density.name = "rings";
  run.optimizer.learning_rate = 1;
  EXPECT_EQ(CheckFitsRun(SmallModel(), run), "");
  run.method = Method::kImf;  // The same function of the same inputs.
  EXPECT_EQ(CheckFitsRun(SmallModel(), run), "");
}

TEST(CheckFitsRun, NamesTheMismatch) {
  TrainConfig run = SmallConfig();
  run.method = Method::kFm;
  EXPECT_EQ(CheckFitsRun(SmallModel(), run),
            "method: the file's network has 4 inputs (x, y, t, r), this run's 3 inputs (x, y, t)");
  run = SmallConfig();
  run.network.width = 6;
  EXPECT_EQ(CheckFitsRun(SmallModel(), run), "width: the file's network has 5, this run's 6");
  run = SmallConfig();
  run.network.depth = 3;
  EXPECT_EQ(CheckFitsRun(SmallModel(), run), "depth: the file's network has 2, this run's 3");
  run = SmallConfig();
  run.direction = Direction::kReverse;
  EXPECT_EQ(CheckFitsRun(SmallModel(), run),
            "direction: the file's network has forward, this run's reverse");
}

TEST(CheckFitsRun, NamesMissingFeaturesAndPath) {
  EXPECT_EQ(CheckFitsRun(SmallModel(), WithFeatures()),
            "features: the file's network has 0, this run's 2");
  TrainConfig run = SmallConfig();
  run.network.linear_path = LinearPath::kOn;
  EXPECT_EQ(CheckFitsRun(SmallModel(), run),
            "linear_path: the file's network has off, this run's on");
}

TEST(InitialState, HasNoMomentsOfEarlierTraining) {
  const TrainState trained = TrainedState();
  Trainer trainer(SmallConfig());
  ASSERT_EQ(trainer.Restore(InitialState(trained.parameters, trainer.config())), "");
  EXPECT_EQ(trainer.state().iteration, 0);
  EXPECT_TRUE(trainer.state().losses.empty());
  EXPECT_EQ(trainer.state().parameters, trained.parameters);
  ASSERT_EQ(trainer.Step(), "");
  // Adam's first update is lr * sign(gradient), whatever the gradient's size: no stale moments.
  for (int i = 0; i < trained.parameters.size(); ++i) {
    const float change = std::abs(trainer.state().parameters[i] - trained.parameters[i]);
    EXPECT_LE(change, 1.001f * SmallConfig().optimizer.learning_rate) << i;
  }
}

}  // namespace
}  // namespace meanflow
