// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <poll.h>

#include <cstdint>
#include <vector>

#include "load/transport/poller.h"

namespace loadgate {

/// What a lane knows of one of its connections beside libcurl, which does not tell.
struct Connection {
  int socket;
  int local_port = 0;  ///< 0: not yet known
  short awaited = 0;   ///< what libcurl waits for there, as poll(2) has it
  /// Requests that were written to it: over HTTP/2 the n-th of them is stream 2n - 1 (RFC 9113
  /// §5.1.1).
  std::uint32_t requests = 0;
  /// Some of `requests` may never have become a stream: they prove nothing any more.
  bool is_counted = true;
  /// Of a GOAWAY: streams above it were not and will not be processed (RFC 9113 §6.8).
  std::uint32_t last_stream = UINT32_MAX;
};

/// A lane's open sockets. libcurl names a connection by its local port.
class ConnectionBook {
 public:
  explicit ConnectionBook(Poller& poller) : poller_(poller) {}

  void note_opened(int socket);
  void note_closed(int socket);
  /// `events`: as of epoll, and as of poll(2), which are the same.
  void note_awaited(int socket, std::uint32_t events);
  /// What comes of that at the moment, at all sockets that libcurl waits for.
  void look_around(std::vector<Ready>& found);
  /// Null: unknown. Valid until a socket is opened or closed.
  Connection* at(int local_port);

 private:
  Poller& poller_;
  std::vector<Connection> connections_;
  std::vector<pollfd> looked_at_;
};

/// Nothing was asked, and yet there is something to read, or the end of it.
bool has_unasked_bytes(int socket);

/// Ends a connection that nobody uses, so that libcurl finds it dead whatever lies unread in it:
/// 7.88 takes unread bytes for a sign of life.
void break_off(int socket);

}  // namespace loadgate
