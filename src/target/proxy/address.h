// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.h"

namespace loadgate::proxy {

/// Where a proxy hands requests on to.
struct Address {
  bool is_tls;
  std::string host;       ///< IPv6 literals without brackets
  std::string port;       ///< the scheme's where the address has none
  std::string authority;  ///< as written, without a user: what the header Host says
  std::string path;       ///< before the path of each request; no slash at its end
};

/// Error: no http(s) address.
Result<Address> read_address(const std::string& url);

/// "http://host:port", as written.
std::string origin_of(const Address& address);

}  // namespace loadgate::proxy
