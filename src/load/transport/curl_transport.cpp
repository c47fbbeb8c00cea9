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

/// One endpoint: what its requests share, and its part of the lanes.
struct Harbour {
  CurlSettings settings;
  std::size_t lowest;  ///< no lane of it below this one has room
  std::size_t end;     ///< behind its last lane
};

/// Each endpoint has lanes for all requests: any flow may be at a step of any of them.
std::vector<Harbour> assign_lanes(std::vector<CurlSettings> endpoints, std::size_t connections) {
  std::vector<Harbour> harbours;
  std::size_t next = 0;
  for (CurlSettings& settings : endpoints) {
    const std::size_t room = settings.requests_per_lane;
    const std::size_t end = next + (connections + room - 1) / room;
    harbours.push_back({.settings = std::move(settings), .lowest = next, .end = end});
    next = end;
  }
  return harbours;
}

class CurlTransport final : public Transport {
 public:
  CurlTransport(std::vector<Harbour> harbours, Poller poller, bool may_spin)
      : harbours_(std::move(harbours)),
        poller_(std::move(poller)),
        may_spin_(may_spin),
        alarms_(harbours_.back().end, never),
        lanes_(alarms_.size()) {}

  void start(std::uint64_t token, WireRequest request) override {
    ++under_way_;
    // An answer may come, and be read, inside the call that sends its request.
    turn_began_ = std::min(turn_began_, monotonic_now());
    Lane& lane = lane_with_room(harbours_[request.endpoint]);
    lane.start(token, std::move(request), ended_);
  }

  void wait(Instant deadline, std::vector<Exchange>& ended) override;
  void abandon(std::vector<Exchange>& ended) override;
  void forget_cookies(std::uint64_t jar) override { jars_.forget(jar); }
  std::size_t under_way() const override { return under_way_; }
  std::uint64_t stalls() const override { return stalls_; }
  std::int64_t longest_stall() const override { return longest_stall_; }

 private:
  Lane& lane_with_room(Harbour& harbour);
  void note_room(std::size_t lane);
  void turn(Instant deadline);
  void end_turn(Instant now);
  void note_stall(std::int64_t duration);
  void hand_over(std::vector<Exchange>& ended);

  // In this order: lanes close their connections with the help of what stands above them.
  std::vector<Harbour> harbours_;
  Poller poller_;
  CookieJars jars_;
  bool may_spin_;
  bool is_punctual_ = false;
  std::vector<Instant> alarms_;  // one a lane, side by side: they are looked through each turn
  std::vector<std::unique_ptr<Lane>> lanes_;
  std::vector<Exchange> ended_;
  std::size_t under_way_ = 0;
  Instant turn_began_ = never;
  std::uint64_t stalls_ = 0;
  std::int64_t longest_stall_ = 0;
};

// The lowest with room, so that connections are used again and not spread.
Lane& CurlTransport::lane_with_room(Harbour& harbour) {
  std::size_t& lowest = harbour.lowest;
  while (lowest + 1 < harbour.end && lanes_[lowest] != nullptr && !lanes_[lowest]->has_room()) {
    ++lowest;
  }
  std::unique_ptr<Lane>& lane = lanes_[lowest];
  if (lane == nullptr) {
    lane = std::make_unique<Lane>(harbour.settings, poller_, jars_,
                                  static_cast<std::uint32_t>(lowest), alarms_[lowest]);
  }
  return *lane;
}

/// Requests of this lane may have ended.
void CurlTransport::note_room(std::size_t lane) {
  const auto harbour = std::find_if(harbours_.begin(), harbours_.end(),
                                    [lane](const Harbour& each) { return lane < each.end; });
  harbour->lowest = std::min(harbour->lowest, lane);
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
  const Instant began = monotonic_now();
  end_turn(began);
  const auto next = std::min_element(alarms_.begin(), alarms_.end());
  const bool to_deadline = deadline <= *next;
  const Spin spin = may_spin_ && to_deadline ? Spin::allowed : Spin::forbidden;
  const Instant wake = std::min(deadline, *next);
  const std::span<const Ready> ready = poller_.wait(wake, spin);
  turn_began_ = monotonic_now();
  // A process that was stopped, or had to wait for a CPU, most often was asleep when it began.
  note_stall(turn_began_ - std::max(wake, began));
  for (const Ready& socket : ready) {
    lanes_[socket.owner]->on_ready(socket, ended_);
    note_room(socket.owner);
  }
  for (std::size_t i = 0; i < alarms_.size(); ++i) {
    if (alarms_[i] <= turn_began_) {
      lanes_[i]->on_time(turn_began_, ended_);
      note_room(i);
    }
  }
}

void CurlTransport::end_turn(Instant now) {
  if (turn_began_ == never) {
    return;
  }
  note_stall(now - turn_began_);
  turn_began_ = never;
}

void CurlTransport::note_stall(std::int64_t duration) {
  if (duration > stall_limit) {
    ++stalls_;
    longest_stall_ = std::max(longest_stall_, duration);
  }
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
  for (std::size_t i = 0; i < lanes_.size(); ++i) {
    if (lanes_[i] != nullptr) {
      lanes_[i]->abandon(ended_);
      note_room(i);
    }
  }
  hand_over(ended);
}

Result<void> try_settings(const CurlSettings& settings) {
  const CurlEasy probe(curl_easy_init());
  const CURLcode refusal = probe == nullptr ? CURLE_FAILED_INIT : apply(settings, probe.get());
  if (refusal != CURLE_OK) {
    return fail(ErrorKind::internal,
                std::string("libcurl refuses our settings: ") + curl_easy_strerror(refusal));
  }
  return {};
}

}  // namespace

Result<std::unique_ptr<Transport>> open_curl_transport(const TransportOptions& options) {
  if (!library_is_ready()) {
    return fail(ErrorKind::internal, "libcurl cannot be set up");
  }
  std::vector<CurlSettings> endpoints;
  for (const EndpointOptions& endpoint : options.endpoints) {
    ASSIGN_OR_RETURN(CurlSettings settings, make_curl_settings(endpoint));
    RETURN_IF_ERROR(try_settings(settings));
    settings.may_follow = options.may_follow;
    endpoints.push_back(std::move(settings));
  }
  ASSIGN_OR_RETURN(Poller poller, Poller::open(Alarm::epoll_pwait2));
  allow_sockets();
  const std::size_t connections = std::max<std::size_t>(options.connections, 1);
  return std::unique_ptr<Transport>(std::make_unique<CurlTransport>(
      assign_lanes(std::move(endpoints), connections), std::move(poller), options.may_spin));
}

}  // namespace loadgate
