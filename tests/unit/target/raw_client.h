// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace loadgate {

inline int port_of(const std::string& url) {
  return std::atoi(url.substr(url.rfind(':') + 1).c_str());
}

/// What came back. `status` 0: nothing that could be read as an answer.
struct RawAnswer {
  int status;
  std::string head;
  std::string body;
  bool is_whole;   ///< as long as its Content-Length says
  bool was_reset;  ///< the connection ended by a TCP reset
  bool timed_out;  ///< the connection stayed open, and nothing came
};

struct RawRequest {
  std::string method;
  std::string path;
  std::string body;
  std::string headers;  ///< whole lines, each with its end
};

/// A plain blocking HTTP/1.1 client over one connection, so that nothing is done behind our back.
class RawClient {
 public:
  explicit RawClient(const std::string& url) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port_of(url)));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    set_patience(10'000);
  }
  ~RawClient() { ::close(socket_); }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  /// How long a read waits.
  void set_patience(int milliseconds) const {
    const timeval time{.tv_sec = milliseconds / 1000, .tv_usec = (milliseconds % 1000) * 1000};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time);
  }

  void write(std::string_view bytes) const {
    EXPECT_EQ(::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(bytes.size()));
  }

  RawAnswer send(const RawRequest& request) {
    write(request.method + " " + request.path + " HTTP/1.1\r\nHost: mock\r\n" + request.headers +
          "Content-Length: " + std::to_string(request.body.size()) + "\r\n\r\n" + request.body);
    return read();
  }

  RawAnswer get(const std::string& path) {
    return send({.method = "GET", .path = path, .body = {}, .headers = {}});
  }

  RawAnswer read() {
    RawAnswer answer{.status = 0,
                     .head = {},
                     .body = {},
                     .is_whole = false,
                     .was_reset = false,
                     .timed_out = false};
    while (bytes_.find("\r\n\r\n") == std::string::npos) {
      if (!receive(answer)) {
        return answer;
      }
    }
    const std::size_t end = bytes_.find("\r\n\r\n") + 4;
    answer.head = bytes_.substr(0, end);
    answer.status = std::atoi(answer.head.substr(9, 3).c_str());
    const std::size_t size = content_length(answer.head);
    while (bytes_.size() < end + size && receive(answer)) {
    }
    answer.body = bytes_.substr(end, size);
    answer.is_whole = answer.body.size() == size;
    bytes_.erase(0, end + answer.body.size());
    return answer;
  }

  /// True once the server has ended the connection.
  bool is_at_end() {
    RawAnswer ignored{};
    return !receive(ignored) && bytes_.empty() && last_ == 0;
  }

 private:
  static std::size_t content_length(const std::string& head) {
    constexpr std::string_view name = "Content-Length: ";
    const std::size_t start = head.find(name);
    return start == std::string::npos
               ? 0
               : std::strtoul(head.c_str() + start + name.size(), nullptr, 10);
  }

  bool receive(RawAnswer& answer) {
    char block[65536];
    last_ = ::recv(socket_, block, sizeof block, 0);
    answer.was_reset = last_ < 0 && errno == ECONNRESET;
    answer.timed_out = last_ < 0 && errno == EAGAIN;
    bytes_.append(block, static_cast<std::size_t>(std::max<ssize_t>(last_, 0)));
    return last_ > 0;
  }

  int socket_;
  ssize_t last_ = 0;
  std::string bytes_;
};

}  // namespace loadgate
