// SPDX-License-Identifier: Apache-2.0
#include "load/transport/connection_book.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

namespace loadgate {
namespace {

/// 0: it has none yet.
int local_port_of(int socket) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    return 0;
  }
  const in_port_t port = address.ss_family == AF_INET6
                             ? reinterpret_cast<const sockaddr_in6*>(&address)->sin6_port
                             : reinterpret_cast<const sockaddr_in*>(&address)->sin_port;
  return ntohs(port);
}

}  // namespace

void ConnectionBook::note_opened(int socket) {
  note_closed(socket);  // its number is used again
  connections_.push_back({.socket = socket});
}

void ConnectionBook::note_closed(int socket) {
  poller_.forget(socket);
  std::erase_if(connections_, [socket](const Connection& each) { return each.socket == socket; });
}

void ConnectionBook::note_awaited(int socket, std::uint32_t events) {
  const auto found = std::ranges::find(connections_, socket, &Connection::socket);
  if (found != connections_.end()) {
    found->awaited = static_cast<short>(events);
  }
}

void ConnectionBook::look_around(std::vector<Ready>& found) {
  looked_at_.clear();
  for (const Connection& each : connections_) {
    if (each.awaited != 0) {
      looked_at_.push_back({.fd = each.socket, .events = each.awaited, .revents = 0});
    }
  }
  ::poll(looked_at_.data(), looked_at_.size(), 0);
  for (const pollfd& each : looked_at_) {
    if (each.revents != 0) {
      found.push_back({.socket = each.fd,
                       .owner = 0,
                       .readable = (each.revents & POLLIN) != 0,
                       .writable = (each.revents & POLLOUT) != 0,
                       .is_broken = (each.revents & (POLLERR | POLLHUP)) != 0});
    }
  }
}

Connection* ConnectionBook::at(int local_port) {
  if (local_port <= 0) {
    return nullptr;
  }
  for (Connection& each : connections_) {
    each.local_port = each.local_port == 0 ? local_port_of(each.socket) : each.local_port;
  }
  const auto found = std::ranges::find(connections_, local_port, &Connection::local_port);
  return found == connections_.end() ? nullptr : &*found;
}

bool has_unasked_bytes(int socket) {
  char byte = 0;
  const ssize_t read = ::recv(socket, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return read >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR);
}

void break_off(int socket) {
  // Dissolves the association and drops what was not read (connect(2)).
  sockaddr nobody{};
  nobody.sa_family = AF_UNSPEC;
  if (::connect(socket, &nobody, sizeof nobody) != 0) {
    ::shutdown(socket, SHUT_RDWR);
  }
}

}  // namespace loadgate
