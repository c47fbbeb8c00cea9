// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "base/result.h"
#include "base/units.h"

namespace loadgate {

/// What is asked to learn whether a service is up.
struct ReadinessProbe {
  bool is_http;  ///< false: a TCP connection is enough
  std::string host;
  std::string port;
  std::string method;
  std::string path;
};

/// From the target's address and `ready: GET /healthz`; without a `ready_path`, and for https, a
/// TCP connection is all that is tried. Error: `url` is no http(s) address.
Result<ReadinessProbe> make_readiness_probe(const std::string& url, const std::string& ready_method,
                                            const std::string& ready_path);

/// One try within `timeout`: success is an answer with a status below 500, or the connection.
/// Error: what stood in the way, such as "connection refused" or "it answered 503"; also as soon as
/// `should_stop` says so.
Result<void> probe_once(const ReadinessProbe& probe, Nanoseconds timeout,
                        const std::function<bool()>& should_stop);

/// "GET http://127.0.0.1:8080/healthz" or "a connection to 127.0.0.1:8080", for messages.
std::string describe(const ReadinessProbe& probe);

}  // namespace loadgate
