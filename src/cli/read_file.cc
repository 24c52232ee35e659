#include "cli/read_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace meanflow::cli {

std::string ReadFile(const std::string& path, std::string* content) {
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return path + ": " + std::strerror(errno);
  std::string result;
  std::string error;
  std::array<char, 1 << 16> chunk;
  while (error.empty()) {
    const ssize_t count = read(descriptor, chunk.data(), chunk.size());
    if (count == 0) break;
    if (count > 0) {
      result.append(chunk.data(), static_cast<std::size_t>(count));
      if (result.size() > kMaxFileBytes) error = path + ": larger than 1 GiB";
    } else if (errno != EINTR) {
      error = path + ": " + std::strerror(errno);
    }
  }
  close(descriptor);
  if (error.empty()) *content = std::move(result);
  return error;
}

}  // namespace meanflow::cli
