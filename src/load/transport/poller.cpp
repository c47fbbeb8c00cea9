// SPDX-License-Identifier: Apache-2.0
#include "load/transport/poller.h"

#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace loadgate {
namespace {

constexpr Nanoseconds least_window{20'000};
constexpr Nanoseconds largest_window{150'000};
// The window falls to a late wake-up's size again within about a hundred punctual ones.
constexpr int window_decay = 64;

timespec to_timespec(std::int64_t nanoseconds) {
  return {.tv_sec = nanoseconds / 1'000'000'000, .tv_nsec = nanoseconds % 1'000'000'000};
}

tl::unexpected<Error> system_failure(const char* what) {
  return fail(ErrorKind::internal,
              std::string("cannot wait for sockets: ") + what + ": " + std::strerror(errno));
}

/// -1 on failure.
int open_timer(int epoll) {
  const int timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  epoll_event event{};
  event.events = EPOLLIN | EPOLLET;
  event.data.fd = timer;
  if (timer >= 0 && epoll_ctl(epoll, EPOLL_CTL_ADD, timer, &event) != 0) {
    ::close(timer);
    return -1;
  }
  return timer;
}

}  // namespace

Result<Poller> Poller::open(Alarm alarm) {
  const int epoll = epoll_create1(EPOLL_CLOEXEC);
  if (epoll < 0) {
    return system_failure("epoll_create1");
  }
  Poller poller(epoll, -1);
  epoll_event event{};
  const timespec at_once{};
  // Kernels before 5.11 do not have it, and old container sandboxes forbid it.
  const bool works =
      alarm == Alarm::epoll_pwait2 && epoll_pwait2(epoll, &event, 1, &at_once, nullptr) == 0;
  if (!works) {
    poller.timer_ = open_timer(epoll);
    if (poller.timer_ < 0) {
      return system_failure("timerfd");
    }
  }
  return poller;
}

Poller::Poller(Poller&& other) noexcept
    : epoll_(std::exchange(other.epoll_, -1)),
      timer_(std::exchange(other.timer_, -1)),
      spin_window_(other.spin_window_),
      watches_(std::move(other.watches_)) {}

Poller::~Poller() {
  if (timer_ >= 0) {
    ::close(timer_);
  }
  if (epoll_ >= 0) {
    ::close(epoll_);
  }
}

Poller::Watch& Poller::watch_of(int socket) {
  const auto index = static_cast<std::size_t>(socket);
  if (index >= watches_.size()) {
    watches_.resize(std::max(index + 1, watches_.size() * 2));
  }
  return watches_[index];
}

void Poller::watch(int socket, std::uint32_t owner, std::uint32_t events) {
  Watch& watch = watch_of(socket);
  watch.wanted = events;
  if (watch.registered == events && watch.owner == owner) {
    return;
  }
  epoll_event event{};
  event.events = events;
  event.data.fd = socket;
  const int likely = watch.registered == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;
  if (epoll_ctl(epoll_, likely, socket, &event) != 0) {
    epoll_ctl(epoll_, likely == EPOLL_CTL_ADD ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, socket, &event);
  }
  watch.owner = owner;
  watch.registered = events;
}

void Poller::rest(int socket) {
  Watch& watch = watch_of(socket);
  watch.wanted = 0;
  // A resting socket is always writable: left in, it would wake us without end.
  if ((watch.registered & EPOLLOUT) != 0) {
    take_out(socket, watch);
  }
}

void Poller::forget(int socket) {
  Watch& watch = watch_of(socket);
  if (watch.registered != 0) {
    take_out(socket, watch);
  }
  watch = Watch{};
}

void Poller::take_out(int socket, Watch& watch) {
  epoll_ctl(epoll_, EPOLL_CTL_DEL, socket, nullptr);
  watch.registered = 0;
}

std::span<const Ready> Poller::wait(Instant wake, Spin spin) {
  Instant now = monotonic_now();
  const Instant until = spin == Spin::allowed ? wake - spin_window_.count() : wake;
  int count = 0;
  if (until > now) {
    count = sleep(Nanoseconds(until - now), until);
    if (count < 0) {
      // A signal ended the sleep, SIGSTOP and SIGCONT too (signal(7)). What came meanwhile came
      // before any alarm that is due by now.
      return collect(look());
    }
    now = monotonic_now();
    if (count == 0) {
      learn(Nanoseconds(now - until));
    }
  } else {
    count = look();
  }
  // The epoll is polled, not the clock alone, so that answers are read meanwhile.
  while (count == 0 && now < wake) {
    count = look();
    now = monotonic_now();
  }
  return collect(count);
}

int Poller::look() {
  return epoll_wait(epoll_, events_.data(), static_cast<int>(events_.size()), 0);
}

int Poller::sleep(Nanoseconds duration, Instant until) {
  const int capacity = static_cast<int>(events_.size());
  if (timer_ < 0) {
    const timespec timeout = to_timespec(duration.count());
    return epoll_pwait2(epoll_, events_.data(), capacity, &timeout, nullptr);
  }
  const itimerspec moment{.it_interval = {}, .it_value = to_timespec(until)};
  timerfd_settime(timer_, TFD_TIMER_ABSTIME, &moment, nullptr);
  const int count = epoll_wait(epoll_, events_.data(), capacity, -1);
  return count == 1 && events_[0].data.fd == timer_ ? 0 : count;
}

void Poller::learn(Nanoseconds oversleep) {
  const Nanoseconds calmer = spin_window_ - spin_window_ / window_decay;
  spin_window_ = std::clamp(std::max(oversleep, calmer), least_window, largest_window);
}

std::span<const Ready> Poller::collect(int count) {
  std::size_t found = 0;
  for (int i = 0; i < count; ++i) {
    const epoll_event& event = events_[static_cast<std::size_t>(i)];
    const int socket = event.data.fd;
    if (socket == timer_) {
      continue;
    }
    Watch& watch = watch_of(socket);
    if (watch.wanted == 0) {
      take_out(socket, watch);
      continue;
    }
    // An error shows where the socket is read or written: the library then finds the reason.
    const bool broken = (event.events & (EPOLLERR | EPOLLHUP)) != 0;
    ready_[found] = {
        .socket = socket,
        .owner = watch.owner,
        .readable = broken || (event.events & EPOLLIN) != 0,
        .writable = (broken && (watch.wanted & EPOLLOUT) != 0) || (event.events & EPOLLOUT) != 0,
        .is_broken = broken};
    ++found;
  }
  return {ready_.data(), found};
}

}  // namespace loadgate
