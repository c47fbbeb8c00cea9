// SPDX-License-Identifier: Apache-2.0
#include "load/transport/lane.h"

namespace loadgate {
namespace {

constexpr Instant millisecond = 1'000'000;

// Room in the pool for connections that are closing while others open.
constexpr std::size_t spare_connections = 8;

std::uint32_t epoll_events(int what) {
  const bool reads = what == CURL_POLL_IN || what == CURL_POLL_INOUT;
  const bool writes = what == CURL_POLL_OUT || what == CURL_POLL_INOUT;
  return (reads ? static_cast<std::uint32_t>(EPOLLIN) : 0U) |
         (writes ? static_cast<std::uint32_t>(EPOLLOUT) : 0U);
}

}  // namespace

Lane::Lane(const CurlSettings& settings, Poller& poller, CookieJars& jars, std::uint32_t index,
           Instant& alarm)
    : settings_(settings),
      poller_(poller),
      book_(poller),
      jars_(jars),
      index_(index),
      alarm_(alarm),
      capacity_(settings.requests_per_lane),
      multi_(curl_multi_init()) {
  set_alarm();
  slots_.reserve(capacity_);
  free_.reserve(capacity_);
  curl_multi_setopt(multi_.get(), CURLMOPT_SOCKETFUNCTION, &Lane::on_socket);
  curl_multi_setopt(multi_.get(), CURLMOPT_SOCKETDATA, this);
  curl_multi_setopt(multi_.get(), CURLMOPT_TIMERFUNCTION, &Lane::on_timer);
  curl_multi_setopt(multi_.get(), CURLMOPT_TIMERDATA, this);
  curl_multi_setopt(multi_.get(), CURLMOPT_PIPELINING, CURLPIPE_MULTIPLEX);
  // Left alone, the pool shrinks to four times what is under way: a quiet moment would empty it.
  curl_multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS,
                    static_cast<long>(capacity_ + spare_connections));
}

Lane::~Lane() {
  for (const auto& slot : slots_) {
    curl_multi_remove_handle(multi_.get(), slot->easy());
  }
}

Slot& Lane::free_slot() {
  if (free_.empty()) {
    slots_.push_back(std::make_unique<Slot>(settings_, book_, jars_, unread_));
    return *slots_.back();
  }
  Slot& slot = *free_.back();
  free_.pop_back();
  return slot;
}

void Lane::start(std::uint64_t token, WireRequest request, std::vector<Exchange>& ended) {
  Slot& slot = free_slot();
  ++busy_;
  if (!slot.prepare(token, std::move(request))) {
    give_back(slot, ended);
    return;
  }
  look_around();
  add(slot, ended);
  // At once, not with the next turn of the loop: the timer that libcurl has just armed is due.
  run_timer(ended);
  has_opening_ |= slot.is_opening();
}

/// A request that goes on goes out with the next turn of the loop: its timer is due.
void Lane::add(Slot& slot, std::vector<Exchange>& ended) {
  if (curl_multi_add_handle(multi_.get(), slot.easy()) != CURLM_OK) {
    slot.finish(CURLE_OUT_OF_MEMORY);
    give_back(slot, ended);
    return;
  }
  silence_ = std::min(silence_, slot.silence_limit(monotonic_now()));
  set_alarm();
}

void Lane::on_ready(const Ready& ready, std::vector<Exchange>& ended) {
  const int events =
      (ready.readable ? CURL_CSELECT_IN : 0) | (ready.writable ? CURL_CSELECT_OUT : 0);
  // What is only looked at may be an error: then it would be gone before libcurl sees it.
  const bool has_bytes = ready.readable && !ready.is_broken;
  look_around();
  unread_.ready = {.socket = ready.socket, .age = has_bytes ? unread_age(ready.socket) : -1};
  if (has_bytes && silence_ != never) {
    for (const auto& slot : slots_) {
      slot->note_bytes_at(ready.socket);
    }
  }
  if (has_opening_) {
    note_opening(ready);
  }
  int running = 0;
  curl_multi_socket_action(multi_.get(), ready.socket, events, &running);
  drain(ended);
  unread_.clear();
}

