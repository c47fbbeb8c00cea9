// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace loadgate::mock {

/// Whether a client that sent this Accept-Encoding takes gzip (RFC 9110 §12.5.3). Without the
/// header it could, but most servers do not try it.
bool accepts_gzip(std::string_view accept_encoding);

}  // namespace loadgate::mock
