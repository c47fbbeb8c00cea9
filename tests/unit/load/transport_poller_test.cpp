// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>

#include "later_signal.h"
#include "load/transport/poller.h"

namespace loadgate {
namespace {

using namespace std::chrono_literals;

/// A pair of connected sockets; what is written to one is read from the other.
class SocketPair {
 public:
  SocketPair() {
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends_.data()), 0);
  }
  SocketPair(const SocketPair&) = delete;
  SocketPair& operator=(const SocketPair&) = delete;
  ~SocketPair() {
    ::close(ends_[0]);
    ::close(ends_[1]);
  }
  int ours() const { return ends_[0]; }
  int theirs() const { return ends_[1]; }
  void speak() const { EXPECT_EQ(::write(ends_[1], "!", 1), 1); }
  void hang_up() const { ::shutdown(ends_[1], SHUT_RDWR); }

 private:
  std::array<int, 2> ends_{};
};

Instant soon() {
  return monotonic_now() + Nanoseconds(20ms).count();
}
Instant much_later() {
  return monotonic_now() + Nanoseconds(20s).count();
}

class TransportPoller : public ::testing::TestWithParam<Alarm> {
 protected:
  Poller poller_ = std::move(*Poller::open(GetParam()));
};
INSTANTIATE_TEST_SUITE_P(Alarms, TransportPoller,
                         ::testing::Values(Alarm::epoll_pwait2, Alarm::timerfd),
                         [](const auto& alarm) {
                           return alarm.param == Alarm::timerfd ? "timerfd" : "epoll_pwait2";
                         });

TEST_P(TransportPoller, sleeps_until_the_moment_and_not_less) {
  for (const Spin spin : {Spin::allowed, Spin::forbidden}) {
    for (int i = 0; i < 5; ++i) {
      const Instant wake = monotonic_now() + Nanoseconds(2ms).count();
      EXPECT_TRUE(poller_.wait(wake, spin).empty());
      EXPECT_GE(monotonic_now(), wake);
    }
  }
}

TEST_P(TransportPoller, wakes_for_a_socket_that_is_watched) {
  const SocketPair pair;
  poller_.watch(pair.ours(), 7, EPOLLIN);
  pair.speak();
  const auto ready = poller_.wait(much_later(), Spin::forbidden);
  ASSERT_EQ(ready.size(), 1U);
  EXPECT_EQ(ready[0].socket, pair.ours());
  EXPECT_EQ(ready[0].owner, 7U);
  EXPECT_TRUE(ready[0].readable);
  EXPECT_FALSE(ready[0].writable);
}

TEST_P(TransportPoller, finds_what_came_while_a_signal_was_handled) {
  const SocketPair pair;
  static int speaker = -1;
  speaker = pair.theirs();
  poller_.watch(pair.ours(), 3, EPOLLIN);
  const testing::LaterSignal signal(20ms, [](int) {
    const ssize_t written = ::write(speaker, "!", 1);
    static_cast<void>(written);
  });
  const auto ready = poller_.wait(much_later(), Spin::forbidden);
  ASSERT_EQ(ready.size(), 1U);
  EXPECT_EQ(ready[0].socket, pair.ours());
}

TEST_P(TransportPoller, polls_even_where_the_moment_has_passed) {
  const SocketPair pair;
  poller_.watch(pair.ours(), 7, EPOLLIN | EPOLLOUT);
  pair.speak();
  const auto ready = poller_.wait(0, Spin::allowed);
  ASSERT_EQ(ready.size(), 1U);
  EXPECT_TRUE(ready[0].readable);
  EXPECT_TRUE(ready[0].writable);
}

TEST_P(TransportPoller, a_resting_socket_wakes_nobody) {
  const SocketPair reading;
  const SocketPair writing;
  poller_.watch(reading.ours(), 1, EPOLLIN);
  poller_.watch(writing.ours(), 2, EPOLLIN | EPOLLOUT);
  poller_.rest(reading.ours());
  poller_.rest(writing.ours());
  reading.hang_up();
  EXPECT_TRUE(poller_.wait(soon(), Spin::forbidden).empty());
  EXPECT_TRUE(poller_.wait(soon(), Spin::forbidden).empty());
}

TEST_P(TransportPoller, a_socket_that_rested_is_watched_again) {
  const SocketPair pair;
  poller_.watch(pair.ours(), 1, EPOLLIN);
  poller_.rest(pair.ours());
  pair.speak();
  EXPECT_TRUE(poller_.wait(soon(), Spin::forbidden).empty());
  poller_.watch(pair.ours(), 2, EPOLLIN);
  const auto ready = poller_.wait(much_later(), Spin::forbidden);
  ASSERT_EQ(ready.size(), 1U);
  EXPECT_EQ(ready[0].owner, 2U);
}

TEST_P(TransportPoller, a_number_that_is_used_again_is_another_socket) {
  int number = -1;
  {
    const SocketPair first;
    number = first.ours();
    poller_.watch(number, 2, EPOLLIN);
    // Closed behind the poller's back: the kernel drops it, the poller does not know.
  }
  const SocketPair second;
  ASSERT_EQ(second.ours(), number);
  poller_.forget(number);
  poller_.watch(number, 2, EPOLLIN);
  second.speak();
  const auto ready = poller_.wait(much_later(), Spin::forbidden);
  ASSERT_EQ(ready.size(), 1U);
  EXPECT_EQ(ready[0].owner, 2U);
}

TEST_P(TransportPoller, a_hang_up_is_something_to_read) {
  const SocketPair pair;
  poller_.watch(pair.ours(), 3, EPOLLIN);
  pair.hang_up();
  const auto ready = poller_.wait(much_later(), Spin::forbidden);
  ASSERT_EQ(ready.size(), 1U);
  EXPECT_TRUE(ready[0].readable);
  EXPECT_FALSE(ready[0].writable);
}

}  // namespace
}  // namespace loadgate
