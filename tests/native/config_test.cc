#include "meanflow/config.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <set>

#include "meanflow/settings_table.h"

namespace meanflow {
namespace {

TEST(Fields, DefaultsOfTheStructsAreValid) {
  EXPECT_EQ(Validate(TrainConfig{}), "");
  EXPECT_EQ(Validate(SampleConfig{}), "");
}

TEST(Fields, HaveUniqueNamesAndLabels) {
  std::set<std::string_view> names;
  std::set<std::string_view> labels;
  for (const Field& field : Fields()) {
    EXPECT_TRUE(names.insert(field.name).second) << field.name;
    const std::string_view label = FindSetting(field.name).label;
    EXPECT_TRUE(labels.insert(label).second) << label;
    EXPECT_EQ(&FindField(field.name), &field);
  }
}

TEST(Fields, DefaultIsThatOfTheStruct) {
  for (const std::string_view name : FieldNames<TrainConfig>()) {
    EXPECT_EQ(DefaultOf(name), GetField(TrainConfig{}, name)) << name;
  }
  for (const char* name : {"steps", "count"}) {
    EXPECT_EQ(DefaultOf(name), GetField(SampleConfig{}, name)) << name;
  }
  EXPECT_EQ(DefaultOf("batch"), FieldValue(4096.0));
  EXPECT_EQ(DefaultOf("density"), FieldValue("checkerboard"));
}

TEST(Fields, AreSettableInOneStructAtLeastAndHaveLabelledChoices) {
  for (const Setting& setting : kSettings) {
    const Field& field = FindField(setting.name);
    EXPECT_TRUE(HasField<TrainConfig>(field.name) || HasField<SampleConfig>(field.name))
        << field.name;
    EXPECT_FALSE(setting.help.empty()) << field.name;
    const std::size_t labels =
        setting.choice_labels == nullptr ? 0 : setting.choice_labels().size();
    EXPECT_EQ(labels, field.choices().size()) << field.name;
  }
}

TEST(ValidateNumber, TakesTheEndsOfEveryRangeAndNothingBeyond) {
  for (const Field& field : Fields()) {
    if (!field.IsNumber()) continue;
    const double step = field.integer ? field.multiple_of : 1e-12 * (1 + field.maximum);
    EXPECT_EQ(ValidateNumber(field, field.minimum).empty(), !field.exclusive_minimum) << field.name;
    EXPECT_EQ(ValidateNumber(field, field.maximum), "") << field.name;
    for (const double wrong :
         {field.minimum - step, field.maximum + step, std::nan(""),
          std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()}) {
      const std::string error = ValidateNumber(field, wrong);
      EXPECT_EQ(error.rfind(std::string(field.name) + ": ", 0), 0u) << field.name << " " << wrong;
      EXPECT_NE(error.find(Accepts(field)), std::string::npos) << error;
    }
    if (field.integer) {
      EXPECT_NE(ValidateNumber(field, field.minimum + 0.5), "") << field.name;
    }
    if (field.multiple_of > 1) {
      EXPECT_NE(ValidateNumber(field, field.minimum + 1), "") << field.name;
    }
  }
}

TEST(ValidateChoice, TakesTheChoicesOnly) {
  for (const Field& field : Fields()) {
    for (const std::string_view choice : field.choices())
      EXPECT_EQ(ValidateChoice(field, choice), "");
    if (!field.choices().empty()) {
      EXPECT_EQ(ValidateChoice(field, "FM"),
                std::string(field.name) + ": \"FM\" is not " + Accepts(field));
      EXPECT_NE(ValidateChoice(field, ""), "");
    }
  }
}

TEST(ValidateText, SaysWhatIsWrongWithADrawing) {
  const Field& field = FindField("drawing");
  EXPECT_EQ(ValidateText(field, ""), "");
  EXPECT_EQ(ValidateText(field, "2.AB_C"), "");
  EXPECT_EQ(ValidateText(field, "2.AB"), "drawing: it has 2 of the 4 cells that 2 x 2 has");
  EXPECT_EQ(ValidateText(field, "2.AAAA"), "drawing: it is empty: no cell has any mass");
}

TEST(Accepts, SaysItInWords) {
  EXPECT_EQ(Accepts(FindField("batch")), "a whole number from 8 to 65536, a multiple of 8");
  EXPECT_EQ(Accepts(FindField("lr")), "a number above 0 and at most 10");
  EXPECT_EQ(Accepts(FindField("scale")), "a number from 0.25 to 4");
  EXPECT_EQ(Accepts(FindField("method")), "one of fm, mf, imf or lsd");
}

TEST(Validate, ErrorsNameTheInvalidField) {
  TrainConfig config;
  config.batch = 12;
  EXPECT_EQ(Validate(config), "batch: 12 is not a whole number from 8 to 65536, a multiple of 8");
  config = {};
  config.density.name = "square";
  EXPECT_EQ(Validate(config).rfind("density: \"square\"", 0), 0u) << Validate(config);
  config = {};
  config.density.name = "drawing";
  EXPECT_EQ(Validate(config), "drawing: the density \"drawing\" needs one, and there is none");
  config.density.drawing = "4.A";
  EXPECT_EQ(Validate(config), "drawing: it has 1 of the 16 cells that 4 x 4 has");
  config.density.drawing = "2.AAAB";
  EXPECT_EQ(Validate(config), "");
  config = {};
  config.optimizer.learning_rate = std::nan("");
  EXPECT_EQ(Validate(config).rfind("lr: ", 0), 0u) << Validate(config);
  SampleConfig sampling;
  sampling.steps = 0;
  EXPECT_EQ(Validate(sampling), "steps: 0 is not a whole number from 1 to 1000");
}

TEST(Names, ReadBack) {
  for (const std::string_view name : FindField("method").choices()) {
    ASSERT_TRUE(Parse<Method>(name)) << name;
    EXPECT_EQ(Name(*Parse<Method>(name)), name);
  }
  for (const std::string_view name : FindField("direction").choices()) {
    ASSERT_TRUE(Parse<Direction>(name)) << name;
    EXPECT_EQ(Name(*Parse<Direction>(name)), name);
  }
  EXPECT_FALSE(Parse<Method>("MF"));
  EXPECT_FALSE(Parse<Direction>(""));
}

}  // namespace
}  // namespace meanflow
