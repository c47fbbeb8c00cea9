// SPDX-License-Identifier: Apache-2.0
#include "base/process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <system_error>
#include <thread>
#include <utility>

namespace loadgate {
namespace {

using Clock = std::chrono::steady_clock;

int status_from(int waited) {
  return WIFSIGNALED(waited) ? 128 + WTERMSIG(waited) : WEXITSTATUS(waited);
}

std::string system_message() {
  return std::generic_category().message(errno);
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (std::string& text : texts) {
    pointers.push_back(text.data());
  }
  pointers.push_back(nullptr);
  return pointers;
}

/// A stream of a child that is being read: at most `limit` bytes are kept, the rest is read away.
struct Stream {
  int descriptor;
  std::size_t limit;
  std::string content;
  bool is_open;
};

void read_some(Stream& stream) {
  std::array<char, 1 << 16> block{};
  const ssize_t count = ::read(stream.descriptor, block.data(), block.size());
  if (count < 0 && errno == EINTR) {
    return;
  }
  stream.is_open = count > 0;
  const std::size_t room = stream.limit - stream.content.size();
  stream.content.append(block.data(),
                        std::min(room, static_cast<std::size_t>(std::max<ssize_t>(count, 0))));
}

/// False when the deadline passed first.
bool read_both(std::array<Stream, 2>& streams, Clock::time_point deadline) {
  while (streams[0].is_open || streams[1].is_open) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (left <= 0) {
      return false;
    }
    std::array<pollfd, 2> waiting{};
    for (std::size_t i = 0; i < 2; ++i) {
      waiting[i] = {streams[i].is_open ? streams[i].descriptor : -1, POLLIN, 0};
    }
    ::poll(waiting.data(), 2, static_cast<int>(std::min<long long>(left, 60'000)));
    for (std::size_t i = 0; i < 2; ++i) {
      if ((waiting[i].revents & (POLLIN | POLLHUP | POLLERR)) != 0) {
        read_some(streams[i]);
      }
    }
  }
  return true;
}

int wait_for(pid_t pid) {
  int waited = 0;
  while (::waitpid(pid, &waited, 0) < 0 && errno == EINTR) {
  }
  return status_from(waited);
}

/// In the child, between fork and exec: async-signal-safe calls only.
void become_leader_with(int input, int output, int errors) {
  ::setpgid(0, 0);
  ::dup2(input, 0);
  ::dup2(output, 1);
  ::dup2(errors, 2);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  for (const int number : {SIGINT, SIGTERM, SIGPIPE, SIGXFSZ}) {
    ::signal(number, SIG_DFL);
  }
}

}  // namespace

Result<ProcessOutput> run_process(const std::vector<std::string>& arguments, Nanoseconds timeout) {
  std::array<int, 2> output{};
  std::array<int, 2> errors{};
  if (::pipe2(output.data(), O_CLOEXEC) != 0 || ::pipe2(errors.data(), O_CLOEXEC) != 0) {
    return fail(ErrorKind::internal, "cannot make a pipe: " + system_message());
  }
  std::vector<std::string> texts = arguments;
  const std::vector<char*> pointers = pointers_to(texts);
  const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  const pid_t pid = ::fork();
  if (pid == 0) {
    become_leader_with(nothing, output[1], errors[1]);
    ::execvp(pointers[0], pointers.data());
    ::_exit(127);
  }
  for (const int descriptor : {nothing, output[1], errors[1]}) {
    ::close(descriptor);
  }
  std::array<Stream, 2> streams{Stream{output[0], 64 << 20, {}, true},
                                Stream{errors[0], 64 << 10, {}, true}};
  const bool is_finished = pid > 0 && read_both(streams, Clock::now() + timeout);
  if (pid > 0 && !is_finished) {
    ::kill(-pid, SIGKILL);
  }
  const int status = pid > 0 ? wait_for(pid) : -1;
  ::close(output[0]);
  ::close(errors[0]);
  if (!is_finished) {
    return invalid_input("'" + arguments.front() + "' did not end within " +
                         write_duration(timeout));
  }
  if (status == 127 && streams[1].content.empty()) {
    return invalid_input("cannot run '" + arguments.front() + "': is it installed and on PATH?");
  }
  return ProcessOutput{status, std::move(streams[0].content), std::move(streams[1].content)};
}

Result<ChildProcess> ChildProcess::start(const std::string& command,
                                         const std::filesystem::path& directory,
                                         const std::map<std::string, std::string>& environment,
                                         const std::filesystem::path& output_file) {
  std::error_code error;
  if (output_file.has_parent_path()) {
    std::filesystem::create_directories(output_file.parent_path(), error);
  }
  const int output = ::open(output_file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (output < 0) {
    return invalid_input("cannot write '" + output_file.string() + "': " + system_message());
  }
  std::vector<std::string> variables;
  for (char** variable = ::environ; *variable != nullptr; ++variable) {
    const std::string_view text(*variable);
    if (!environment.contains(std::string(text.substr(0, text.find('='))))) {
      variables.emplace_back(text);
    }
  }
  for (const auto& [name, value] : environment) {
    variables.push_back(std::string(name).append("=").append(value));
  }
  std::vector<std::string> arguments{"/bin/sh", "-c", command};
  const std::vector<char*> argument_pointers = pointers_to(arguments);
  const std::vector<char*> variable_pointers = pointers_to(variables);
  const std::string folder = directory.empty() ? "." : directory.string();
  const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  const pid_t pid = ::fork();
  if (pid == 0) {
    become_leader_with(nothing, output, output);
    if (::chdir(folder.c_str()) == 0) {
      ::execve("/bin/sh", argument_pointers.data(), variable_pointers.data());
    }
    ::_exit(127);
  }
  ::close(output);
  ::close(nothing);
  if (pid < 0) {
    return fail(ErrorKind::internal, "cannot start a process: " + system_message());
  }
  ::setpgid(pid, pid);  // also here: stop() must not come before the child has done it
  return ChildProcess(pid);
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)), status_(other.status_) {}

ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept {
  if (this != &other) {
    stop();
    pid_ = std::exchange(other.pid_, -1);
    status_ = other.status_;
  }
  return *this;
}

ChildProcess::~ChildProcess() {
  stop();
}

std::optional<int> ChildProcess::ended() {
  int waited = 0;
  if (pid_ > 0 && !status_ && ::waitpid(pid_, &waited, WNOHANG) == pid_) {
    status_ = status_from(waited);
  }
  return status_;
}

void ChildProcess::stop() {
  if (pid_ <= 0) {
    return;
  }
  // The whole group, also when its leader has ended: what the shell started may outlive it, and has
  // its five seconds to clean up too.
  ::kill(-pid_, SIGTERM);
  const auto deadline = Clock::now() + std::chrono::seconds(5);
  const auto is_anyone_left = [this] {
    ended();  // collects the leader: as a zombie it would still count
    return ::kill(-pid_, 0) == 0;
  };
  while (is_anyone_left() && Clock::now() < deadline) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  ::kill(-pid_, SIGKILL);
  if (!status_) {
    status_ = wait_for(pid_);
  }
  pid_ = -1;
}

}  // namespace loadgate
