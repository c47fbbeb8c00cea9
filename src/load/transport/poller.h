// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/epoll.h>

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"
#include "load/transport/transport.h"

namespace loadgate {

/// How the kernel is asked to wake us at a moment: epoll_pwait2 is Linux 5.11.
enum class Alarm { epoll_pwait2, timerfd };

enum class Spin { allowed, forbidden };

/// A socket that something can be done with.
struct Ready {
  int socket;
  std::uint32_t owner;
  bool readable;
  bool writable;
  bool is_broken;  ///< an error waits in it, which the next read takes away
};

/// One epoll and a hybrid wait for absolute moments. Registration is lazy: a socket that nobody
/// waits for stays in the epoll until it speaks, which saves two system calls a request.
class Poller {
 public:
  static Result<Poller> open(Alarm alarm);
  Poller(Poller&& other) noexcept;
  Poller& operator=(Poller&&) = delete;
  Poller(const Poller&) = delete;
  ~Poller();

  void watch(int socket, std::uint32_t owner, std::uint32_t events);
  /// Nobody waits for it at the moment.
  void rest(int socket);
  /// To be called when a socket is opened and before it is closed: its number is used again.
  void forget(int socket);

  /// Waits until something is ready or `wake` has come. With Spin::allowed it sleeps to shortly
  /// before `wake` and polls from there. The span is valid until the next wait.
  std::span<const Ready> wait(Instant wake, Spin spin);

 private:
  struct Watch {
    std::uint32_t owner;
    std::uint32_t wanted;
    std::uint32_t registered;
  };

  Poller(int epoll, int timer) : epoll_(epoll), timer_(timer) {}
  Watch& watch_of(int socket);
  void take_out(int socket, Watch& watch);
  int look();
  int sleep(Nanoseconds duration, Instant until);
  void learn(Nanoseconds oversleep);
  std::span<const Ready> collect(int count);

  int epoll_;
  int timer_;  // -1 while epoll_pwait2 works
  Nanoseconds spin_window_{80'000};
  std::vector<Watch> watches_;  // by socket number
  std::array<epoll_event, 256> events_{};
  std::array<Ready, 256> ready_{};
};

}  // namespace loadgate
