// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "load/transport/slot.h"

namespace loadgate {

/// A small multi handle with the connections that it keeps alive. Many small ones cost less than
/// one big one: libcurl walks all connections of a multi for each request, and all idle ones once
/// a second.
class Lane {
 public:
  /// `index` marks the lane's sockets in the poller. `alarm` is where the lane keeps the moment
  /// at which libcurl wants on_time (its own time-outs only).
  Lane(const CurlSettings& settings, Poller& poller, std::uint32_t index, Instant& alarm);
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;
  ~Lane();

  bool has_room() const { return busy_ < capacity_; }

  /// Each of these may end requests: they are appended.
  void start(std::uint64_t token, WireRequest request, std::vector<Exchange>& ended);
  void on_ready(const Ready& ready, std::vector<Exchange>& ended);
  void on_time(std::vector<Exchange>& ended);
  void abandon(std::vector<Exchange>& ended);

 private:
  Slot& free_slot();
  void give_back(Slot& slot, std::vector<Exchange>& ended);
  void drain(std::vector<Exchange>& ended);

  static int on_socket(CURL*, curl_socket_t socket, int what, void* lane, void*);
  static int on_timer(CURLM*, long milliseconds, void* lane);

  const CurlSettings& settings_;
  Poller& poller_;
  std::uint32_t index_;
  Instant& alarm_;
  std::size_t capacity_;
  std::size_t busy_ = 0;
  std::vector<std::unique_ptr<Slot>> slots_;
  std::vector<Slot*> free_;
  CurlMulti multi_;  // last: closing its connections still uses the poller
};

/// No alarm.
inline constexpr Instant never = INT64_MAX;

}  // namespace loadgate
