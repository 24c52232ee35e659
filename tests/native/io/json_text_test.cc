#include "io/json_text.h"

#include <gtest/gtest.h>

namespace meanflow {
namespace {

using Json = nlohmann::json;

TEST(ParseJson, ReadsEveryKindOfValue) {
  Json value;
  ASSERT_EQ(
      ParseJson(R"( {"a": [1, -2, 0.5, true, null, "b", {}, []], "c": {"d": [[3]]}} )", 4, &value),
      "");
  EXPECT_EQ(value.dump(), R"({"a":[1,-2,0.5,true,null,"b",{},[]],"c":{"d":[[3]]}})");
}

TEST(ParseJson, RefusesWithAPositionAndLeavesTheValueAlone) {
  struct Case {
    const char* text;
    const char* message;
  };
  const Case cases[] = {
      {"", "this is not JSON"},
      {"{\"a\": 1,\n  ?}", "line 2, column 3: this is not JSON"},
      {"[1] 2", "line 1, column 5: this is not JSON"},
      {"[NaN]", "line 1, column 2: this is not JSON"},
      {"\"\xff\"", "this is not JSON"},
      {"[1e999]", "a number is too large"},
      {R"({"a": 1, "a": 2})", "\"a\" occurs twice"},
      {"[[[[1]]]]", "deeper than 3 levels"},
  };
  for (const Case& wrong : cases) {
    Json value = "before";
    const std::string error = ParseJson(wrong.text, 3, &value);
    EXPECT_NE(error.find(wrong.message), std::string::npos) << wrong.text << ": " << error;
    EXPECT_EQ(value, "before") << wrong.text;
  }
}

TEST(ParseJson, StopsAtDepthWithoutBuildingWhatIsBelow) {
  Json value;
  EXPECT_NE(ParseJson(std::string(1000000, '['), 5, &value), "");
}

TEST(Quoted, KeepsControlSequencesFromTheTerminal) {
  EXPECT_EQ(Quoted("lr"), "\"lr\"");
  EXPECT_EQ(Quoted("\x1b[31m\n\x7f"), "\"\\u001b[31m\\n\\u007f\"");
  EXPECT_EQ(Quoted("\xff"), "\"\\ufffd\"");
  EXPECT_EQ(Quoted(std::string(100, 'a')), "\"" + std::string(64, 'a') + "\"...");
}

}  // namespace
}  // namespace meanflow
