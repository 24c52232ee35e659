// Files that appear whole or not at all.
#ifndef MEANFLOW_CLI_ATOMIC_FILE_H_
#define MEANFLOW_CLI_ATOMIC_FILE_H_

#include <string>
#include <string_view>

namespace meanflow::cli {

/// Writes to a temporary file in the target's directory, which takes the target's name when all is
/// on the disk. Whatever goes wrong before that, power included, the target is as it was. "-" (the
/// standard output), devices and pipes cannot be renamed over and are written as the text comes.
///
/// Functions return "" or a message with the target's name and the system's reason.
class AtomicFile {
 public:
  AtomicFile() = default;
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;
  /// Removes the temporary file, unless Commit has renamed it.
  ~AtomicFile();

  /// The target keeps its permissions when it exists, and is followed when it is a symbolic link.
  std::string Open(const std::string& path);
  std::string Append(std::string_view text);
  std::string Commit();

 private:
  std::string OpenTemporary();
  std::string Flush();
  std::string Fail() const;

  std::string path_;
  std::string temporary_;  // Empty when the target is written directly.
  std::string buffer_;
  int descriptor_ = -1;
};

/// Open, Append and Commit in one.
std::string WriteFileAtomically(const std::string& path, std::string_view content);

/// Temporary files of AtomicFile have names that start with "." and end so. One that is left over
/// was written by a process that was killed.
inline constexpr std::string_view kTemporarySuffix = ".partial";

}  // namespace meanflow::cli

#endif  // MEANFLOW_CLI_ATOMIC_FILE_H_
