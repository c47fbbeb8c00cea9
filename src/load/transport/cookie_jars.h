// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <utility>

#include "load/transport/curl_handles.h"

namespace loadgate {

/// Cookies of users and flows, kept by libcurl's own engine (RFC 6265). Each jar has one part for
/// each endpoint: cookies know no ports, and what one target sets is not for another.
class CookieJars {
 public:
  /// Empty if it is asked for the first time; null without memory.
  CURLSH* open(std::uint64_t jar, std::size_t endpoint);
  /// No request under way may use it.
  void forget(std::uint64_t jar);

 private:
  std::map<std::pair<std::uint64_t, std::size_t>, CurlShare> jars_;
};

}  // namespace loadgate
