// Runs that fail report the reason and keep their last saved state.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "cli/program.h"
#include "io/model_file.h"
#include "small_run.h"

namespace meanflow::cli {
namespace {

namespace fs = std::filesystem;

TEST(Train, ReportsWriteErrors) {
  const TemporaryDirectory directory;
  std::ofstream(directory / "file") << "mine";
  for (const std::string out : {"file", "file/run", "/proc/meanflow-run"}) {
    const Finished finished = RunProgram(kSmall + Arguments{"--out", out}, directory.path());
    EXPECT_EQ(finished.exit_code, 1) << out;
    EXPECT_NE(finished.error.find("cannot make " + out + ": "), std::string::npos)
        << finished.error;
  }
  EXPECT_EQ(FileContent(directory / "file"), "mine");
}

TEST(Train, FullDiskKeepsTheRunResumable) {
  const TemporaryDirectory directory;
  const Arguments begin = kSmall + Arguments{"--out", "run"};
  ASSERT_EQ(RunProgram(begin, directory.path()).exit_code, 0);
  const auto size =
      static_cast<long>(fs::file_size(directory / "run/checkpoints/000020.optimizer.safetensors"));
  fs::rename(directory / "run", directory / "expected");

  // The limit allows the first checkpoint but not the second, which has more losses.
  Finished finished = RunProgram(begin, directory.path(), {.file_bytes_limit = size - 1});
  EXPECT_EQ(finished.exit_code, 1);
  EXPECT_NE(finished.error.find("cannot write run/checkpoints/000020.optimizer.safetensors: "),
            std::string::npos)
      << finished.error;
  EXPECT_NE(finished.error.find("meanflow train --resume run"), std::string::npos);
  for (const std::string& name : directory.Files()) {
    EXPECT_EQ(name.find(".partial"), std::string::npos) << name;
  }
  EXPECT_TRUE(fs::exists(directory / "run/checkpoints/000010.safetensors"));
  EXPECT_FALSE(fs::exists(directory / "run/checkpoints/000020.safetensors"));

  finished = RunProgram({"train", "--resume", "run"}, directory.path());
  EXPECT_EQ(finished.exit_code, 0) << finished.error;
  ExpectSameFiles(directory / "run", directory / "expected", kFinalFiles);
}

TEST(Train, ReadOnlyDirectoryKeepsTheRunResumable) {
  const TemporaryDirectory directory;
  const Arguments begin = kSmall + Arguments{"--out", "run"};
  ASSERT_EQ(RunProgram(begin, directory.path()).exit_code, 0);
  fs::copy(directory / "run", directory / "expected", fs::copy_options::recursive);
  fs::remove(directory / "run/checkpoints/000025.safetensors");
  fs::remove(directory / "run/checkpoints/000025.optimizer.safetensors");
  fs::remove(directory / "run/model.safetensors");
  const std::vector<std::string> before = directory.Files();
  const auto protect = [&directory](fs::perms permissions) {
    for (const std::string name : {"run/checkpoints", "run", ""}) {
      fs::permissions(directory / name, permissions);
    }
  };
  constexpr fs::perms kReadOnly =
      fs::perms::owner_read | fs::perms::owner_exec | fs::perms::group_read | fs::perms::group_exec;

  protect(kReadOnly);
  const Environment ordinary{.obeys_permissions = true};
  const Finished resumed = RunProgram({"train", "--resume", "run"}, directory.path(), ordinary);
  const Finished begun = RunProgram(kSmall + Arguments{"--out", "new"}, directory.path(), ordinary);
  protect(fs::perms::owner_all);

  EXPECT_EQ(resumed.exit_code, 1) << resumed.error;
  EXPECT_NE(resumed.error.find("cannot write run/checkpoints/000025.optimizer.safetensors: "
                               "Permission denied"),
            std::string::npos)
      << resumed.error;
  EXPECT_NE(resumed.error.find("meanflow train --resume run"), std::string::npos) << resumed.error;
  EXPECT_EQ(begun.exit_code, 1) << begun.error;
  EXPECT_NE(begun.error.find("cannot make new: Permission denied"), std::string::npos)
      << begun.error;
  EXPECT_EQ(directory.Files(), before);

  const Finished finished = RunProgram({"train", "--resume", "run"}, directory.path());
  EXPECT_EQ(finished.exit_code, 0) << finished.error;
  ExpectSameFiles(directory / "run", directory / "expected", kFinalFiles);
}

TEST(Train, DivergenceKeepsTheLastGoodState) {
  const TemporaryDirectory directory;
  const Finished finished =
      RunProgram({"train", "--hidden", "16", "--depth", "6", "--batch", "8", "--lr", "10",
                  "--beta1", "0", "--beta2", "0", "--iterations", "3000", "--out", "run", "--json"},
                 directory.path());
  EXPECT_EQ(finished.exit_code, 1);
  EXPECT_NE(finished.error.find("not finite"), std::string::npos) << finished.error;
  EXPECT_NE(finished.error.find("smaller --lr than 10"), std::string::npos) << finished.error;
  EXPECT_NE(finished.error.find("meanflow train --resume run --from-iteration N"),
            std::string::npos)
      << finished.error;
  const auto summary = nlohmann::json::parse(finished.out, nullptr, false);
  ASSERT_TRUE(summary.is_object()) << finished.out;
  EXPECT_EQ(summary["status"], "diverged");
  TensorFile file;
  Model model;
  ASSERT_EQ(ReadSafetensors(FileContent(directory / "run/model.safetensors"), &file), "");
  EXPECT_EQ(ModelFromTensors(file, &model), "");
  EXPECT_EQ(summary["iteration"], model.iteration);
}

#if !defined(MEANFLOW_SANITIZED)  // Sanitizers reserve more address space than the limit.
TEST(Train, ReportsOutOfMemory) {
  const TemporaryDirectory directory;
  const Finished finished = RunProgram({"train", "--hidden", "1024", "--depth", "16", "--batch",
                                        "8", "--iterations", "2", "--threads", "1", "--out", "run"},
                                       directory.path(), {.memory_bytes_limit = 400'000'000});
  EXPECT_EQ(finished.exit_code, 1);
  EXPECT_EQ(finished.error,
            "meanflow: there is not enough memory for this: lower --hidden, --depth, --batch or "
            "--count\n");
}
#endif

}  // namespace
}  // namespace meanflow::cli
