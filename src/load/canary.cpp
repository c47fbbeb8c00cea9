// SPDX-License-Identifier: Apache-2.0
#include "load/canary.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <thread>
#include <utility>
#include <vector>

#include "load/transport/transport.h"

namespace loadgate {
namespace {

constexpr std::size_t round_trips = 300;
constexpr std::size_t fewest = 20;
constexpr std::int64_t echo_patience_ns = 50'000'000;

class Socket {
 public:
  explicit Socket(int descriptor) : descriptor_(descriptor) {}
  Socket(Socket&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  Socket& operator=(Socket&&) = delete;
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  ~Socket() {
    if (descriptor_ >= 0) {
      ::close(descriptor_);
    }
  }
  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

Socket open_socket() {
  return Socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
}

/// Neither end ever waits for longer than the whole may take.
void make_prompt(const Socket& socket) {
  const int on = 1;
  const timeval patience{.tv_sec = 0, .tv_usec = echo_patience_ns / 1000};
  ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  ::setsockopt(socket.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
}

bool pass_on(const Socket& socket) {
  char byte = 0;
  return ::recv(socket.get(), &byte, 1, 0) == 1 &&
         ::send(socket.get(), &byte, 1, MSG_NOSIGNAL) == 1;
}

bool go_round(const Socket& socket) {
  char byte = '!';
  return ::send(socket.get(), &byte, 1, MSG_NOSIGNAL) == 1 &&
         ::recv(socket.get(), &byte, 1, 0) == 1;
}

/// Two connected sockets; false where this process may open none.
bool connect_pair(const Socket& listener, const Socket& near) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  make_prompt(listener);  // accept() waits no longer either
  return ::bind(listener.get(), generic, size) == 0 && ::listen(listener.get(), 1) == 0 &&
         ::getsockname(listener.get(), generic, &size) == 0 &&
         ::connect(near.get(), generic, size) == 0;
}

std::int64_t percentile(const std::vector<std::int64_t>& in_order, std::size_t percent) {
  return in_order[(in_order.size() * percent + 99) / 100 - 1];
}

}  // namespace

Canary measure_canary() {
  const Socket listener = open_socket();
  Socket near = open_socket();
  if (!connect_pair(listener, near)) {
    return {};
  }
  const Socket far(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
  make_prompt(near);
  make_prompt(far);
  const std::jthread echo([&far] {
    while (pass_on(far)) {
    }
  });
  std::vector<std::int64_t> times;
  const Instant began = monotonic_now();
  Instant now = began;
  while (times.size() < round_trips && now - began < echo_patience_ns && go_round(near)) {
    times.push_back(monotonic_now() - now);
    now += times.back();
  }
  ::shutdown(near.get(), SHUT_RDWR);  // ends the echo
  if (times.size() < fewest) {
    return {};
  }
  std::ranges::sort(times);
  return {.p50 = percentile(times, 50), .p99 = percentile(times, 99)};
}

}  // namespace loadgate
