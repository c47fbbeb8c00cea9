// SPDX-License-Identifier: Apache-2.0
#include "load/transport/curl_transport.h"

#include <sys/prctl.h>
#include <sys/resource.h>

#include <algorithm>
#include <iterator>

#include "load/transport/lane.h"

namespace loadgate {
namespace {

constexpr std::int64_t stall_limit = 500'000;

/// libcurl's own set-up, once in a process.
bool library_is_ready() {
  static const bool is_ready = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  return is_ready;
}

/// Many systems start a process with 1024 files, and let it have more when it asks. All that it may
/// have: other transports, and a mock in the same process, need theirs too.
void allow_sockets() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
  }
}

class CurlTransport final : public Transport {
 public:
  CurlTransport(CurlSettings settings, Poller poller, std::size_t connections, bool may_spin)
      : settings_(std::move(settings)),
        poller_(std::move(poller)),
        may_spin_(may_spin),
        alarms_((connections + settings_.requests_per_lane - 1) / settings_.requests_per_lane,
                never),
        lanes_(alarms_.size()) {}

  void start(std::uint64_t token, WireRequest request) override {
    ++under_way_;
    lane_with_room().start(token, std::move(request), ended_);
  }

  void wait(Instant deadline, std::vector<Exchange>& ended) override;
  void abandon(std::vector<Exchange>& ended) override;
  void forget_cookies(std::uint64_t jar) override { jars_.forget(jar); }
  std::size_t under_way() const override { return under_way_; }
  std::uint64_t stalls() const override { return stalls_; }
  std::int64_t longest_stall() const override { return longest_stall_; }

 private:
  Lane& lane_with_room();
  void turn(Instant deadline);
  void end_turn(Instant now);
  void hand_over(std::vector<Exchange>& ended);

  // In this order: lanes close their connections with the help of what stands above them.
  CurlSettings settings_;
  Poller poller_;
  CookieJars jars_;
  bool may_spin_;
  bool is_punctual_ = false;
  std::vector<Instant> alarms_;  // one a lane, side by side: they are looked through each turn
  std::vector<std::unique_ptr<Lane>> lanes_;
  std::size_t lowest_ = 0;  // no lane below it has room
  std::vector<Exchange> ended_;
  std::size_t under_way_ = 0;
  Instant turn_began_ = never;
  std::uint64_t stalls_ = 0;
  std::int64_t longest_stall_ = 0;
};

// The lowest with room, so that connections are used again and not spread.
Lane& CurlTransport::lane_with_room() {
  while (lowest_ + 1 < lanes_.size() && lanes_[lowest_] != nullptr &&
         !lanes_[lowest_]->has_room()) {
    ++lowest_;
  }
  std::unique_ptr<Lane>& lane = lanes_[lowest_];
  if (lane == nullptr) {
    lane = std::make_unique<Lane>(settings_, poller_, jars_, static_cast<std::uint32_t>(lowest_),
                                  alarms_[lowest_]);
  }
  return *lane;
}

void CurlTransport::wait(Instant deadline, std::vector<Exchange>& ended) {
  if (!is_punctual_) {
    // The kernel may be 50 µs late by default, for this thread no more. The thread that waits owns
    // the transport.
    prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
    is_punctual_ = true;
  }
  do {
    turn(ended_.empty() ? deadline : monotonic_now());
  } while (ended_.empty() && turn_began_ < deadline);
  hand_over(ended);
}

void CurlTransport::turn(Instant deadline) {
  end_turn(monotonic_now());
  const auto next = std::min_element(alarms_.begin(), alarms_.end());
  const bool to_deadline = deadline <= *next;
  const Spin spin = may_spin_ && to_deadline ? Spin::allowed : Spin::forbidden;
  const std::span<const Ready> ready = poller_.wait(std::min(deadline, *next), spin);
  turn_began_ = monotonic_now();
  for (const Ready& socket : ready) {
    lanes_[socket.owner]->on_ready(socket, ended_);
    lowest_ = std::min<std::size_t>(lowest_, socket.owner);
  }
  for (std::size_t i = 0; i < alarms_.size(); ++i) {
    if (alarms_[i] <= turn_began_) {
      lanes_[i]->on_time(turn_began_, ended_);
      lowest_ = std::min(lowest_, i);
    }
  }
}

void CurlTransport::end_turn(Instant now) {
  if (turn_began_ == never) {
    return;
  }
  const std::int64_t duration = now - turn_began_;
  stalls_ += duration > stall_limit ? 1 : 0;
  longest_stall_ = std::max(longest_stall_, duration > stall_limit ? duration : 0);
  turn_began_ = never;
}

void CurlTransport::hand_over(std::vector<Exchange>& ended) {
  under_way_ -= ended_.size();
  std::move(ended_.begin(), ended_.end(), std::back_inserter(ended));
  ended_.clear();
  if (under_way_ == 0) {
    // Whatever our owner does now keeps no answer waiting.
    turn_began_ = never;
  }
}

void CurlTransport::abandon(std::vector<Exchange>& ended) {
  for (const auto& lane : lanes_) {
    if (lane != nullptr) {
      lane->abandon(ended_);
    }
  }
  lowest_ = 0;
  hand_over(ended);
}

}  // namespace

Result<std::unique_ptr<Transport>> open_curl_transport(const TransportOptions& options) {
  if (!library_is_ready()) {
    return fail(ErrorKind::internal, "libcurl cannot be set up");
  }
  ASSIGN_OR_RETURN(CurlSettings settings, make_curl_settings(options));
  const CurlEasy probe(curl_easy_init());
  const CURLcode refusal = probe == nullptr ? CURLE_FAILED_INIT : apply(settings, probe.get());
  if (refusal != CURLE_OK) {
    return fail(ErrorKind::internal,
                std::string("libcurl refuses our settings: ") + curl_easy_strerror(refusal));
  }
  ASSIGN_OR_RETURN(Poller poller, Poller::open(Alarm::epoll_pwait2));
  const std::size_t connections = std::max<std::size_t>(options.connections, 1);
  allow_sockets();
  return std::unique_ptr<Transport>(std::make_unique<CurlTransport>(
      std::move(settings), std::move(poller), connections, options.may_spin));
}

}  // namespace loadgate
