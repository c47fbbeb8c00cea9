// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "load/transport/curl_handles.h"

namespace loadgate {

/// Who an address leads to.
struct Origin {
  std::string scheme;  ///< lower case
  std::string host;    ///< ASCII (IDNA), lower case; IPv6 literals without brackets
  std::uint16_t port;  ///< the scheme's where the address has none
  bool operator==(const Origin&) const = default;
};

/// Puts the address into the parser as it is written, dots and all; CURLUE_OK or why not.
CURLUcode parse_address(CURLU* parser, const std::string& text);

bool has_user_name(CURLU* parsed);

/// Empty parts where the parser has none.
Origin origin_of(CURLU* parsed);

/// "the address '…'", without its query and user, which may be secret.
std::string address_in_words(const std::string& url);

/// 192.0.2.1 or 2001:db8::1 (without brackets).
bool is_numeric(const std::string& host);

}  // namespace loadgate
