// SPDX-License-Identifier: Apache-2.0
#include "target/mock/parse_parts.h"
#include "target/mock/read_keys.h"

namespace loadgate::mock {
namespace {

constexpr Key<MockLognormal> lognormal_keys[] = {
    {"median",
     [](const SpecNode& node, MockLognormal& value, Diagnostics& diagnostics) {
       assign(value.median, read_duration(node, diagnostics));
     }},
    {"sigma",
     [](const SpecNode& node, MockLognormal& value, Diagnostics& diagnostics) {
       assign(value.sigma, read_positive(node, diagnostics));
     }},
};

void parse_fixed(const SpecNode& node, MockLatency& latency, Diagnostics& diagnostics) {
  if (const auto fixed = read_duration(node, diagnostics)) {
    latency.usual = *fixed;
  }
}

void parse_lognormal(const SpecNode& node, MockLatency& latency, Diagnostics& diagnostics) {
  MockLognormal lognormal{.median = {}, .sigma = 0};
  read_keys<MockLognormal>(node, "lognormal", lognormal_keys, lognormal, diagnostics);
  require_keys(node, "lognormal", {"median", "sigma"}, diagnostics);
  latency.usual = lognormal;
}

void parse_tail_latency(const SpecNode& node, MockTail& tail, Diagnostics& diagnostics) {
  MockLatency latency{.usual = Nanoseconds{0}, .tails = {}};
  parse_latency(node, latency, diagnostics);
  if (!latency.tails.empty()) {
    diagnostics.add(node.where, "a tail has no tails of its own",
                    "write it as a further entry of 'tails'");
  }
  tail.latency = latency.usual;
}

constexpr Key<MockTail> tail_keys[] = {
    {"share", [](const SpecNode& node, MockTail& tail,
                 Diagnostics& diagnostics) { assign(tail.share, read_share(node, diagnostics)); }},
    {"latency", parse_tail_latency},
};

void parse_tails(const SpecNode& node, MockLatency& latency, Diagnostics& diagnostics) {
  if (node.kind != NodeKind::list) {
    diagnostics.add(node.where, "expected a list for 'tails'",
                    "such as [{share: 1%, latency: 200ms}]");
    return;
  }
  double sum = 0;
  for (const SpecNode& item : node.items) {
    MockTail tail{.share = 0, .latency = Nanoseconds{0}};
    read_keys<MockTail>(item, "tails", tail_keys, tail, diagnostics);
    require_keys(item, "tails", {"share", "latency"}, diagnostics);
    sum += tail.share;
    latency.tails.push_back(tail);
  }
  if (sum > 1 + 1e-9) {
    diagnostics.add(node.where, "the shares of the tails sum to more than 100%");
  }
}

constexpr Key<MockLatency> latency_keys[] = {
    {"fixed", parse_fixed}, {"lognormal", parse_lognormal}, {"tails", parse_tails}};

}  // namespace

void parse_latency(const SpecNode& node, MockLatency& latency, Diagnostics& diagnostics) {
  if (node.kind != NodeKind::mapping) {
    parse_fixed(node, latency, diagnostics);
    return;
  }
  read_keys<MockLatency>(node, "latency", latency_keys, latency, diagnostics);
  const bool has_fixed = find_value(node, "fixed") != nullptr;
  const bool has_lognormal = find_value(node, "lognormal") != nullptr;
  if (has_fixed == has_lognormal) {
    diagnostics.add(node.where, "expected either 'fixed' or 'lognormal' in 'latency'",
                    "such as {fixed: 20ms} or {lognormal: {median: 20ms, sigma: 0.3}}");
  }
}

}  // namespace loadgate::mock
