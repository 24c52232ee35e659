// Parses any lines as the program's arguments: a command, whose work is not run, or an error
// message without control characters.
#include "cli/arguments.h"

#include <algorithm>
#include <sstream>

#include "require.h"

using namespace meanflow;

namespace {

std::vector<std::string> Lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, text.find('\0') < end ? text.find('\0') : end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

bool IsControl(char letter) { return (letter >= 0 && letter < ' ') || letter == 0x7f; }

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static cli::Work work;
  static const auto program = cli::MakeProgram(&work);  // Reused, as it is slow to construct.
  work = nullptr;
  std::ostringstream help;
  const std::string refusal =
      cli::ParseArguments(Lines({reinterpret_cast<const char*>(data), size}), program.get(), &help);
  fuzz::Require(refusal.empty() == (work != nullptr || !help.str().empty()),
                "a command, help or a refusal: " + refusal);
  if (refusal.empty()) return 0;
  fuzz::Require(refusal.rfind("meanflow", 0) == 0 && refusal.size() < 1000,
                "an error names the program");
  std::string line = refusal;
  line.erase(std::remove(line.begin(), line.end(), '\n'), line.end());
  fuzz::Require(std::none_of(line.begin(), line.end(), IsControl),
                "no control characters: " + line);
  return 0;
}
