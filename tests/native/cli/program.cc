#include "cli/program.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/capability.h>
#include <poll.h>
#include <pty.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <thread>

namespace meanflow::cli {
namespace {

namespace fs = std::filesystem;

/// Appends the available output. False at the end, which a terminal signals by an error.
bool ReadInto(int* descriptor, std::string* text) {
  std::array<char, 4096> chunk;
  const ssize_t count = read(*descriptor, chunk.data(), chunk.size());
  if (count > 0) {
    text->append(chunk.data(), static_cast<std::size_t>(count));
    return true;
  }
  close(*descriptor);
  *descriptor = -1;
  return false;
}

}  // namespace

Program::Program(const std::vector<std::string>& arguments, const std::string& directory,
                 const Environment& environment) {
  const char* program = MEANFLOW_PROGRAM;
#if defined(MEANFLOW_PLAIN_PROGRAM)
  if (environment.plain) program = MEANFLOW_PLAIN_PROGRAM;
#endif
  std::vector<char*> argv = {const_cast<char*>(program)};
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  int out[2];
  int error[2];
  EXPECT_EQ(pipe2(out, O_CLOEXEC), 0);
  if (environment.on_terminal) {
    winsize size{};
    size.ws_col = 100;
    EXPECT_EQ(openpty(&error[0], &error[1], nullptr, nullptr, &size), 0);
    fcntl(error[0], F_SETFD, FD_CLOEXEC);
  } else {
    EXPECT_EQ(pipe2(error, O_CLOEXEC), 0);
  }
  process_ = fork();
  if (process_ == 0) {
    if (!environment.input.empty()) dup2(open(environment.input.c_str(), O_RDONLY), STDIN_FILENO);
    dup2(out[1], STDOUT_FILENO);
    dup2(error[1], STDERR_FILENO);
    // Background jobs of a shell, and their children, ignore some of these.
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) std::signal(signal, SIG_DFL);
    if (environment.file_bytes_limit > 0) {
      const auto limit = static_cast<rlim_t>(environment.file_bytes_limit);
      const rlimit both{limit, limit};
      setrlimit(RLIMIT_FSIZE, &both);
    }
    if (environment.memory_bytes_limit > 0) {
      const auto limit = static_cast<rlim_t>(environment.memory_bytes_limit);
      const rlimit both{limit, limit};
      setrlimit(RLIMIT_AS, &both);
    }
    if (environment.obeys_permissions && geteuid() == 0) {
      prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE);
    }
    if (environment.without_output) {
      for (const int stream : {STDOUT_FILENO, STDERR_FILENO}) close(stream);
    }
    if (chdir(directory.c_str()) == 0) {
      setenv("TERM", "xterm", 1);
      execv(argv[0], argv.data());
    }
    _exit(127);
  }
  close(out[1]);
  close(error[1]);
  out_ = out[0];
  error_ = error[0];
}

Program::~Program() {
  if (process_ > 0) {
    kill(process_, SIGKILL);
    waitpid(process_, nullptr, 0);
  }
  if (out_ >= 0) close(out_);
  if (error_ >= 0) close(error_);
}

void Program::Signal(int signal) const { kill(process_, signal); }

bool Program::ReadSome() {
  std::array<pollfd, 2> files = {{{out_, POLLIN, 0}, {error_, POLLIN, 0}}};
  if (out_ < 0 && error_ < 0) return false;
  if (poll(files.data(), files.size(), -1) < 0) return true;
  if (files[0].revents != 0) ReadInto(&out_, &finished_.out);
  if (files[1].revents != 0) ReadInto(&error_, &finished_.error);
  return true;
}

bool Program::WaitForFile(const std::string& path) const {
  siginfo_t ended{};
  while (!fs::exists(path)) {
    waitid(P_PID, static_cast<id_t>(process_), &ended, WEXITED | WNOHANG | WNOWAIT);
    if (ended.si_pid != 0) return fs::exists(path);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

Finished Program::Wait() {
  while (ReadSome()) {
  }
  int status = 0;
  waitpid(process_, &status, 0);
  process_ = -1;
  finished_.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return finished_;
}

Finished RunProgram(const std::vector<std::string>& arguments, const std::string& directory,
                    const Environment& environment) {
  return Program(arguments, directory, environment).Wait();
}

TemporaryDirectory::TemporaryDirectory() {
  std::string name = (fs::temp_directory_path() / "meanflow-test-XXXXXX").string();
  EXPECT_NE(mkdtemp(name.data()), nullptr);
  path_ = name;
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::vector<std::string> TemporaryDirectory::Files() const {
  std::vector<std::string> names;
  for (const auto& entry : fs::recursive_directory_iterator(path_)) {
    if (!entry.is_directory()) {
      names.push_back(entry.path().lexically_relative(path_).string());
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace meanflow::cli
