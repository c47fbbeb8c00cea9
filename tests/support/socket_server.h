// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace loadgate::testing {

/// A socket bound to a free port of 127.0.0.1 that the kernel chose.
struct LoopbackSocket {
  int descriptor;
  std::uint16_t port;
};

inline LoopbackSocket bind_loopback() {
  LoopbackSocket bound{.descriptor = ::socket(AF_INET, SOCK_STREAM, 0), .port = 0};
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(bound.descriptor, generic, size) != 0 ||
      ::getsockname(bound.descriptor, generic, &size) != 0) {
    std::abort();
  }
  bound.port = ntohs(address.sin_port);
  return bound;
}

/// What a server's script does with one connection. Ends by itself when the server stops.
class Conversation {
 public:
  Conversation(int socket, std::size_t number, std::function<void(std::string)> record,
               const std::function<void(std::chrono::milliseconds)>& pause)
      : socket_(socket), number_(number), record_(std::move(record)), pause_(pause) {}

  /// 0 for the server's first connection.
  std::size_t number() const { return number_; }

  /// Head and body (by Content-Length) of the next request; nothing when the client has closed.
  std::optional<std::string> read_request() {
    while (!whole_length()) {
      char block[4096];
      const ssize_t count = ::recv(socket_, block, sizeof block, 0);
      if (count <= 0) {
        return std::nullopt;
      }
      pending_.append(block, static_cast<std::size_t>(count));
    }
    const std::size_t length = *whole_length();
    std::string request = pending_.substr(0, length);
    pending_.erase(0, length);
    record_(request);
    return request;
  }

  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count <= 0) {
        return;
      }
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
  }

  void answer(std::string_view body) {
    send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         std::string(body));
  }

  void pause(std::chrono::milliseconds duration) { pause_(duration); }

  /// The connection ends with RST: close with unsent data thrown away.
  void reset() {
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  }

 private:
  std::optional<std::size_t> whole_length() const {
    const std::size_t head = pending_.find("\r\n\r\n");
    if (head == std::string::npos) {
      return std::nullopt;
    }
    constexpr std::string_view field = "Content-Length: ";
    const std::size_t at = pending_.find(field);
    const std::size_t body =
        at < head ? std::strtoul(pending_.c_str() + at + field.size(), nullptr, 10) : 0;
    const std::size_t length = head + 4 + body;
    return pending_.size() < length ? std::nullopt : std::optional(length);
  }

  int socket_;
  std::size_t number_;
  std::function<void(std::string)> record_;
  const std::function<void(std::chrono::milliseconds)>& pause_;
  std::string pending_;
};

/// A server on a free port of 127.0.0.1 that runs a script for each connection, each in a thread
/// of its own, and closes the connection where the script ends.
class SocketServer {
 public:
  using Script = std::function<void(Conversation&)>;

  explicit SocketServer(Script script) : script_(std::move(script)) {
    const LoopbackSocket bound = bind_loopback();
    listener_ = bound.descriptor;
    port_ = bound.port;
    ::listen(listener_, 256);
    accepting_ = std::thread([this] { accept_all(); });
  }
  SocketServer(const SocketServer&) = delete;
  SocketServer& operator=(const SocketServer&) = delete;

  ~SocketServer() {
    {
      const std::lock_guard lock(mutex_);
      is_stopping_ = true;
      for (const int socket : sockets_) {
        ::shutdown(socket, SHUT_RDWR);
      }
    }
    stopping_.notify_all();
    ::shutdown(listener_, SHUT_RDWR);
    accepting_.join();
    for (std::thread& talking : talking_) {
      talking.join();
    }
    ::close(listener_);
  }

  std::uint16_t port() const { return port_; }
  std::string url(std::string_view path) const {
    return "http://127.0.0.1:" + std::to_string(port_) + std::string(path);
  }
  std::vector<std::string> requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }
  std::size_t connections() const {
    const std::lock_guard lock(mutex_);
    return accepted_;
  }
  /// Of these, the ones whose script has not ended.
  std::size_t open_connections() const {
    const std::lock_guard lock(mutex_);
    return sockets_.size();
  }

 private:
  void accept_all() {
    while (true) {
      const int socket = ::accept(listener_, nullptr, nullptr);
      const std::lock_guard lock(mutex_);
      if (socket < 0 || is_stopping_) {
        if (socket >= 0) {
          ::close(socket);
        }
        return;
      }
      sockets_.push_back(socket);
      talking_.emplace_back([this, socket, number = accepted_++] { talk(socket, number); });
    }
  }

  void talk(int socket, std::size_t number) {
    const std::function<void(std::chrono::milliseconds)> pause =
        [this](std::chrono::milliseconds duration) {
          std::unique_lock lock(mutex_);
          stopping_.wait_for(lock, duration, [this] { return is_stopping_; });
        };
    const auto record = [this](std::string request) {
      const std::lock_guard lock(mutex_);
      requests_.push_back(std::move(request));
    };
    Conversation conversation(socket, number, record, pause);
    script_(conversation);
    const std::lock_guard lock(mutex_);
    std::erase(sockets_, socket);
    ::close(socket);
  }

  Script script_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  mutable std::mutex mutex_;
  std::condition_variable stopping_;
  bool is_stopping_ = false;
  std::size_t accepted_ = 0;
  std::vector<int> sockets_;
  std::vector<std::string> requests_;
  std::vector<std::thread> talking_;
  std::thread accepting_;  // last: it uses what stands above
};

}  // namespace loadgate::testing
