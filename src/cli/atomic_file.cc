#include "cli/atomic_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>

namespace meanflow::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBufferBytes = 1 << 16;

/// Maximum length of the target's name within that of the temporary file, which is longer.
constexpr std::size_t kNameBytes = 200;

std::string DirectoryOf(const std::string& path) {
  const std::string directory = fs::path(path).parent_path().string();
  return directory.empty() ? "." : directory;
}

/// The target of a symbolic link, which need not exist; other paths are returned unchanged.
std::string FollowLinks(const std::string& path) {
  fs::path target = path;
  std::error_code error;
  while (fs::is_symlink(target, error)) {
    target = target.parent_path() / fs::read_symlink(target, error);
  }
  return target.string();
}

/// Flushes a rename to the disk. Errors are ignored: some file systems do not support this.
void SyncDirectory(const std::string& directory) {
  const int descriptor = open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  fsync(descriptor);
  close(descriptor);
}

}  // namespace

AtomicFile::~AtomicFile() {
  if (descriptor_ >= 0 && descriptor_ != STDOUT_FILENO) close(descriptor_);
  if (!temporary_.empty()) unlink(temporary_.c_str());
}

std::string AtomicFile::Fail() const {
  return "cannot write " + (path_ == "-" ? "the standard output" : path_) + ": " +
         std::strerror(errno);
}

std::string AtomicFile::Open(const std::string& path) {
  path_ = path;
  if (path == "-") {
    descriptor_ = STDOUT_FILENO;
    return "";
  }
  struct stat status {};
  const bool exists = stat(path.c_str(), &status) == 0;
  if (!exists && errno != ENOENT) return Fail();  // Such as a loop of links.
  if (exists && !S_ISREG(status.st_mode)) {
    descriptor_ = open(path.c_str(), O_WRONLY | O_CLOEXEC);  // A directory fails here.
    return descriptor_ < 0 ? Fail() : "";
  }
  path_ = FollowLinks(path);
  return OpenTemporary();
}

std::string AtomicFile::OpenTemporary() {
  // rename() ignores the target's permissions, so check them here.
  const bool exists = access(path_.c_str(), F_OK) == 0;
  if (exists && access(path_.c_str(), W_OK) != 0) return Fail();
  std::string temporary = DirectoryOf(path_);
  temporary += "/.";
  temporary += fs::path(path_).filename().string().substr(0, kNameBytes);
  temporary += ".";
  temporary += std::to_string(getpid());
  temporary += kTemporarySuffix;
  unlink(temporary.c_str());  // Left by a killed process of the same id.
  descriptor_ = open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (descriptor_ < 0) return Fail();
  temporary_ = temporary;
  struct stat status {};
  if (exists && stat(path_.c_str(), &status) == 0) fchmod(descriptor_, status.st_mode & 07777);
  return "";
}

std::string AtomicFile::Append(std::string_view text) {
  buffer_ += text;
  return buffer_.size() < kBufferBytes ? "" : Flush();
}

std::string AtomicFile::Flush() {
  std::string_view rest = buffer_;
  while (!rest.empty()) {
    const ssize_t written = write(descriptor_, rest.data(), rest.size());
    if (written >= 0) {
      rest.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      return Fail();
    }
  }
  buffer_.clear();
  return "";
}

std::string AtomicFile::Commit() {
  std::string error = Flush();
  if (!error.empty() || descriptor_ == STDOUT_FILENO) return error;
  if (!temporary_.empty() && fsync(descriptor_) != 0) return Fail();
  const int closed = close(descriptor_);
  descriptor_ = -1;
  if (closed != 0) return Fail();
  if (temporary_.empty()) return "";
  if (rename(temporary_.c_str(), path_.c_str()) != 0) return Fail();
  temporary_.clear();
  SyncDirectory(DirectoryOf(path_));
  return "";
}

std::string WriteFileAtomically(const std::string& path, std::string_view content) {
  AtomicFile file;
  std::string error = file.Open(path);
  if (error.empty()) error = file.Append(content);
  if (error.empty()) error = file.Commit();
  return error;
}

}  // namespace meanflow::cli
