#include "cli/atomic_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "cli/program.h"
#include "cli/read_file.h"
#include "files.h"

namespace meanflow::cli {
namespace {

namespace fs = std::filesystem;

using Names = std::vector<std::string>;

TEST(AtomicFile, WritesANewFileAndReplacesAnOldOne) {
  const TemporaryDirectory directory;
  EXPECT_EQ(WriteFileAtomically(directory / "a.txt", "first"), "");
  EXPECT_EQ(FileContent(directory / "a.txt"), "first");
  const std::string large(300000, 'x');
  EXPECT_EQ(WriteFileAtomically(directory / "a.txt", large), "");
  EXPECT_EQ(FileContent(directory / "a.txt"), large);
  EXPECT_EQ(directory.Files(), Names{"a.txt"});
}

TEST(AtomicFile, TargetIsUnchangedUntilCommit) {
  const TemporaryDirectory directory;
  ASSERT_EQ(WriteFileAtomically(directory / "a.txt", "before"), "");
  {
    AtomicFile file;
    ASSERT_EQ(file.Open(directory / "a.txt"), "");
    ASSERT_EQ(file.Append(std::string(200000, 'x')), "");
    EXPECT_EQ(directory.Files().size(), 2u);
    EXPECT_EQ(FileContent(directory / "a.txt"), "before");
  }
  EXPECT_EQ(FileContent(directory / "a.txt"), "before");
  EXPECT_EQ(directory.Files(), Names{"a.txt"});
}

TEST(AtomicFile, TemporariesAreRecognisable) {
  const TemporaryDirectory directory;
  AtomicFile file;
  ASSERT_EQ(file.Open(directory / "a.txt"), "");
  ASSERT_EQ(directory.Files().size(), 1u);
  EXPECT_TRUE(directory.Files()[0].starts_with(".a.txt."));
  EXPECT_TRUE(directory.Files()[0].ends_with(kTemporarySuffix));
}

TEST(AtomicFile, KeepsPermissionsAndFollowsLinks) {
  const TemporaryDirectory directory;
  ASSERT_EQ(WriteFileAtomically(directory / "a.txt", "before"), "");
  ASSERT_EQ(chmod((directory / "a.txt").c_str(), 0640), 0);
  fs::create_symlink("a.txt", directory / "link");
  EXPECT_EQ(WriteFileAtomically(directory / "link", "after"), "");
  EXPECT_TRUE(fs::is_symlink(directory / "link"));
  EXPECT_EQ(FileContent(directory / "a.txt"), "after");
  struct stat status {};
  ASSERT_EQ(stat((directory / "a.txt").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0640u);
}

TEST(AtomicFile, FollowsLinksToMissingFiles) {
  const TemporaryDirectory directory;
  fs::create_directory(directory / "below");
  fs::create_symlink("below/second", directory / "first");
  fs::create_symlink("../a.txt", directory / "below/second");
  EXPECT_EQ(WriteFileAtomically(directory / "first", "new"), "");
  EXPECT_TRUE(fs::is_symlink(directory / "first"));
  EXPECT_TRUE(fs::is_symlink(directory / "below/second"));
  EXPECT_EQ(FileContent(directory / "a.txt"), "new");
  fs::create_symlink("loop", directory / "loop");
  EXPECT_EQ(WriteFileAtomically(directory / "loop", ""),
            "cannot write " + directory / "loop" + ": Too many levels of symbolic links");
}

TEST(AtomicFile, AcceptsTheLongestNames) {
  const TemporaryDirectory directory;
  const std::string name(255, 'x');
  EXPECT_EQ(WriteFileAtomically(directory / name, "text"), "");
  EXPECT_EQ(FileContent(directory / name), "text");
  EXPECT_EQ(WriteFileAtomically(directory / (name + "x"), ""),
            "cannot write " + directory / (name + "x") + ": File name too long");
}

TEST(AtomicFile, WritesInTheWorkingDirectory) {
  const TemporaryDirectory directory;
  const fs::path before = fs::current_path();
  fs::current_path(directory.path());
  EXPECT_EQ(WriteFileAtomically("a.txt", "here"), "");
  fs::current_path(before);
  EXPECT_EQ(FileContent(directory / "a.txt"), "here");
}

TEST(AtomicFile, DevicesAreWrittenAndNotReplaced) {
  EXPECT_EQ(WriteFileAtomically("/dev/null", "text"), "");
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
  EXPECT_EQ(WriteFileAtomically("/dev/full", "text"),
            "cannot write /dev/full: No space left on device");
}

TEST(AtomicFile, ErrorsHaveTheReason) {
  const TemporaryDirectory directory;
  ASSERT_EQ(WriteFileAtomically(directory / "file", ""), "");
  EXPECT_EQ(WriteFileAtomically(directory.path(), ""),
            "cannot write " + directory.path() + ": Is a directory");
  EXPECT_EQ(WriteFileAtomically(directory / "no/a.txt", ""),
            "cannot write " + directory / "no/a.txt" + ": No such file or directory");
  EXPECT_EQ(WriteFileAtomically(directory / "file/a.txt", ""),
            "cannot write " + directory / "file/a.txt" + ": Not a directory");
}

TEST(ReadFile, ReadsOrSaysWhyNot) {
  const TemporaryDirectory directory;
  const std::string bytes = std::string(100000, '\0') + "end";
  ASSERT_EQ(WriteFileAtomically(directory / "a", bytes), "");
  std::string content;
  EXPECT_EQ(ReadFile(directory / "a", &content), "");
  EXPECT_EQ(content, bytes);
  EXPECT_EQ(ReadFile(directory / "b", &content), directory / "b" + ": No such file or directory");
  EXPECT_EQ(ReadFile(directory.path(), &content), directory.path() + ": Is a directory");
  EXPECT_EQ(content, bytes);
}

}  // namespace
}  // namespace meanflow::cli
