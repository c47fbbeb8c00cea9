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

#include "base/masked_pipe.h"

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

// In a child, between fork and exec or _exit: async-signal-safe calls only.

/// Outlives us by so long as it takes to end the group: a file descriptor is closed whatever ends a
/// process. PR_SET_PDEATHSIG would reach the shell alone, not what it has started.
[[noreturn]] void stand_guard(pid_t group, int lifeline) {
  ::setpgid(0, 0);
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE}) {
    ::signal(number, SIG_IGN);
  }
  ::dup2(lifeline, 0);
  ::close_range(1, ~0U, 0);  // else who reads our output would wait for this process too
  char byte = 0;
  while (::read(0, &byte, 1) < 0 && errno == EINTR) {
  }
  ::kill(-group, SIGTERM);
  const timespec pause{.tv_sec = 0, .tv_nsec = 10'000'000};
  for (int waited = 0; waited < 500 && ::kill(-group, 0) == 0; ++waited) {
    ::nanosleep(&pause, nullptr);
  }
  ::kill(-group, SIGKILL);
  ::_exit(0);
}

/// False: who started us is gone before it had a guard for us.
bool may_begin(const std::array<int, 2>& gate) {
  ::close(gate[1]);
  char byte = 0;
  return ::read(gate[0], &byte, 1) == 1;
}

void become_leader_with(int input, int output, int errors) {
  ::setpgid(0, 0);
  ::dup2(input, 0);
  ::dup2(output, 1);
  ::dup2(errors, 2);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGXFSZ}) {
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
                                         const std::filesystem::path& output_file,
                                         const Secrets& secrets) {
  ASSIGN_OR_RETURN(std::unique_ptr<MaskedPipe> output, MaskedPipe::open(output_file, secrets));
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
  std::array<int, 2> gate{};
  if (::pipe2(gate.data(), O_CLOEXEC) != 0) {
    return fail(ErrorKind::internal, "cannot make a pipe: " + system_message());
  }
  const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  const pid_t pid = ::fork();
  if (pid == 0) {
    become_leader_with(nothing, output->writer(), output->writer());
    if (may_begin(gate) && ::chdir(folder.c_str()) == 0) {
      ::execve("/bin/sh", argument_pointers.data(), variable_pointers.data());
    }
    ::_exit(127);
  }
  output->close_writer();
  ::close(nothing);
  const Descriptor gate_inside(gate[0]);
  const Descriptor gate_outside(gate[1]);
  if (pid < 0) {
    return fail(ErrorKind::internal, "cannot start a process: " + system_message());
  }
  ::setpgid(pid, pid);  // also here: stop() must not come before the child has done it
  ChildProcess child(pid, std::move(output));
  child.guard();
  [[maybe_unused]] const ssize_t opened = ::write(gate_outside.number(), "", 1);
  return child;
}

ChildProcess::ChildProcess(pid_t pid, std::unique_ptr<MaskedPipe> output)
    : pid_(pid), output_(std::move(output)) {}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      guard_(std::exchange(other.guard_, -1)),
      lifeline_(std::exchange(other.lifeline_, -1)),
      output_(std::move(other.output_)),
      status_(other.status_) {}

ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept {
  if (this != &other) {
    stop();
    pid_ = std::exchange(other.pid_, -1);
    guard_ = std::exchange(other.guard_, -1);
    lifeline_ = std::exchange(other.lifeline_, -1);
    output_ = std::move(other.output_);
    status_ = other.status_;
  }
  return *this;
}

ChildProcess::~ChildProcess() {
  stop();
}

/// Without one, for want of a process, the child is stopped as long as we end in peace.
void ChildProcess::guard() {
  std::array<int, 2> lifeline{};
  if (::pipe2(lifeline.data(), O_CLOEXEC) != 0) {
    return;
  }
  guard_ = ::fork();
  if (guard_ == 0) {
    stand_guard(pid_, lifeline[0]);
  }
  ::close(lifeline[0]);
  lifeline_ = lifeline[1];
}

void ChildProcess::end_guard() {
  if (guard_ > 0) {
    ::kill(guard_, SIGKILL);
    wait_for(guard_);
  }
  ::close(std::exchange(lifeline_, -1));
  guard_ = -1;
}

void ChildProcess::settle_output() {
  if (output_) {
    output_->settle();
  }
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
  end_guard();
  if (!status_) {
    status_ = wait_for(pid_);
  }
  pid_ = -1;
  output_.reset();
}

}  // namespace loadgate
