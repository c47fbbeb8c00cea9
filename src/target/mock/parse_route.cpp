// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cctype>

#include "base/letters.h"
#include "target/mock/parse_faults.h"
#include "target/mock/parse_parts.h"
#include "target/mock/read_keys.h"

namespace loadgate::mock {
namespace {

void parse_status(const SpecNode& node, MockRoute& route, Diagnostics& diagnostics) {
  if (const auto status = read_integer(node, "a status", {.low = 200, .high = 599}, diagnostics)) {
    route.status = static_cast<int>(*status);
  }
}

void parse_body_size(const SpecNode& node, MockRoute& route, Diagnostics& diagnostics) {
  constexpr std::int64_t largest = 64 << 20;
  const auto size = read_size(node, diagnostics);
  if (size && *size > largest) {
    diagnostics.add(node.where, "a body of more than 64M");
  } else if (size) {
    route.content_type = "application/octet-stream";
    route.body.assign(static_cast<std::size_t>(*size), 'x');
  }
}

bool is_one_line(std::string_view value) {
  return value.find_first_of("\r\n") == std::string_view::npos;
}

void parse_headers(const SpecNode& node, MockRoute& route, Diagnostics& diagnostics) {
  const auto* entries = read_mapping(node, "headers", diagnostics);
  for (const Entry& entry : entries != nullptr ? *entries : std::vector<Entry>{}) {
    const auto value = read_text(entry.value, diagnostics);
    const std::string name = lower_case(entry.key);
    if (!is_header_name(name) || !is_one_line(value.value_or(""))) {
      diagnostics.add(entry.where, "'" + entry.key + "' is no header that can be sent");
    } else if (name == "content-length" || name == "transfer-encoding" || name == "connection") {
      diagnostics.add(entry.where, "'" + entry.key + "' is the mock's own business",
                      "'close: 100%' ends the connection after each answer");
    } else if (value) {
      route.headers.emplace_back(entry.key, *value);
    }
  }
}

void parse_burn(const SpecNode& node, MockRoute& route, Diagnostics& diagnostics) {
  // The mock has one thread, and does not end while it burns.
  constexpr Nanoseconds longest = std::chrono::seconds{10};
  const auto time = read_duration(node, diagnostics);
  if (time && *time > longest) {
    diagnostics.add(node.where, "a burn of more than 10s");
  } else {
    assign(route.burn, time);
  }
}

template <auto Member>
void parse_flag(const SpecNode& node, MockRoute& route, Diagnostics& diagnostics) {
  assign(route.*Member, read_flag(node, diagnostics));
}

constexpr Key<MockRoute> route_keys[] = {
    {"latency", [](const SpecNode& node, MockRoute& route,
                   Diagnostics& diagnostics) { parse_latency(node, route.latency, diagnostics); }},
    {"slow", [](const SpecNode& node, MockRoute& route,
                Diagnostics& diagnostics) { parse_slow(node, route.slow, diagnostics); }},
    {"status", parse_status},
    {"body", parse_body},
    {"body_size", parse_body_size},
    {"headers", parse_headers},
    {"errors", parse_errors<MockRoute>},
    {"hang", parse_fault<MockRoute, &MockFaults::hang>},
    {"reset", parse_fault<MockRoute, &MockFaults::reset>},
    {"half", parse_fault<MockRoute, &MockFaults::half>},
    {"corrupt", parse_fault<MockRoute, &MockFaults::corrupt>},
    {"close", parse_fault<MockRoute, &MockFaults::close>},
    {"above", [](const SpecNode& node, MockRoute& route,
                 Diagnostics& diagnostics) { route.above = parse_above(node, diagnostics); }},
    {"limit", [](const SpecNode& node, MockRoute& route,
                 Diagnostics& diagnostics) { route.limit = parse_limit(node, diagnostics); }},
    {"burn", parse_burn},
    {"gzip", parse_flag<&MockRoute::gzip>},
    {"does", [](const SpecNode& node, MockRoute& route,
                Diagnostics& diagnostics) { route.action = parse_action(node, diagnostics); }},
    {"ready_after",
     [](const SpecNode& node, MockRoute& route, Diagnostics& diagnostics) {
       route.ready_after = parse_readiness(node, diagnostics);
     }},
    {"requires_token", parse_flag<&MockRoute::requires_token>},
    {"requires_cookie", parse_flag<&MockRoute::requires_cookie>},
    {"requires_key", parse_flag<&MockRoute::requires_key>},
};

/// A Content-Type among the headers is that of the body.
void take_content_type(MockRoute& route) {
  const auto is_type = [](const auto& header) {
    return lower_case(header.first) == "content-type";
  };
  if (const auto found = std::ranges::find_if(route.headers, is_type);
      found != route.headers.end()) {
    route.content_type = found->second;
    std::erase_if(route.headers, is_type);
  }
}

bool split_name(const Entry& entry, MockRoute& route) {
  const std::size_t space = entry.key.find(' ');
  if (space == 0 || space == std::string::npos) {
    return false;
  }
  route.method = entry.key.substr(0, space);
  route.path = entry.key.substr(space + 1);
  const bool is_method =
      std::ranges::all_of(route.method, [](char c) { return c >= 'A' && c <= 'Z'; });
  return is_method && route.path.starts_with('/') &&
         route.path.find_first_of(" ?#") == std::string::npos;
}

void check_name(const Entry& entry, MockRoute& route, Diagnostics& diagnostics) {
  if (!split_name(entry, route)) {
    diagnostics.add(entry.where, "expected a method and a path, got '" + entry.key + "'",
                    "such as \"GET /items/{id}\"");
  } else if (route.path == "/__stats" || route.path.starts_with("/__stats/")) {
    diagnostics.add(entry.where, "'/__stats' is the mock's own record");
  }
}

bool has_body_to_corrupt(const MockRoute& route) {
  const bool is_empty = route.status >= 300 || route.status == 204 || route.body.empty();
  return route.method != "HEAD" && route.action != MockAction::revoke_key &&
         (route.action != MockAction::fixed_answer || !is_empty);
}

/// Keys that would be without effect beside another one.
void check_together(const Entry& entry, const MockRoute& route, Diagnostics& diagnostics) {
  const bool acts = route.action != MockAction::fixed_answer;
  for (const std::string_view key : {"status", "body", "body_size"}) {
    if (acts && find_value(entry.value, key) != nullptr) {
      diagnostics.add(entry.where,
                      "'" + std::string{key} + "' and 'does' exclude each other in one route");
    }
  }
  if (find_value(entry.value, "body") != nullptr &&
      find_value(entry.value, "body_size") != nullptr) {
    diagnostics.add(entry.where, "'body' and 'body_size' exclude each other in one route");
  }
  if (find_value(entry.value, "ready_after") != nullptr && route.action != MockAction::show_job) {
    diagnostics.add(entry.where, "'ready_after' is for a route that does show_job");
  }
  check_faults(route.faults, entry.where, diagnostics);
  const bool corrupts =
      route.faults.corrupt > 0 || (route.above && route.above->faults.corrupt > 0);
  if (corrupts && !has_body_to_corrupt(route)) {
    diagnostics.add(entry.where, "'corrupt' needs an answer of 2xx with a body",
                    "such as 'body: {json: {ok: true}}'");
  }
}

}  // namespace

MockRoute parse_route(const Entry& entry, Diagnostics& diagnostics) {
  MockRoute route{.method = {},
                  .path = {},
                  .latency = {.usual = Nanoseconds{0}, .tails = {}},
                  .status = 200,
                  .content_type = {},
                  .body = {},
                  .headers = {},
                  .faults = no_faults(),
                  .slow = {.factor = 1, .span = std::nullopt},
                  .above = std::nullopt,
                  .limit = std::nullopt,
                  .burn = {},
                  .action = MockAction::fixed_answer,
                  .ready_after = Nanoseconds{0},
                  .gzip = false,
                  .requires_token = false,
                  .requires_cookie = false,
                  .requires_key = false};
  check_name(entry, route, diagnostics);
  if (entry.value.kind != NodeKind::null) {
    read_keys<MockRoute>(entry.value, entry.key, route_keys, route, diagnostics);
  }
  check_together(entry, route, diagnostics);
  take_content_type(route);
  return route;
}

}  // namespace loadgate::mock
