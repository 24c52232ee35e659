#include <gtest/gtest.h>

#include "cli/program.h"
#include "small_run.h"

namespace meanflow::cli {
namespace {

TEST(Train, ShowsPlainLinesInAFile) {
  const TemporaryDirectory directory;
  const Finished finished = RunProgram(kSmall + Arguments{"--out", "run"}, directory.path());
  EXPECT_NE(finished.error.find("25/25  loss "), std::string::npos) << finished.error;
  EXPECT_NE(finished.error.find(" it/s  "), std::string::npos) << finished.error;
  EXPECT_EQ(finished.error.find('\r'), std::string::npos);
  EXPECT_EQ(finished.error.find('\x1b'), std::string::npos);
}

TEST(Train, ShowsABarOnATerminal) {
  const TemporaryDirectory directory;
  const Finished finished =
      RunProgram(kSmall + Arguments{"--out", "run"}, directory.path(), {.on_terminal = true});
  ASSERT_EQ(finished.exit_code, 0) << finished.error;
  const std::size_t last = finished.error.rfind("\r\x1b[K");
  ASSERT_NE(last, std::string::npos) << finished.error;
  const std::string bar = finished.error.substr(last);
  EXPECT_NE(bar.find("mf [=============="), std::string::npos) << bar;
  EXPECT_NE(bar.find("25/25  loss "), std::string::npos) << bar;
  EXPECT_NE(bar.find(" it/s  0:00 left"), std::string::npos) << bar;
}

}  // namespace
}  // namespace meanflow::cli
