// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "base/result.h"
#include "load/transport/transport.h"

namespace loadgate {

/// Requests by libcurl: lanes of small multi handles behind one epoll. HTTP/1.1 and, over TLS,
/// HTTP/2, where each lane is one connection with up to 100 streams.
Result<std::unique_ptr<Transport>> open_curl_transport(const TransportOptions& options);

}  // namespace loadgate
