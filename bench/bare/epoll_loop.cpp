// SPDX-License-Identifier: Apache-2.0
// Plain sockets and one epoll, with the least parsing that finds the end of an answer.
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <vector>

#include "loop.h"

namespace {

class EpollLoop {
 public:
  explicit EpollLoop(const bench::LoopOptions& options)
      : request_(bench::request_text(options)), epoll_(epoll_create1(0)) {
    for (std::size_t i = 0; i < options.connections; ++i) {
      connections_.push_back({.socket = connect_to(options), .received = {}});
      epoll_event event{.events = EPOLLIN, .data = {.u64 = i}};
      epoll_ctl(epoll_, EPOLL_CTL_ADD, connections_.back().socket, &event);
    }
  }

  std::uint64_t run(bench::Deadline& deadline) {
    for (Connection& connection : connections_) {
      ask(connection);
    }
    std::array<epoll_event, 256> events{};
    while (!deadline.has_passed()) {
      const int ready = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), 100);
      for (int i = 0; i < ready; ++i) {
        listen(connections_[events.at(static_cast<std::size_t>(i)).data.u64]);
      }
    }
    return answers_;
  }

 private:
  struct Connection {
    int socket;
    std::string received;
  };

  static int connect_to(const bench::LoopOptions& options) {
    const int result = socket(AF_INET, SOCK_STREAM, 0);
    const int on = 1;
    setsockopt(result, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(options.port);
    inet_pton(AF_INET, options.host.c_str(), &address.sin_addr);
    if (connect(result, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
      bench::give_up("cannot connect");
    }
    return result;
  }

  void ask(const Connection& connection) {
    if (send(connection.socket, request_.data(), request_.size(), MSG_NOSIGNAL) !=
        static_cast<ssize_t>(request_.size())) {
      bench::give_up("cannot send");
    }
  }

  void listen(Connection& connection) {
    const ssize_t size = recv(connection.socket, buffer_.data(), buffer_.size(), MSG_DONTWAIT);
    if (size <= 0) {
      bench::give_up("the server has closed a connection");
    }
    connection.received.append(buffer_.data(), static_cast<std::size_t>(size));
    if (const std::size_t whole = bench::answer_size(connection.received); whole != 0) {
      connection.received.erase(0, whole);
      ++answers_;
      ask(connection);
    }
  }

  std::string request_;
  int epoll_;
  std::vector<Connection> connections_;
  std::array<char, 16384> buffer_{};
  std::uint64_t answers_ = 0;
};

}  // namespace

int main(int count, char** arguments) {
  const bench::LoopOptions options = bench::read_options(count, arguments);
  EpollLoop loop(options);
  bench::Deadline deadline(options.time);
  const std::uint64_t answers = loop.run(deadline);
  bench::print_result(answers, deadline.elapsed());
}
