// Files that are written atomically.
#ifndef MEANFLOW_CLI_ATOMIC_FILE_H_
#define MEANFLOW_CLI_ATOMIC_FILE_H_

#include <string>
#include <string_view>

namespace meanflow::cli {

/// Writes to a temporary file in the target's directory, and renames it to the target when all data
/// is on the disk. Until then the target is unchanged, even after a power failure. "-" (the
/// standard output), devices and pipes are written directly.
///
/// Functions return "" or a message with the target's name and the system's error.
class AtomicFile {
 public:
  AtomicFile() = default;
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;
  /// Removes the temporary file, unless Commit has renamed it.
  ~AtomicFile();

  /// An existing target keeps its permissions; a symbolic link is followed.
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

/// Temporary files of AtomicFile have names that start with "." and end with this. A killed process
/// leaves them behind.
inline constexpr std::string_view kTemporarySuffix = ".partial";

}  // namespace meanflow::cli

#endif  // MEANFLOW_CLI_ATOMIC_FILE_H_
