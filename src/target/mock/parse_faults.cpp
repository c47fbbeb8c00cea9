// SPDX-License-Identifier: Apache-2.0
#include "target/mock/parse_faults.h"

#include "target/mock/parse_parts.h"

namespace loadgate::mock {
namespace {

constexpr Key<MockAbove> above_keys[] = {
    {"in_flight",
     [](const SpecNode& node, MockAbove& above, Diagnostics& diagnostics) {
       assign(above.in_flight, read_count(node, diagnostics));
     }},
    {"slow",
     [](const SpecNode& node, MockAbove& above, Diagnostics& diagnostics) {
       assign(above.slow, read_positive(node, diagnostics));
     }},
    {"errors", parse_errors<MockAbove>},
    {"hang", parse_fault<MockAbove, &MockFaults::hang>},
    {"reset", parse_fault<MockAbove, &MockFaults::reset>},
    {"half", parse_fault<MockAbove, &MockFaults::half>},
    {"corrupt", parse_fault<MockAbove, &MockFaults::corrupt>},
    {"close", parse_fault<MockAbove, &MockFaults::close>},
};

/// Of all faults but `close`, which goes with any answer.
double sum_of(const MockFaults& faults) {
  double sum = faults.hang + faults.reset + faults.half + faults.corrupt;
  for (const auto& [status, share] : faults.errors) {
    sum += share;
  }
  return sum;
}

}  // namespace

MockFaults no_faults() {
  return {.errors = {}, .hang = 0, .reset = 0, .half = 0, .corrupt = 0, .close = 0};
}

void parse_error_shares(const SpecNode& node, MockFaults& faults, Diagnostics& diagnostics) {
  const auto* entries = read_mapping(node, "errors", diagnostics);
  for (const Entry& entry : entries != nullptr ? *entries : std::vector<Entry>{}) {
    const SpecNode key{.kind = NodeKind::scalar,
                       .where = entry.where,
                       .style = ScalarStyle::plain,
                       .text = entry.key,
                       .items = {},
                       .entries = {}};
    const auto status =
        read_integer(key, "the status of an error", {.low = 400, .high = 599}, diagnostics);
    const auto share = read_share(entry.value, diagnostics);
    if (status && share) {
      faults.errors.emplace_back(static_cast<int>(*status), *share);
    }
  }
}

void check_faults(const MockFaults& faults, Position where, Diagnostics& diagnostics) {
  if (sum_of(faults) > 1 + 1e-9) {
    diagnostics.add(where,
                    "'errors', 'hang', 'reset', 'half' and 'corrupt' sum to more than 100% of the "
                    "requests");
  }
}

MockAbove parse_above(const SpecNode& node, Diagnostics& diagnostics) {
  MockAbove above{.in_flight = 0, .faults = no_faults(), .slow = 1};
  read_keys<MockAbove>(node, "above", above_keys, above, diagnostics);
  require_keys(node, "above", {"in_flight"}, diagnostics);
  check_faults(above.faults, node.where, diagnostics);
  if (find_value(node, "in_flight") != nullptr && node.entries.size() == 1) {
    diagnostics.add(node.where, "'above' needs something to happen",
                    "such as {in_flight: 20, slow: 2, errors: {503: 10%}}");
  }
  return above;
}

}  // namespace loadgate::mock
