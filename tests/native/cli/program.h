// Running the built program, and directories to run it in.
#ifndef MEANFLOW_TESTS_CLI_PROGRAM_H_
#define MEANFLOW_TESTS_CLI_PROGRAM_H_

#include <sys/types.h>

#include <string>
#include <vector>

namespace meanflow::cli {

/// What a finished program left.
struct Finished {
  int exit_code = -1;  ///< 128 + the signal's number when one ended it.
  std::string out;     ///< Standard output.
  std::string error;   ///< Standard error.
};

/// What the program finds itself in.
struct Surroundings {
  bool on_terminal = false;     ///< Standard error is a pseudo-terminal of 100 columns.
  long file_bytes_limit = 0;    ///< Files cannot grow past this, as on a full disk; 0 for no limit.
  long memory_bytes_limit = 0;  ///< Not with sanitizers, which take all addresses; 0 for no limit.
  bool obeys_permissions = false;  ///< Those of files, also when the tests are run by root.
  bool without_output = false;     ///< Standard output and error are closed.
};

/// `meanflow` with some arguments, running.
class Program {
 public:
  /// Starts it in `directory`.
  Program(const std::vector<std::string>& arguments, const std::string& directory,
          const Surroundings& surroundings = {});
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;
  /// Kills it when it still runs.
  ~Program();

  void Signal(int signal) const;

  /// Waits until a file is there. False when the program ends without it.
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
                    const Surroundings& surroundings = {});

/// A directory of its own for one test, removed with all that is in it.
class TemporaryDirectory {
 public:
  TemporaryDirectory();
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  const std::string& path() const { return path_; }
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }

  /// Names of the files below, with "/" between directories, sorted.
  std::vector<std::string> Files() const;

 private:
  std::string path_;
};

}  // namespace meanflow::cli

#endif  // MEANFLOW_TESTS_CLI_PROGRAM_H_
