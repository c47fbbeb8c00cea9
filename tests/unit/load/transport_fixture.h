// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "load/transport/transport.h"
#include "support/socket_server.h"

namespace loadgate::testing {

using namespace std::chrono_literals;

inline TransportOptions options_for(std::uint16_t port) {
  return {.endpoints = {{.place = {.scheme = "http",
                                   .host = "127.0.0.1",
                                   .port = port,
                                   .addresses = {"127.0.0.1"}},
                         .http = HttpVersion::http1,
                         .tls = {.ca = {}, .cert = {}, .key = {}, .verify = true}}},
          .connections = 64,
          .may_spin = false};
}

inline WireRequest get(std::string url) {
  return {.method = "GET",
          .url = std::move(url),
          .headers = {},
          .body = {},
          .has_body = false,
          .timeout = 20s,
          .connect_timeout = 10s,
          .keep_body = 1024,
          .keep_headers = true};
}

inline WireRequest post(std::string url, std::string body) {
  WireRequest request = get(std::move(url));
  request.method = "POST";
  request.body = std::move(body);
  request.has_body = true;
  return request;
}

/// Every promise of transport.h, held against every row of the table.
class TransportContract : public ::testing::TestWithParam<TransportRow> {
 protected:
  std::unique_ptr<Transport> open(const TransportOptions& options) {
    Result<std::unique_ptr<Transport>> transport = GetParam().open(options);
    EXPECT_TRUE(transport.has_value()) << transport.error().message;
    return std::move(*transport);
  }
  std::unique_ptr<Transport> open(const SocketServer& server) {
    return open(options_for(server.port()));
  }

  /// Waits until all requests have ended; by their token.
  static std::vector<Exchange> finish(Transport& transport) {
    std::vector<Exchange> ended;
    const Instant patience = monotonic_now() + Nanoseconds(30s).count();
    while (transport.under_way() > 0 && monotonic_now() < patience) {
      transport.wait(patience, ended);
    }
    std::sort(ended.begin(), ended.end(),
              [](const Exchange& left, const Exchange& right) { return left.token < right.token; });
    return ended;
  }

  static Exchange send(Transport& transport, WireRequest request) {
    transport.start(1, std::move(request));
    std::vector<Exchange> ended = finish(transport);
    EXPECT_EQ(ended.size(), 1U);
    return ended.empty() ? Exchange{} : std::move(ended.front());
  }
};

inline std::string row_name(const ::testing::TestParamInfo<TransportRow>& row) {
  return std::string(row.param.name);
}

}  // namespace loadgate::testing

/// Runs a file's contract tests for every transport.
#define FOR_ALL_TRANSPORTS(Suite)                                                                \
  INSTANTIATE_TEST_SUITE_P(                                                                      \
      All, Suite,                                                                                \
      ::testing::ValuesIn(loadgate::all_transports().begin(), loadgate::all_transports().end()), \
      loadgate::testing::row_name)
