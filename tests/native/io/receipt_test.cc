#include "io/receipt.h"

#include <gtest/gtest.h>

#include "meanflow/trainer.h"

namespace meanflow {
namespace {

// By Python: hashlib.sha256(struct.pack('<4f', 1, -0.0, 0.5, 3.25)).hexdigest()[:16]
TEST(Receipt, IsTheBeginningOfTheDigestOfLittleEndianFloats) {
  EXPECT_EQ(Receipt(Vector<float>{{1.0f, -0.0f, 0.5f, 3.25f}}), "50da5bf42d799e68");
  EXPECT_EQ(Receipt({}), "e3b0c44298fc1c14");
}

TEST(Receipt, DiffersForEveryOtherBit) {
  EXPECT_NE(Receipt(Vector<float>{{1.0f, 0.0f, 0.5f, 3.25f}}),
            Receipt(Vector<float>{{1.0f, -0.0f, 0.5f, 3.25f}}));
}

TEST(Receipt, DistinguishesIterationsButNotEqualRuns) {
  TrainConfig config;
  config.network = {.depth = 2, .width = 8};
  config.batch = 16;
  Trainer one(config);
  Trainer two(config);
  EXPECT_EQ(Receipt(one.state().parameters), Receipt(two.state().parameters));
  ASSERT_EQ(one.Step(), "");
  EXPECT_NE(Receipt(one.state().parameters), Receipt(two.state().parameters));
  ASSERT_EQ(two.Step(), "");
  EXPECT_EQ(Receipt(one.state().parameters), Receipt(two.state().parameters));
}

TEST(Arithmetic, HasAName) { EXPECT_NE(Arithmetic(), ""); }

}  // namespace
}  // namespace meanflow
