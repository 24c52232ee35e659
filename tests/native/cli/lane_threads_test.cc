#include "cli/lane_threads.h"

#include <gtest/gtest.h>

namespace meanflow::cli {
namespace {

TEST(LaneThreads, AnyNumberTrainsTheSameBits) {
  for (const Method method : {Method::kFm, Method::kMf, Method::kImf}) {
    TrainConfig config;
    config.method = method;
    config.network = {.depth = 2, .width = 20};
    config.batch = 104;
    config.iterations = 12;
    Trainer expected(config);
    while (!expected.Done()) ASSERT_EQ(expected.Step(), "");
    for (const int threads : {1, 2, 3, 8, 64}) {
      Trainer trainer(config);
      LaneThreads lanes(config, threads);
      while (!trainer.Done()) ASSERT_EQ(lanes.Step(&trainer), "");
      EXPECT_EQ(trainer.state().losses, expected.state().losses) << threads << " threads";
      EXPECT_EQ(trainer.state().parameters, expected.state().parameters) << threads << " threads";
      EXPECT_EQ(trainer.state().moments.second, expected.state().moments.second)
          << threads << " threads";
    }
  }
}

TEST(LaneThreads, ReportALossThatIsNotFinite) {
  TrainConfig config;
  config.network = {.depth = 6, .width = 16};
  config.batch = 8;
  config.optimizer = {.learning_rate = 10, .beta1 = 0, .beta2 = 0, .epsilon = 1e-8};
  Trainer trainer(config);
  LaneThreads lanes(config, 2);
  std::string error;
  while (!trainer.Done() && error.empty()) error = lanes.Step(&trainer);
  EXPECT_NE(error.find("not finite"), std::string::npos) << error;
  EXPECT_EQ(trainer.state().losses.size(), static_cast<std::size_t>(trainer.state().iteration));
}

TEST(LaneThreads, MayBeDestroyedUnused) { const LaneThreads lanes(TrainConfig{}, 8); }

TEST(DefaultThreads, IsAtLeastOneAndAtMostOnePerLane) {
  EXPECT_GE(DefaultThreads(), 1);
  EXPECT_LE(DefaultThreads(), kLanes);
}

}  // namespace
}  // namespace meanflow::cli
