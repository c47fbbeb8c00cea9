// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "load/transport/address.h"
#include "load/transport/curl_handles.h"
#include "load/transport/tls_material.h"
#include "load/transport/transport.h"

namespace loadgate {

/// What all requests to one endpoint share; made once, then only read.
struct CurlSettings {
  HttpVersion http;
  Origin origin;
  bool verify;
  CurlList pin;                      ///< for CURLOPT_RESOLVE; null where nothing is to be pinned
  std::unique_ptr<TlsMaterial> tls;  ///< null: plain http
  std::size_t requests_per_lane;
  std::function<bool()> may_follow;  ///< as in TransportOptions
};

/// Errors: files of TLS that cannot be read; HTTP/2 without TLS on a libcurl that cannot do it.
Result<CurlSettings> make_curl_settings(const EndpointOptions& options);

/// Everything about a handle that no request changes; the first refusal of libcurl, if any.
CURLcode apply(const CurlSettings& settings, CURL* easy);

}  // namespace loadgate
