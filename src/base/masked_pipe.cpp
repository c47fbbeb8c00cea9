// SPDX-License-Identifier: Apache-2.0
#include "base/masked_pipe.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <system_error>

namespace loadgate {
namespace {

constexpr std::size_t longest_line = 1U << 20U;
constexpr int pipe_bytes = 1 << 20;  // a service that logs a lot waits for us less often

std::string reason() {
  return std::generic_category().message(errno);
}

}  // namespace

Result<std::unique_ptr<MaskedPipe>> MaskedPipe::open(const std::filesystem::path& file,
                                                     const Secrets& secrets) {
  std::error_code error;
  if (file.has_parent_path()) {
    std::filesystem::create_directories(file.parent_path(), error);
  }
  const int output = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (output < 0) {
    return invalid_input("cannot write '" + file.string() + "': " + reason());
  }
  std::array<int, 2> ends{-1, -1};
  const int bell = ::pipe2(ends.data(), O_CLOEXEC) == 0 ? ::eventfd(0, EFD_CLOEXEC) : -1;
  if (bell < 0) {
    const std::string why = reason();
    for (const int descriptor : {output, ends[0], ends[1]}) {
      ::close(descriptor);
    }
    return fail(ErrorKind::internal, "cannot make a pipe: " + why);
  }
  ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
  ::fcntl(ends[0], F_SETPIPE_SZ, pipe_bytes);
  return std::make_unique<MaskedPipe>(output, ends[0], ends[1], bell, secrets);
}

MaskedPipe::MaskedPipe(int file, int reader, int writer, int bell, const Secrets& secrets)
    : file_(file),
      reader_(reader),
      writer_(writer),
      bell_(bell),
      secrets_(secrets),
      thread_([this] { work(); }) {}

MaskedPipe::~MaskedPipe() {
  close_writer();
  {
    const std::lock_guard lock(mutex_);
    is_ending_ = true;
  }
  ring();
  thread_.join();
}

void MaskedPipe::settle() {
  std::unique_lock lock(mutex_);
  is_asked_ = true;
  ring();
  settled_.wait(lock, [this] { return is_over_ || !is_asked_; });
}

void MaskedPipe::ring() {
  const std::uint64_t one = 1;
  while (::write(bell_.number(), &one, sizeof one) < 0 && errno == EINTR) {
  }
}

void MaskedPipe::work() {
  bool is_open = true;
  bool is_ending = false;
  while (is_open && !is_ending) {
    std::array<pollfd, 2> waiting{{{reader_.number(), POLLIN, 0}, {bell_.number(), POLLIN, 0}}};
    ::poll(waiting.data(), waiting.size(), -1);
    std::uint64_t rung = 0;
    const bool was_rung =
        (waiting[1].revents & POLLIN) != 0 && ::read(bell_.number(), &rung, sizeof rung) > 0;
    std::unique_lock lock(mutex_);
    const bool is_asked = was_rung && is_asked_;
    is_ending = was_rung && is_ending_;
    lock.unlock();
    is_open = read_all();
    // At the end the last line is still to be written: `is_over_` tells that.
    if (is_asked && is_open) {
      lock.lock();
      is_asked_ = false;
      settled_.notify_all();
    }
  }
  // Where somebody still writes, the line may go on with the rest of a secret.
  put(line_, is_open ? TextEnd::cut : TextEnd::own);
  const std::lock_guard lock(mutex_);
  is_over_ = true;
  settled_.notify_all();
}

/// False: nobody can write any more, and everything was read.
bool MaskedPipe::read_all() {
  std::array<char, 1 << 16> block{};
  constexpr int most_blocks = 64;  // more than the pipe holds, and an end where somebody floods it
  for (int blocks = 0; blocks < most_blocks; ++blocks) {
    const ssize_t count = ::read(reader_.number(), block.data(), block.size());
    if (count > 0) {
      take({block.data(), static_cast<std::size_t>(count)});
    } else if (count == 0 || errno != EINTR) {
      return count < 0 && errno == EAGAIN;
    }
  }
  return true;
}

void MaskedPipe::take(std::string_view bytes) {
  if (is_skipping_) {
    const std::size_t end = bytes.find('\n');
    if (end == std::string_view::npos) {
      return;
    }
    bytes.remove_prefix(end);
    is_skipping_ = false;
  }
  line_.append(bytes);
  if (const std::size_t end = line_.rfind('\n'); end != std::string::npos) {
    put(std::string_view(line_).substr(0, end + 1), TextEnd::own);
    line_.erase(0, end + 1);
  }
  if (line_.size() > longest_line) {
    put(line_, TextEnd::cut);
    line_.clear();
    is_skipping_ = true;
  }
}

void MaskedPipe::put(std::string_view text, TextEnd end) {
  const std::string masked = secrets_.mask(text, end);
  std::string_view rest = masked;
  while (!rest.empty()) {
    const ssize_t count = ::write(file_.number(), rest.data(), rest.size());
    if (count < 0 && errno != EINTR) {
      return;  // a full disk costs the log, not the measurement
    }
    rest.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
  }
}

}  // namespace loadgate
