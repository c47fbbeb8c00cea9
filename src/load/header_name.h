// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace loadgate {

/// Header names are compared without case (RFC 9110 §5.1).
bool is_same_name(std::string_view a, std::string_view b);

/// Authorization, Proxy-Authorization, Cookie, Set-Cookie: their values are never shown or stored.
bool is_credential_header(std::string_view name);

/// About an answer itself, and the same for everybody: no value of these is a secret.
bool is_harmless_header(std::string_view name);

}  // namespace loadgate
