// For any arguments, the program ends with an exit code and a message.
#include "cli/arguments.h"

#include <gtest/gtest.h>

#include <random>
#include <sstream>

#include "cli/program.h"
#include "files.h"

namespace meanflow::cli {
namespace {

using Arguments = std::vector<std::string>;

constexpr int kTrials = 300;

/// Draws random lists of arguments: some valid, most not, none with much work.
class ArgumentLists {
 public:
  Arguments Draw() {
    Arguments arguments;
    if (Below(12) > 0) arguments.push_back(Pick(kCommands));
    // Little work; the parser refuses a repetition of these options below.
    if (arguments == Arguments{"train"}) {
      arguments.insert(arguments.end(), {"--iterations", "2", "--batch", "8", "--width", "2"});
    } else if (arguments == Arguments{"sample"} || arguments == Arguments{"evaluate"}) {
      arguments.insert(arguments.end(), {"--count", "4"});
    }
    for (int i = Below(6); i > 0; --i) {
      arguments.push_back(Pick(kOptions));
      if (Below(5) == 0) {
        arguments.back() += "=" + Pick(kValues);
      } else if (Below(6) > 0) {
        arguments.push_back(Pick(kValues));
      }
    }
    if (Below(8) == 0) arguments.push_back(Noise());
    return arguments;
  }

 private:
  static const Arguments kCommands, kOptions, kValues;

  int Below(int limit) { return static_cast<int>(random_() % static_cast<unsigned>(limit)); }
  std::string Pick(const Arguments& all) { return all[Below(static_cast<int>(all.size()))]; }
  /// Any bytes but NUL, which no argument can contain.
  std::string Noise() {
    std::string noise;
    for (int i = Below(30); i > 0; --i) noise += static_cast<char>(1 + Below(255));
    return noise;
  }

  std::mt19937 random_{20240607};
};

const Arguments ArgumentLists::kCommands = {"train", "sample", "evaluate", "check", "help", ""};
const Arguments ArgumentLists::kOptions = {"--method",  "--direction", "--seed",
                                           "--density", "--cells",     "--scale",
                                           "--depth",   "--lr",        "--beta1",
                                           "--eps",     "--threads",   "--out",
                                           "--resume",  "--from-url",  "--model",
                                           "--steps",   "--count",     "--json",
                                           "--path",    "--help",      "--checkpoint-every",
                                           "-h",        "--",          "-",
                                           "--no-such", "--config",    "--iterations"};
const Arguments ArgumentLists::kValues = {"0",
                                          "1",
                                          "2",
                                          "-1",
                                          "8",
                                          "1e-3",
                                          "nan",
                                          "inf",
                                          "1e999",
                                          "99999999999999999999",
                                          "imf",
                                          "fm",
                                          "all",
                                          "rings",
                                          "reverse",
                                          "",
                                          " ",
                                          "run",
                                          "run/a.csv",
                                          "model.safetensors",
                                          "noise",
                                          "--out",
                                          "-",
                                          "=",
                                          "\xff\xfe",
                                          "%",
                                          "#v=1&iterations=1&batch=8&width=2",
                                          "#v=1&receipt=fm",
                                          "/dev/null",
                                          "/proc/no",
                                          "."};

TEST(Arguments, RandomListsEndInAnExitCodeAndAMessage) {
  ArgumentLists lists;
  int succeeded = 0;
  for (int trial = 0; trial < kTrials; ++trial) {
    const TemporaryDirectory directory;
    const Arguments arguments = lists.Draw();
    std::string shown = "meanflow";
    for (const std::string& argument : arguments) shown += " '" + argument + "'";
    const Finished finished = RunProgram(arguments, directory.path());
    ASSERT_GE(finished.exit_code, 0) << shown;
    ASSERT_LE(finished.exit_code, 2) << shown << "\n" << finished.error;
    if (finished.exit_code == 0) {
      ++succeeded;
    } else {
      EXPECT_EQ(finished.error.substr(0, 8), "meanflow") << shown << "\n" << finished.error;
      EXPECT_NE(finished.error.find(": "), std::string::npos) << shown << "\n" << finished.error;
    }
  }
  EXPECT_GT(succeeded, kTrials / 50) << "some lists should make sense";
}

TEST(Arguments, ParsingDoesNotStartTheWork) {
  Work work;
  const auto program = MakeProgram(&work);
  std::ostringstream help;
  EXPECT_EQ(ParseArguments({"sample", "--model", "none.safetensors", "--out", "a.csv"},
                           program.get(), &help),
            "");
  ASSERT_TRUE(work);
  EXPECT_EQ(help.str(), "");
  const Outcome outcome = work();
  EXPECT_EQ(outcome.code, kUsage) << outcome.message;
  EXPECT_NE(outcome.message.find("none.safetensors"), std::string::npos) << outcome.message;
}

TEST(Arguments, HelpHasNoWork) {
  Work work;
  const auto program = MakeProgram(&work);
  std::ostringstream help;
  EXPECT_EQ(ParseArguments({"train", "--help"}, program.get(), &help), "");
  EXPECT_FALSE(work);
  EXPECT_NE(help.str().find("--iterations"), std::string::npos) << help.str();
}

TEST(Arguments, MessagesEscapeControlCharacters) {
  const TemporaryDirectory directory;
  const Finished finished = RunProgram({"train", "--\x1b[31mred"}, directory.path());
  EXPECT_EQ(finished.exit_code, kUsage);
  EXPECT_EQ(finished.error,
            "meanflow train: The following argument was not expected: --\\x1b[31mred\n"
            "Run meanflow train --help for the options.\n");
  const std::string long_one(5000, 'x');
  EXPECT_LT(RunProgram({"train", long_one}, directory.path()).error.size(), 500U);
}

TEST(Program, RequiresAKnownCommand) {
  Finished finished = RunProgram({}, "/");
  EXPECT_EQ(finished.exit_code, 2);
  EXPECT_NE(finished.error.find("subcommand is required"), std::string::npos) << finished.error;
  finished = RunProgram({"tarin"}, "/");
  EXPECT_EQ(finished.exit_code, 2);
  EXPECT_NE(finished.error.find("\"tarin\" is not a command; the commands are train"),
            std::string::npos)
      << finished.error;
  finished = RunProgram({"--help"}, "/");
  EXPECT_EQ(finished.exit_code, 0);
  for (const char* text : {"train", "sample", "check", "Exit codes"}) {
    EXPECT_NE(finished.out.find(text), std::string::npos) << text;
  }
}

TEST(ForTerminal, EscapesControlsAndKeepsLettersOfAllKinds) {
  EXPECT_EQ(ForTerminal("a\nb \"c\""), "a\nb \"c\"");
  EXPECT_EQ(ForTerminal("\x1b[2J\r\x7f\t"), "\\x1b[2J\\x0d\\x7f\\x09");
  EXPECT_EQ(ForTerminal("Z\xc3\xbcrich"), "Z\xc3\xbcrich");
  const std::string second_set = ForTerminal(
      "\xc2\x9b"
      "31m");
  EXPECT_EQ(second_set.substr(1), "\\x9b31m");
}

}  // namespace
}  // namespace meanflow::cli
