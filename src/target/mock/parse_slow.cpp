// SPDX-License-Identifier: Apache-2.0
#include "target/mock/parse_parts.h"
#include "target/mock/read_keys.h"

namespace loadgate::mock {
namespace {

MockSpan& span_of(MockSlow& slow) {
  if (!slow.span) {
    slow.span = MockSpan{.from = {}, .duration = std::nullopt};
  }
  return *slow.span;
}

constexpr Key<MockSlow> slow_keys[] = {
    {"factor",
     [](const SpecNode& node, MockSlow& slow, Diagnostics& diagnostics) {
       assign(slow.factor, read_positive(node, diagnostics));
     }},
    {"from",
     [](const SpecNode& node, MockSlow& slow, Diagnostics& diagnostics) {
       assign(span_of(slow).from, read_duration(node, diagnostics));
     }},
    {"for",
     [](const SpecNode& node, MockSlow& slow, Diagnostics& diagnostics) {
       span_of(slow).duration = read_duration(node, diagnostics);
     }},
};

}  // namespace

void parse_slow(const SpecNode& node, MockSlow& slow, Diagnostics& diagnostics) {
  if (node.kind != NodeKind::mapping) {
    assign(slow.factor, read_positive(node, diagnostics));
    return;
  }
  read_keys<MockSlow>(node, "slow", slow_keys, slow, diagnostics);
  require_keys(node, "slow", {"factor"}, diagnostics);
}

}  // namespace loadgate::mock
