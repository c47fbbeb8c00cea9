// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "target/mock/config.h"

namespace loadgate {

/// The built-in mock API: a real HTTP/1.1 server on loopback with a thread of its own, its own
/// record of each request at `/__stats`. Stopped when the value ends.
class Mock {
 public:
  struct Room;
  static Result<std::unique_ptr<Mock>> start(const MockConfig& config);
  explicit Mock(std::unique_ptr<Room> room);  ///< only `start` has a Room
  ~Mock();
  Mock(const Mock&) = delete;
  Mock& operator=(const Mock&) = delete;

  std::string url() const;      ///< "http://127.0.0.1:43121"
  std::string ca_file() const;  ///< of its generated certificate; empty without TLS

 private:
  std::unique_ptr<Room> room_;
};

}  // namespace loadgate
