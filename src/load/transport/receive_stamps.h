// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

namespace loadgate {

/// What one readable socket told before it was read.
struct Receipt {
  int socket = -1;
  std::int64_t age = -1;  ///< ns; -1 unknown
};

/// What sockets told before libcurl was let read them.
struct Receipts {
  Receipt ready;                     ///< the one that libcurl is called for
  std::vector<Receipt> others = {};  ///< those that it may read as well

  /// How long what is read there now has waited, ns; -1 unknown.
  std::int64_t age_at(int socket) const;
  /// The same, of the one that libcurl is called for, else of any.
  std::int64_t age_of_any() const;
  void clear();
};

/// Asks the kernel to note when bytes come in at this socket. A kernel that refuses, or a sandbox
/// that knows no such thing, leaves their age unknown.
void ask_for_stamps(int socket);

/// How long the last bytes of what one read would take have been waiting in the socket, ns; -1
/// where the kernel does not tell. Of the last, because an answer is over when its last byte is
/// there.
std::int64_t unread_age(int socket);

/// How long ago the connection of this socket was made, by the kernel: of `elapsed` ns since it was
/// asked for what the other side did not need. 0 where the kernel does not tell.
std::int64_t connection_age(int socket, std::int64_t elapsed);

/// Both in nanoseconds of the system's time of day, which may be set back meanwhile: -1.
std::int64_t age_of_stamp(std::int64_t stamp, std::int64_t now);

}  // namespace loadgate
