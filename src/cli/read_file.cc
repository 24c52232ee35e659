#include "cli/read_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace meanflow::cli {

namespace {

constexpr char kStandardInput[] = "-";

/// Reads to the end.
std::string ReadAll(int descriptor, std::string* content) {
  std::string result;
  std::string error;
  std::array<char, 1 << 16> chunk;
  while (error.empty()) {
    const ssize_t count = read(descriptor, chunk.data(), chunk.size());
    if (count == 0) break;
    if (count > 0) {
      result.append(chunk.data(), static_cast<std::size_t>(count));
      if (result.size() > kMaxFileBytes) error = "larger than 1 GiB";
    } else if (errno != EINTR) {
      error = std::strerror(errno);
    }
  }
  if (error.empty()) *content = std::move(result);
  return error;
}

std::string ReadStandardInput(std::string* content) {
  static bool was_read = false;
  if (was_read) return "was read already; only one \"-\" can be read";
  was_read = true;
  return ReadAll(STDIN_FILENO, content);
}

}  // namespace

std::string InputName(const std::string& path) {
  return path == kStandardInput ? "the standard input" : path;
}

std::string ReadFile(const std::string& path, std::string* content) {
  std::string error;
  if (path == kStandardInput) {
    error = ReadStandardInput(content);
  } else {
    const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return path + ": " + std::strerror(errno);
    error = ReadAll(descriptor, content);
    close(descriptor);
  }
  return error.empty() ? "" : InputName(path) + ": " + error;
}

}  // namespace meanflow::cli
