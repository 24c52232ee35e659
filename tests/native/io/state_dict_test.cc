#include "io/state_dict.h"

#include <gtest/gtest.h>

#include <vector>

namespace meanflow {
namespace {

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

}  // namespace
}  // namespace meanflow
