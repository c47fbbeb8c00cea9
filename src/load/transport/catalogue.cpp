// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "load/transport/curl_transport.h"

namespace loadgate {

std::span<const TransportRow> all_transports() {
  static constexpr std::array rows = {
      TransportRow{.name = "curl", .open = open_curl_transport},
  };
  return rows;
}

}  // namespace loadgate
