#include "cli/arguments.h"

#include <algorithm>
#include <utility>

#include "io/json_text.h"

namespace meanflow::cli {
namespace {

/// "" when the first argument is a command or an option. CLI11 only says that a command is missing.
std::string RefuseUnknownCommand(const CLI::App& program,
                                 const std::vector<std::string>& arguments) {
  if (arguments.empty() || arguments[0].substr(0, 1) == "-") return "";
  std::string names;
  for (const CLI::App* command : program.get_subcommands({})) {
    if (command->get_name() == arguments[0]) return "";
    if (!names.empty()) names += ", ";
    names += command->get_name();
  }
  return NameOf(program) + ": " + Quoted(arguments[0]) + " is not a command; the commands are " +
         names;
}

/// Truncates a message of CLI11, which repeats unexpected arguments at any length.
std::string Truncate(std::string text) {
  constexpr std::size_t kLongest = 300;
  if (text.size() > kLongest) text.replace(kLongest, std::string::npos, "...");
  return text;
}

}  // namespace

std::unique_ptr<CLI::App> MakeProgram(Work* work) {
  auto program = std::make_unique<CLI::App>(
      "Train and sample one-step generative flows in the plane.", "meanflow");
  program->require_subcommand(1);
  program->failure_message(CLI::FailureMessage::simple);
  program->footer(
      "Exit codes: 0 done; 1 the work failed; 2 wrong options or an unreadable file;\n"
      "130 interrupted, with the work saved.");
  AddTrainCommand(program.get(), work);
  AddSampleCommand(program.get(), work);
  AddEvaluateCommand(program.get(), work);
  AddFiguresCommand(program.get(), work);
  AddCheckCommand(program.get(), work);
  return program;
}

std::string NameOf(const CLI::App& program) {
  std::string name = program.get_name();
  for (const CLI::App* command : program.get_subcommands()) name += " " + command->get_name();
  return name;
}

std::string ParseArguments(std::vector<std::string> arguments, CLI::App* program,
                           std::ostream* help) {
  std::string refusal = RefuseUnknownCommand(*program, arguments);
  if (!refusal.empty()) return refusal;
  std::reverse(arguments.begin(), arguments.end());  // CLI11 reads them from the back.
  try {
    program->parse(std::move(arguments));
  } catch (const CLI::Success& asked) {
    program->exit(asked, *help, *help);
  } catch (const CLI::ParseError& error) {
    const std::string name = NameOf(*program);
    return name + ": " + ForTerminal(Truncate(error.what())) + "\nRun " + name +
           " --help for the options.";
  }
  return "";
}

std::string ForTerminal(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string shown;
  unsigned char before = 0;
  for (const char letter : text) {
    const auto byte = static_cast<unsigned char>(letter);
    // 0xc2 0x80 to 0xc2 0x9f are U+0080 to U+009F, also control characters.
    const bool control =
        byte < ' ' || byte == 0x7f || (before == 0xc2 && byte >= 0x80 && byte < 0xa0);
    if (control && byte != '\n') {
      shown += {'\\', 'x', kDigits[byte / 16], kDigits[byte % 16]};
    } else {
      shown += letter;
    }
    before = byte;
  }
  return shown;
}

}  // namespace meanflow::cli
