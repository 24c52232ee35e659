// Each reference file has one training step by PyTorch's float64 autograd: four with width 16 and
// batch 12, the others with the width, batch, depth and seed in their names. Width 1 is the hardest
// case: whole tensors of its gradient are differences that lose most of their digits.
#include "io/reference.h"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "files.h"
#include "mutations.h"

namespace meanflow {
namespace {

using Json = nlohmann::json;

const char* const kFiles[] = {"fm",
                              "mf",
                              "imf",
                              "fm-width-1-batch-12-seed-134",
                              "mf-width-1-batch-12-seed-134",
                              "imf-width-1-batch-12-seed-134",
                              "fm-width-9-batch-5-seed-7",
                              "mf-width-9-batch-5-seed-7",
                              "imf-width-9-batch-5-seed-7",
                              "imf-depth-2-width-12-batch-3-seed-4",
                              "lsd",
                              "lsd-width-9-batch-5-seed-7",
                              "lsd-depth-2-width-12-batch-30-seed-4",
                              "fm-features",
                              "fm-linear-path",
                              "mf-features",
                              "mf-linear-path",
                              "imf-features",
                              "imf-linear-path",
                              "lsd-features",
                              "lsd-linear-path"};

std::string ReferenceText(const std::string& name) {
  return FileContent(std::string(MEANFLOW_GOLDEN_DIR) + "/" + name + ".json");
}

Json ReferenceJson(const std::string& name) {
  return Json::parse(ReferenceText(name), nullptr, false);
}

TEST(Reference, PyTorchAndTheLibraryAgree) {
  for (const std::string name : kFiles) {
    Reference reference;
    ASSERT_EQ(ReadReference(ReferenceText(name), &reference), "") << name;
    const bool has_path = reference.network.linear_path == LinearPath::kOn;
    const std::size_t tensors = 2 * (reference.network.depth + 1) + (has_path ? 1 : 0);
    const std::vector<Comparison> rows = CompareWithReference(reference);
    // Prediction, target, loss and Adam's losses; tangent and dudt; of LSD dudt alone.
    const std::size_t values = reference.method == Method::kFm    ? 4
                               : reference.method == Method::kLsd ? 5
                                                                  : 6;
    ASSERT_EQ(rows.size(), values + 2 * tensors) << name;
    for (const Comparison& row : rows) {
      EXPECT_TRUE(row.in_double.Passes())
          << name << " " << row.quantity << " in double: " << row.in_double.absolute
          << " absolute, " << row.in_double.relative << " relative";
      EXPECT_TRUE(row.in_float.Passes())
          << name << " " << row.quantity << " in float: " << row.in_float.absolute << " absolute, "
          << row.in_float.relative << " relative";
      EXPECT_GT(row.values, 0) << row.quantity;
    }
  }
}

TEST(Reference, HasTheDocumentedTolerances) {
  Reference reference;
  ASSERT_EQ(ReadReference(ReferenceText("mf"), &reference), "");
  for (const Comparison& row : CompareWithReference(reference)) {
    EXPECT_EQ(row.in_double.tolerance, 1e-6) << row.quantity;
    const bool is_parameter = row.quantity.rfind("adam.parameters.", 0) == 0;
    EXPECT_EQ(row.in_float.tolerance, is_parameter ? 1e-2 : 1e-4) << row.quantity;
  }
}

/// The rows that do not pass in double, joined.
std::string Failing(const Json& json) {
  Reference reference;
  const std::string error = ReadReference(json.dump(), &reference);
  if (!error.empty()) return error;
  std::string names;
  for (const Comparison& row : CompareWithReference(reference)) {
    if (!row.in_double.Passes()) names += row.quantity + " ";
  }
  return names;
}

TEST(Reference, FindsOneWrongValueInAnyQuantity) {
  const Json good = ReferenceJson("imf");
  ASSERT_EQ(Failing(good), "");
  const char* const pointers[] = {"/prediction/11/1", "/tangent/0/0", "/dudt/5/1", "/target/3/0"};
  for (const std::string pointer : pointers) {
    Json wrong = good;
    Json& value = wrong[Json::json_pointer(pointer)];
    value = value.get<double>() + 1e-5;
    EXPECT_EQ(Failing(wrong), pointer.substr(1, pointer.find('/', 1) - 1) + " ");
  }
  Json wrong = good;
  wrong["loss"] = good["loss"].get<double>() + 1e-5;
  EXPECT_EQ(Failing(wrong), "loss ");
  wrong["loss"] = -good["loss"].get<double>();
  EXPECT_EQ(Failing(wrong), "loss ");
  wrong = good;
  wrong["adam"]["losses"][19] = good["adam"]["losses"][19].get<double>() + 1e-5;
  EXPECT_EQ(Failing(wrong), "adam.losses ");
  for (const auto& [name, tensor] : good["parameters"].items()) {
    const std::string pointer = tensor[0].is_array() ? "/0/0" : "/0";
    for (const std::string group : {"gradients", "adam.parameters"}) {
      const std::string path = group == "gradients" ? "/gradients/" : "/adam/parameters/";
      wrong = good;
      Json& value = wrong[Json::json_pointer(path + name + pointer)];
      value = value.get<double>() + 1e-5;
      EXPECT_EQ(Failing(wrong), group + "." + name + " ");
    }
  }
}

TEST(Reference, NanIsPastEveryTolerance) {
  Json json = ReferenceJson("mf");
  // Large enough that the forward pass overflows in float but not in double.
  for (auto& row : json["parameters"]["network.8.weight"]) {
    for (auto& value : row) value = 3e38;
  }
  Reference reference;
  ASSERT_EQ(ReadReference(json.dump(), &reference), "");
  for (const Comparison& row : CompareWithReference(reference)) {
    if (row.quantity != "prediction" && row.quantity != "loss") continue;
    EXPECT_FALSE(row.in_float.Passes()) << row.quantity;
    EXPECT_FALSE(row.in_double.Passes()) << row.quantity;
  }
}

TEST(Reference, WorksForAnyNumberOfSteps) {
  Json json = ReferenceJson("mf");
  json["adam"]["losses"] = Json::array();
  json["adam"]["parameters"] = json["parameters"];
  EXPECT_EQ(Failing(json), "");
}

TEST(Reference, ErrorsNameTheMissingField) {
  const Json good = ReferenceJson("imf");
  const auto expect = [](const Json& json, const std::string& name) {
    Reference reference;
    EXPECT_EQ(ReadReference(json.dump(), &reference), name + ": the file lacks this field");
  };
  for (const auto& [name, value] : good.items()) {
    Json json = good;
    json.erase(name);
    expect(json, name);
  }
  for (const auto& [name, value] : good["adam"].items()) {
    Json json = good;
    json["adam"].erase(name);
    expect(json, "adam." + name);
  }
  for (const std::string name : {"network.4.bias", "network.0.weight"}) {
    for (const std::string group : {"parameters", "gradients"}) {
      Json json = good;
      json[group].erase(name);
      expect(json, group + "." + name);
    }
    Json json = good;
    json["adam"]["parameters"].erase(name);
    expect(json, "adam.parameters." + name);
  }
  Json fm = ReferenceJson("fm");
  fm.erase("prediction");
  expect(fm, "prediction");
}

TEST(Reference, ErrorsNameTheInvalidField) {
  const Json good = ReferenceJson("imf");
  const auto expect = [&good](const std::string& pointer, const Json& value,
                              const std::string& message) {
    Json json = good;
    json[Json::json_pointer(pointer)] = value;
    Reference reference;
    const std::string error = ReadReference(json.dump(), &reference);
    EXPECT_NE(error.find(message), std::string::npos) << "said: " << error << "\nnot: " << message;
    EXPECT_EQ(reference.parameters.size(), 0);
  };
  expect("/method", "ddpm", "method: \"ddpm\" is not one of fm, mf");
  expect("/method", 1, "method: \"1\" is not one of");
  expect("/method", "fm", "parameters.network.0.weight: not a list of shape [16, 3]");
  expect("/hidden", 0, "hidden: 0 is not a whole number from 1 to 1024");
  expect("/hidden", "16", "hidden: not a number within float32's range");
  expect("/hidden", 15, "parameters.network.0.weight: not a list of shape [15, 4]");
  expect("/parameters", 3, "parameters: not an object");
  expect("/gradients", Json::array(), "gradients: not an object");
  expect("/x0", Json::array(), "x0: has no samples");
  expect("/x0", 1, "x0: not a list of at most");
  expect("/x0/3", Json::array({1}), "x0: not a list of shape [12, 2]");
  expect("/x1/3/0", nullptr, "x1: not a list of shape [12, 2] of numbers");
  expect("/x1/3/0", 1e39, "x1: not a list of shape [12, 2] of numbers within float32's range");
  expect("/t", Json::array({Json::array({1})}), "t: not a list of shape [12, 1]");
  expect("/loss", Json::array({1}), "loss: not a number within");
  expect("/adam", 1, "adam: not an object");
  expect("/adam/lr", -1, "adam.lr: -1 is not a number above 0");
  expect("/adam/betas", Json::array({0.9}), "adam.betas: not a list of shape [2]");
  expect("/adam/betas/1", 1, "adam.betas[1]: 1 is not a number from 0");
  expect("/adam/losses", "none", "adam.losses: not a list");
}

TEST(Reference, RefusesWhatIsNotJson) {
  Reference reference;
  EXPECT_NE(ReadReference("", &reference), "");
  EXPECT_EQ(ReadReference("[]", &reference), "the file is not a JSON object");
  EXPECT_NE(ReadReference(R"({"loss": NaN})", &reference).find("line 1, column 10"),
            std::string::npos);
  EXPECT_NE(ReadReference(std::string(100000, '['), &reference).find("deeper"), std::string::npos);
}

TEST(Reference, DamagedInputIsRefusedOrReadConsistently) {
  const std::string good = ReferenceText("mf-width-1-batch-12-seed-134");
  for (std::uint32_t seed = 0; seed < 1000; ++seed) {
    Reference reference;
    if (!ReadReference(Mutate(good, seed), &reference).empty()) continue;
    ASSERT_EQ(reference.pairs.x0.size(), 2 * reference.pairs.t.size()) << "seed " << seed;
    ASSERT_EQ(reference.gradient.size(), reference.parameters.size()) << "seed " << seed;
  }
}

}  // namespace
}  // namespace meanflow
