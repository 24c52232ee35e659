// Reading whole files of limited size.
#ifndef MEANFLOW_CLI_READ_FILE_H_
#define MEANFLOW_CLI_READ_FILE_H_

#include <string>

namespace meanflow::cli {

/// Far above the size of any model, state or reference file. Stops the reading of endless devices.
inline constexpr std::size_t kMaxFileBytes = std::size_t{1} << 30;

/// The name of an input for messages: its path, or "the standard input" for "-".
std::string InputName(const std::string& path);

/// Reads a file of at most kMaxFileBytes; "-" is the standard input, which can be read once.
/// Returns
/// "" or a message with the input's name and the reason.
std::string ReadFile(const std::string& path, std::string* content);

}  // namespace meanflow::cli

#endif  // MEANFLOW_CLI_READ_FILE_H_
