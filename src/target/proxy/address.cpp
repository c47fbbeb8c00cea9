// SPDX-License-Identifier: Apache-2.0
#include "target/proxy/address.h"

#include <algorithm>

namespace loadgate::proxy {

Result<Address> read_address(const std::string& url) {
  const std::size_t scheme_end = url.find("://");
  const std::string scheme = url.substr(0, scheme_end);
  if (scheme_end == std::string::npos || (scheme != "http" && scheme != "https")) {
    return invalid_input("the target '" + url + "' is no http(s) address");
  }
  const std::string rest = url.substr(scheme_end + 3);
  const std::size_t end = std::min(rest.find('/'), rest.size());
  std::string authority = rest.substr(0, end);
  authority.erase(0, authority.rfind('@') + 1);  // npos + 1 is 0
  const std::size_t colon = authority.find(':', authority.rfind(']') + 1);
  Address address{.is_tls = scheme == "https",
                  .host = authority.substr(0, colon),
                  .port = colon == std::string::npos ? "" : authority.substr(colon + 1),
                  .authority = authority,
                  .path = rest.substr(end)};
  if (address.host.starts_with('[') && address.host.ends_with(']')) {
    address.host = address.host.substr(1, address.host.size() - 2);
  }
  if (address.port.empty()) {
    address.port = address.is_tls ? "443" : "80";
  }
  while (address.path.ends_with('/')) {
    address.path.pop_back();
  }
  if (address.host.empty()) {
    return invalid_input("the target '" + url + "' names no host");
  }
  return address;
}

std::string origin_of(const Address& address) {
  return (address.is_tls ? "https://" : "http://") + address.authority;
}

}  // namespace loadgate::proxy
