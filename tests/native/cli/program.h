// Runs the built program in temporary directories.
#ifndef MEANFLOW_TESTS_CLI_PROGRAM_H_
#define MEANFLOW_TESTS_CLI_PROGRAM_H_

#include <sys/types.h>

#include <string>
#include <vector>

namespace meanflow::cli {

/// The result of a finished program.
struct Finished {
  int exit_code = -1;  ///< 128 + the signal's number when one ended it.
  std::string out;     ///< Standard output.
  std::string error;   ///< Standard error.
};

/// The environment in which the program runs.
struct Environment {
  bool on_terminal = false;        ///< Standard error is a pseudo-terminal of 100 columns.
  long file_bytes_limit = 0;       ///< Largest size of files, as on a full disk; 0 for no limit.
  long memory_bytes_limit = 0;     ///< Of address space, not with sanitizers; 0 for no limit.
  bool obeys_permissions = false;  ///< File permissions apply even if root runs the tests.
  bool without_output = false;     ///< Standard output and error are closed.
  std::string input = "";          ///< File on the standard input; "" for that of the tests.
  bool plain = false;              ///< The program is meanflow_plain, where there is one.
};

/// A running `meanflow` process.
class Program {
 public:
  /// Starts it in `directory`.
  Program(const std::vector<std::string>& arguments, const std::string& directory,
          const Environment& environment = {});
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;
  /// Kills the process if it still runs.
  ~Program();

  void Signal(int signal) const;

  /// Waits until a file exists. False when the program ends without it.
  bool WaitForFile(const std::string& path) const;

  Finished Wait();

 private:
  bool ReadSome();

  pid_t process_ = -1;
  int out_ = -1;
  int error_ = -1;
  Finished finished_;
};

/// Runs the program to its end.
Finished RunProgram(const std::vector<std::string>& arguments, const std::string& directory,
                    const Environment& environment = {});

/// A temporary directory, removed with its contents.
class TemporaryDirectory {
 public:
  TemporaryDirectory();
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  const std::string& path() const { return path_; }
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }

  /// Relative paths of all files below, sorted.
  std::vector<std::string> Files() const;

 private:
  std::string path_;
};

}  // namespace meanflow::cli

#endif  // MEANFLOW_TESTS_CLI_PROGRAM_H_