/// Whatever libcurl is called for, it goes on with each request that has a timer due, and reads its
/// socket: that of a new connection is, 200 ms after its beginning.
void Lane::look_around() {
  // libcurl may take for due what our alarm, rounded up, does not.
  if (timer_ == never || timer_ > monotonic_now() + millisecond) {
    return;
  }
  around_.clear();
  book_.look_around(around_);
  for (const Ready& each : around_) {
    if (each.readable && !each.is_broken) {
      unread_.others.push_back({.socket = each.socket, .age = unread_age(each.socket)});
    }
  }
  for (std::size_t i = 0; has_opening_ && i < around_.size(); ++i) {
    note_opening(around_[i]);
  }
}

/// Most requests find a connection: the slots are looked through only where one did not.
void Lane::note_opening(const Ready& ready) {
  has_opening_ = false;
  for (const auto& slot : slots_) {
    if (slot->is_opening()) {
      has_opening_ = true;
      slot->note_opening(ready);
    }
  }
}

void Lane::on_time(Instant now, std::vector<Exchange>& ended) {
  if (timer_ <= now) {
    look_around();
    run_timer(ended);
  }
  if (silence_ <= now) {
    end_silent_ones(now, ended);
  }
  set_alarm();
}

void Lane::run_timer(std::vector<Exchange>& ended) {
  timer_ = never;
  int running = 0;
  curl_multi_socket_action(multi_.get(), CURL_SOCKET_TIMEOUT, 0, &running);
  set_alarm();
  drain(ended);
  unread_.clear();
}

/// Looked at seldom: what comes only moves a request's limit further away, so the earliest of them
/// all is asked for again when it is reached, not each time that something comes.
void Lane::end_silent_ones(Instant now, std::vector<Exchange>& ended) {
  silence_ = never;
  for (const auto& slot : slots_) {
    if (!slot->is_under_way()) {
      continue;
    }
    const Instant limit = slot->silence_limit(now);
    if (limit > now) {
      silence_ = std::min(silence_, limit);
      continue;
    }
    slot->give_up_silence();
    curl_multi_remove_handle(multi_.get(), slot->easy());
    give_back(*slot, ended);
  }
}

// After every call of libcurl, the starting one included: a request may be over inside it, and
// then no further event would ever tell.
void Lane::drain(std::vector<Exchange>& ended) {
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
    if (message->msg != CURLMSG_DONE) {
      continue;
    }
    const CURLcode code = message->data.result;
    Slot* slot = slot_of(message->easy_handle);
    slot->finish(code);
    curl_multi_remove_handle(multi_.get(), slot->easy());
    if (slot->goes_on()) {
      has_opening_ = true;
      add(*slot, ended);
    } else {
      give_back(*slot, ended);
    }
  }
}

void Lane::give_back(Slot& slot, std::vector<Exchange>& ended) {
  ended.push_back(slot.take());
  free_.push_back(&slot);
  --busy_;
}

void Lane::abandon(std::vector<Exchange>& ended) {
  for (const auto& slot : slots_) {
    if (slot->is_under_way()) {
      slot->cut();
      curl_multi_remove_handle(multi_.get(), slot->easy());
      give_back(*slot, ended);
    }
  }
  timer_ = never;
  silence_ = never;
  set_alarm();
}

/// Null for the handle with which libcurl closes connections.
Slot* Lane::slot_of(CURL* easy) {
  Slot* slot = nullptr;
  curl_easy_getinfo(easy, CURLINFO_PRIVATE, &slot);
  return slot;
}

int Lane::on_socket(CURL* easy, curl_socket_t socket, int what, void* lane, void*) {
  Lane& self = *static_cast<Lane*>(lane);
  const std::uint32_t events = epoll_events(what);
  self.book_.note_awaited(socket, events);
  if (what == CURL_POLL_REMOVE) {
    self.poller_.rest(socket);
    return 0;
  }
  self.poller_.watch(socket, self.index_, events);
  if (Slot* slot = slot_of(easy)) {
    slot->listens_at(socket);
  }
  return 0;
}

int Lane::on_timer(CURLM*, long milliseconds, void* lane) {
  Lane& self = *static_cast<Lane*>(lane);
  if (milliseconds < 0) {
    self.timer_ = never;
    self.set_alarm();
    return 0;
  }
  // libcurl 7.88 rounds down: at the moment that it names it would find nothing to do yet.
  const long rounded_up = milliseconds == 0 ? 0 : milliseconds + 1;
  self.timer_ = monotonic_now() + rounded_up * millisecond;
  self.set_alarm();
  return 0;
}

}  // namespace loadgate
