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
#include "io/tiny_models.h"
#include "meanflow/mlp.h"

namespace meanflow {
namespace {

TEST(ModelFile, HoldsTheStateDictAndTheSettings) {
  const Model model = TinyModel();
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
  ASSERT_EQ(ReadSafetensors(WriteSafetensors(ModelToTensors(TinyModel())), &file), "");
  Model read;
  ASSERT_EQ(ModelFromTensors(file, &read), "");
  EXPECT_EQ(ToJson(read.config), ToJson(TinyModel().config));
  EXPECT_EQ(read.iteration, 7);
  EXPECT_EQ(read.parameters, TinyModel().parameters);
}

TEST(ModelFile, WithoutMetadataUsesTheShapes) {
  TensorFile file = ModelToTensors(TinyModel());
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

  TrainConfig fm = TinyConfig();
  fm.method = Method::kFm;
  file = ModelToTensors({fm, 0, Trainer(fm).state().parameters});
  file.metadata.clear();
  ASSERT_EQ(ModelFromTensors(file, &read), "");
  EXPECT_EQ(read.config.method, Method::kFm);
}

TrainConfig WithFeatures() {
  TrainConfig config = TinyConfig();
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
  const TensorFile good = ModelToTensors(TinyModel());
  ExpectRefused({}, "no tensor \"network.0.weight\"");
  TensorFile file = good;
  RemoveTensor(file, "network.2.bias");
  ExpectRefused(file, "no tensor \"network.2.bias\"");
  file = good;
  RemoveTensor(file, "network.2.weight");
  ExpectRefused(file, "depth: 0 is not a whole number from 1 to 16");
  file = good;
  file.tensors.emplace_back("extra", Tensor{{1}, {1}});
  ExpectRefused(file, "tensor \"extra\" does not belong");
  file = good;
  GetTensor(file, "network.2.weight") = {{4, 5}, std::vector<float>(20)};
  ExpectRefused(file, "tensor \"network.2.weight\" has the shape [4, 5], not [5, 5]");
  file = good;
  GetTensor(file, "network.0.weight") = {{5, 2}, std::vector<float>(10)};
  ExpectRefused(file, "has 2 inputs, where (x, y, t) or (x, y, t, r)");
  file = good;
  GetTensor(file, "network.0.weight") = {{20}, std::vector<float>(20)};
  ExpectRefused(file, "has the shape [20], not [width, inputs]");
  file = good;
  GetTensor(file, "network.0.weight") = {{0, 4}, {}};
  ExpectRefused(file, "width: 0 is not a whole number from 1 to 1024");
  file = good;
  GetTensor(file, "network.0.weight") = {{1025, 4}, std::vector<float>(4100)};
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
    TensorFile file = Renamed(ModelToTensors(TinyModel()), names);
    std::reverse(file.tensors.begin(), file.tensors.end());  // Some programs sort as texts.
    file.tensors.emplace_back("n_averaged", Tensor{{}, {100}});
    Model read;
    ASSERT_EQ(ModelFromTensors(file, &read), "") << names.at("network.0");
    EXPECT_EQ(read.parameters, TinyModel().parameters) << names.at("network.0");
    file.tensors.back().first = "n";
    ExpectRefused(file, "tensor \"n\" does not belong");
    RemoveTensor(file, names.at("network.2") + ".bias");
    RemoveTensor(file, "n");
    ExpectRefused(file, "no tensor \"" + names.at("network.2") + ".bias\"");
  }
}

TEST(ModelFile, NamesTheFirstTensorsWhereItKnowsNone) {
  const TensorFile good = ModelToTensors(TinyModel());
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
  TensorFile file = ModelToTensors(TinyModel());
  file.metadata = {{"format", "pt"},          {"batch", "100"},      {"method", "MeanFlow"},
                   {"iteration", "12k"},      {"width", "7"},        {"density", "my own points"},
                   {"direction", "backward"}, {"lr", "1e-3 cosine"}, {"seed", "none"}};
  Model read;
  ASSERT_EQ(ModelFromTensors(file, &read), "");
  EXPECT_EQ(read.iteration, 0);
  TrainConfig expected;
  expected.method = Method::kImf;
  expected.network = TinyConfig().network;
  EXPECT_EQ(ToJson(read.config), ToJson(expected));
  EXPECT_EQ(read.parameters, TinyModel().parameters);
}

TEST(ModelFile, RefusesValuesThatAreNotFinite) {
  for (const float value : {std::nanf(""), std::numeric_limits<float>::infinity()}) {
    TensorFile file = ModelToTensors(TinyModel());
    GetTensor(file, "network.4.bias").values[1] = value;
    ExpectRefused(file, "tensor \"network.4.bias\" has a value that is not finite");
  }
}

TEST(ModelFile, RefusesWrongMetadata) {
  const auto with = [](const std::string& name, const std::string& value) {
    TensorFile file = ModelToTensors(TinyModel());
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

TEST(ModelFile, LoadsFilesFromBeforeASettingWasThere) {
  TensorFile file = ModelToTensors(TinyModel());
  for (const char* name : {"schedule", "ema", "clip", "times", "equal_share", "time_inputs",
                           "tangent", "target", "adaptive_power", "start_share", "warmup"}) {
    ASSERT_EQ(file.metadata.erase(name), 1U) << name;
  }
  Model read;
  ASSERT_EQ(ModelFromTensors(file, &read), "");
  EXPECT_EQ(ToText(GetField(read.config, "schedule")), "constant");
  EXPECT_EQ(read.parameters, TinyModel().parameters);
}

TEST(CheckFitsRun, AcceptsTheSameNetworkOfOtherSettings) {
  TrainConfig run = TinyConfig();
  run.seed = 99;
  run.density.name = "rings";
  run.optimizer.learning_rate = 1;
  EXPECT_EQ(CheckFitsRun(TinyModel(), run), "");
  run.method = Method::kImf;  // The same function of the same inputs.
  EXPECT_EQ(CheckFitsRun(TinyModel(), run), "");
}

TEST(CheckFitsRun, NamesTheMismatch) {
  TrainConfig run = TinyConfig();
  run.method = Method::kFm;
  EXPECT_EQ(CheckFitsRun(TinyModel(), run),
            "method: the file's network has 4 inputs (x, y, t, r), this run's 3 inputs (x, y, t)");
  run = TinyConfig();
  run.network.width = 6;
  EXPECT_EQ(CheckFitsRun(TinyModel(), run), "width: the file's network has 5, this run's 6");
  run = TinyConfig();
  run.network.depth = 3;
  EXPECT_EQ(CheckFitsRun(TinyModel(), run), "depth: the file's network has 2, this run's 3");
  run = TinyConfig();
  run.direction = Direction::kReverse;
  EXPECT_EQ(CheckFitsRun(TinyModel(), run),
            "direction: the file's network has forward, this run's reverse");
}

TEST(CheckFitsRun, NamesMissingFeaturesAndPath) {
  EXPECT_EQ(CheckFitsRun(TinyModel(), WithFeatures()),
            "features: the file's network has 0, this run's 2");
  TrainConfig run = TinyConfig();
  run.network.linear_path = LinearPath::kOn;
  EXPECT_EQ(CheckFitsRun(TinyModel(), run),
            "linear_path: the file's network has off, this run's on");
}

}  // namespace
}  // namespace meanflow
