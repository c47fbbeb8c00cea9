// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
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
  /// at which it wants on_time.
  Lane(const CurlSettings& settings, Poller& poller, CookieJars& jars, std::uint32_t index,
       Instant& alarm);
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;
  ~Lane();

  bool has_room() const { return busy_ < capacity_; }

  /// Each of these may end requests: they are appended.
  void start(std::uint64_t token, WireRequest request, std::vector<Exchange>& ended);
  void on_ready(const Ready& ready, std::vector<Exchange>& ended);
  void on_time(Instant now, std::vector<Exchange>& ended);
  void abandon(std::vector<Exchange>& ended);

 private:
  Slot& free_slot();
  void look_around();
  void note_opening(const Ready& ready);
  void add(Slot& slot, std::vector<Exchange>& ended);
  void give_back(Slot& slot, std::vector<Exchange>& ended);
  void drain(std::vector<Exchange>& ended);
  void run_timer(std::vector<Exchange>& ended);
  void end_silent_ones(Instant now, std::vector<Exchange>& ended);
  static Slot* slot_of(CURL* easy);
  void set_alarm() { alarm_ = std::min(timer_, silence_); }

  static int on_socket(CURL*, curl_socket_t socket, int what, void* lane, void*);
  static int on_timer(CURLM*, long milliseconds, void* lane);

  const CurlSettings& settings_;
  Poller& poller_;
  ConnectionBook book_;
  CookieJars& jars_;
  std::uint32_t index_;
  Instant& alarm_;
  Instant timer_ = never;    // libcurl's own time-outs
  Instant silence_ = never;  // no request can have been silent for too long before this
  std::size_t capacity_;
  std::size_t busy_ = 0;
  bool has_opening_ = false;  // a request may be waiting for a connection to be made
  Receipts unread_;           // while libcurl is called
  std::vector<Ready> around_;
  std::vector<std::unique_ptr<Slot>> slots_;
  std::vector<Slot*> free_;
  CurlMulti multi_;  // last: closing its connections still uses the poller
};

}  // namespace loadgate
