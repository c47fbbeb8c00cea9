// SPDX-License-Identifier: Apache-2.0
#include "load/transport/receive_stamps.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <time.h>
// After those: it needs what they declare.
#include <linux/errqueue.h>
#include <linux/net_tstamp.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace loadgate {
namespace {

// As much as libcurl reads at once.
constexpr std::size_t one_read = std::size_t{16} * 1024;

std::int64_t to_nanoseconds(const timespec& time) {
  return static_cast<std::int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

/// 0: there is none.
std::int64_t stamp_in(msghdr& message) {
  for (cmsghdr* part = CMSG_FIRSTHDR(&message); part != nullptr;
       part = CMSG_NXTHDR(&message, part)) {
    if (part->cmsg_level == SOL_SOCKET && part->cmsg_type == SCM_TIMESTAMPING) {
      scm_timestamping stamps{};
      std::memcpy(&stamps, CMSG_DATA(part), sizeof stamps);
      return to_nanoseconds(stamps.ts[0]);
    }
  }
  return 0;
}

}  // namespace

std::int64_t Receipts::age_at(int socket) const {
  if (ready.socket == socket) {
    return ready.age;
  }
  const auto found = std::ranges::find(others, socket, &Receipt::socket);
  return found == others.end() ? -1 : found->age;
}

std::int64_t Receipts::age_of_any() const {
  return ready.socket < 0 && !others.empty() ? others.front().age : ready.age;
}

void Receipts::clear() {
  ready = {};
  others.clear();
}

void ask_for_stamps(int socket) {
  // Stamps of what is sent come through the error queue, which libcurl takes for a broken
  // connection: never those.
  const unsigned int wanted = SOF_TIMESTAMPING_RX_SOFTWARE | SOF_TIMESTAMPING_SOFTWARE;
  ::setsockopt(socket, SOL_SOCKET, SO_TIMESTAMPING, &wanted, sizeof wanted);
}

std::int64_t unread_age(int socket) {
  thread_local std::array<char, one_read> room;
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(scm_timestamping))> control{};
  iovec bytes{.iov_base = room.data(), .iov_len = room.size()};
  msghdr message{};
  message.msg_iov = &bytes;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  // MSG_TRUNC: of a TCP socket nothing is copied.
  if (::recvmsg(socket, &message, MSG_PEEK | MSG_TRUNC | MSG_DONTWAIT) <= 0) {
    return -1;
  }
  const std::int64_t stamp = stamp_in(message);
  timespec now{};
  // The kernel stamps by the time of day.
  ::clock_gettime(CLOCK_REALTIME, &now);
  return age_of_stamp(stamp, to_nanoseconds(now));
}

std::int64_t connection_age(int socket, std::int64_t elapsed) {
  tcp_info info{};
  socklen_t size = sizeof info;
  if (::getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size) != 0 || size < sizeof info ||
      info.tcpi_rtt == 0) {
    return 0;
  }
  // The round trip of the first packet is exact, unless it was sent again; then the moment of the
  // acknowledgement bounds it, which is told in ticks of the kernel's clock.
  constexpr std::int64_t longest_tick = 10'000'000;
  const std::int64_t since_trip = elapsed - std::int64_t{info.tcpi_rtt} * 1'000;
  const std::int64_t since_answer = std::int64_t{info.tcpi_last_ack_recv} * 1'000'000;
  return std::clamp<std::int64_t>(since_trip, 0, since_answer + longest_tick);
}

std::int64_t age_of_stamp(std::int64_t stamp, std::int64_t now) {
  return stamp > 0 && stamp <= now ? now - stamp : -1;
}

}  // namespace loadgate
