// SPDX-License-Identifier: Apache-2.0
// libcurl driven as well as it can be: curl_multi_socket_action, lanes of 32 connections, handles
// used again, one epoll in which sockets stay registered. What the `curl` transport is held
// against.
#include <curl/curl.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

#include "loop.h"

namespace {

constexpr std::size_t lane_size = 32;

/// One epoll for all lanes; remembers what each socket is registered for.
class Sockets {
 public:
  Sockets() : epoll_(epoll_create1(0)) {}
  int epoll() const { return epoll_; }

  void watch(int socket, std::uint32_t lane, std::uint32_t events) {
    std::uint32_t& registered = registered_at(socket);
    // A socket that nobody waits for stays registered unless it would wake us all the time.
    const bool is_needless = events == 0 && registered == EPOLLIN;
    if (registered == events || is_needless) {
      return;
    }
    epoll_event event{.events = events,
                      .data = {.u64 = std::uint64_t{lane} << 32 | static_cast<unsigned>(socket)}};
    const int what = events == 0 ? EPOLL_CTL_DEL : registered == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;
    epoll_ctl(epoll_, what, socket, &event);
    registered = events;
  }

  /// Its number is used again, and closing has taken it out of the epoll.
  void forget(int socket) { registered_at(socket) = 0; }

 private:
  std::uint32_t& registered_at(int socket) {
    const auto index = static_cast<std::size_t>(socket);
    registered_.resize(std::max(registered_.size(), index + 1));
    return registered_[index];
  }

  int epoll_;
  std::vector<std::uint32_t> registered_;
};

struct CloseEasy {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct CloseMulti {
  void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};

class Lane {
 public:
  Lane(Sockets& sockets, std::uint32_t index, const std::string& url, std::size_t connections)
      : sockets_(sockets), index_(index), multi_(curl_multi_init()) {
    curl_multi_setopt(multi_.get(), CURLMOPT_SOCKETFUNCTION, &Lane::on_socket);
    curl_multi_setopt(multi_.get(), CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS, static_cast<long>(lane_size + 8));
    for (std::size_t i = 0; i < connections; ++i) {
      easies_.emplace_back(curl_easy_init());
      CURL* easy = easies_.back().get();
      curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
      curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &Lane::on_body);
      curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
      curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
      curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, &Lane::on_close);
      curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, &sockets_);
      curl_easy_setopt(easy, CURLOPT_PROXY, "");
      start(easy);
    }
  }

  void act(curl_socket_t socket, int what) {
    int running = 0;
    curl_multi_socket_action(multi_.get(), socket, what, &running);
    ask_again();
  }

  std::uint64_t answers() const { return answers_; }

 private:
  void start(CURL* easy) {
    int running = 0;
    curl_multi_add_handle(multi_.get(), easy);
    curl_multi_socket_action(multi_.get(), CURL_SOCKET_TIMEOUT, 0, &running);
  }

  void ask_again() {
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
      if (message->data.result != CURLE_OK) {
        bench::give_up(curl_easy_strerror(message->data.result));
      }
      CURL* easy = message->easy_handle;
      ++answers_;
      curl_multi_remove_handle(multi_.get(), easy);
      start(easy);
    }
  }

  static int on_socket(CURL*, curl_socket_t socket, int what, void* lane, void*) {
    auto* self = static_cast<Lane*>(lane);
    const std::uint32_t events = what == CURL_POLL_REMOVE ? 0U
                                 : what == CURL_POLL_IN   ? std::uint32_t{EPOLLIN}
                                 : what == CURL_POLL_OUT  ? std::uint32_t{EPOLLOUT}
                                                          : std::uint32_t{EPOLLIN | EPOLLOUT};
    self->sockets_.watch(socket, self->index_, events);
    return 0;
  }

  static int on_close(void* sockets, curl_socket_t socket) {
    static_cast<Sockets*>(sockets)->forget(socket);
    return close(socket);
  }

  static std::size_t on_body(char*, std::size_t size, std::size_t count, void*) {
    return size * count;
  }

  Sockets& sockets_;
  std::uint32_t index_;
  std::uint64_t answers_ = 0;
  std::vector<std::unique_ptr<CURL, CloseEasy>> easies_;
  std::unique_ptr<CURLM, CloseMulti> multi_;  // last: ends before the handles that it holds
};

std::vector<std::unique_ptr<Lane>> make_lanes(Sockets& sockets, const bench::LoopOptions& options) {
  const std::string url = "http://" + options.host + ":" + std::to_string(options.port) + "/";
  std::vector<std::unique_ptr<Lane>> lanes;
  for (std::size_t made = 0; made < options.connections; made += lane_size) {
    lanes.push_back(std::make_unique<Lane>(sockets, static_cast<std::uint32_t>(lanes.size()), url,
                                           std::min(lane_size, options.connections - made)));
  }
  return lanes;
}

int action_of(std::uint32_t events) {
  return ((events & EPOLLIN) != 0 ? CURL_CSELECT_IN : 0) |
         ((events & EPOLLOUT) != 0 ? CURL_CSELECT_OUT : 0) |
         ((events & (EPOLLERR | EPOLLHUP)) != 0 ? CURL_CSELECT_ERR : 0);
}

void run(const Sockets& sockets, std::vector<std::unique_ptr<Lane>>& lanes,
         bench::Deadline& deadline) {
  std::array<epoll_event, 256> events{};
  while (!deadline.has_passed()) {
    const int ready =
        epoll_wait(sockets.epoll(), events.data(), static_cast<int>(events.size()), 100);
    for (int i = 0; i < ready; ++i) {
      const epoll_event& event = events.at(static_cast<std::size_t>(i));
      lanes[event.data.u64 >> 32]->act(static_cast<int>(event.data.u64 & 0xffffffff),
                                       action_of(event.events));
    }
    if (ready == 0) {
      for (const auto& lane : lanes) {
        lane->act(CURL_SOCKET_TIMEOUT, 0);
      }
    }
  }
}

}  // namespace

int main(int count, char** arguments) {
  const bench::LoopOptions options = bench::read_options(count, arguments);
  curl_global_init(CURL_GLOBAL_DEFAULT);
  Sockets sockets;
  auto lanes = make_lanes(sockets, options);
  bench::Deadline deadline(options.time);
  run(sockets, lanes, deadline);
  std::uint64_t answers = 0;
  for (const auto& lane : lanes) {
    answers += lane->answers();
  }
  bench::print_result(answers, deadline.elapsed());
}
