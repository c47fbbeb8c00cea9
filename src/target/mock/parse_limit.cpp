// SPDX-License-Identifier: Apache-2.0
#include "target/mock/parse_parts.h"
#include "target/mock/read_keys.h"

namespace loadgate::mock {
namespace {

constexpr std::int64_t largest_burst = 1'000'000'000;

void parse_key(const SpecNode& node, MockLimit& limit, Diagnostics& diagnostics) {
  const auto name = read_text(node, diagnostics);
  if (name && !is_header_name(*name)) {
    diagnostics.add(node.where, "expected the name of a header, got '" + *name + "'",
                    "such as X-Api-Key or Authorization");
  } else {
    assign(limit.key, name);
  }
}

void parse_burst(const SpecNode& node, MockLimit& limit, Diagnostics& diagnostics) {
  const auto burst = read_count(node, diagnostics);
  if (burst && (*burst < 1 || *burst > largest_burst)) {
    diagnostics.add(node.where, "expected a burst of 1 to 1000M requests, got '" + node.text + "'");
  } else {
    assign(limit.burst, burst);
  }
}

constexpr Key<MockLimit> limit_keys[] = {
    {"key", parse_key},
    {"rate", [](const SpecNode& node, MockLimit& limit,
                Diagnostics& diagnostics) { assign(limit.rate, read_rate(node, diagnostics)); }},
    {"burst", parse_burst},
};

/// What comes in a second, one at least.
std::int64_t usual_burst(Rational rate) {
  return (rate.numerator - 1) / rate.denominator + 1;
}

}  // namespace

MockLimit parse_limit(const SpecNode& node, Diagnostics& diagnostics) {
  MockLimit limit{.key = {}, .rate = {{.numerator = 1, .denominator = 1}}, .burst = 0};
  read_keys<MockLimit>(node, "limit", limit_keys, limit, diagnostics);
  require_keys(node, "limit", {"rate"}, diagnostics);
  if (limit.burst == 0) {
    limit.burst = std::min(usual_burst(limit.rate.per_second), largest_burst);
  }
  return limit;
}

}  // namespace loadgate::mock
