// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "spec/mappings.h"

namespace loadgate {
namespace {

Scenario empty_flow(std::string name, Position where) {
  return {.name = std::move(name), .weight = 1, .steps = {}, .pauses_after = {}, .where = where};
}

constexpr auto provision_keys = std::to_array<Key<Provision>>({
    {{"count", "count", "Credentials to make: one for each user.", {}, "200", Presence::required},
     [](const SpecNode& value, Reading& reading, Provision& provision) {
       set(provision.count, read_count(value, reading, {.low = 1, .high = 100'000}));
     }},
    {{"rate",
      "rate",
      "How many are begun in a time: below what the provider allows.",
      {},
      "5/s",
      Presence::required},
     [](const SpecNode& value, Reading& reading, Provision& provision) {
       set(provision.rate, read_positive_rate(value, reading));
     }},
    {{"retries", "count",
      "How often a request is sent again when the answer is 429, 503 or 529: after its "
      "`Retry-After`, else after a pause that grows.",
      "3", "10", Presence::optional},
     [](const SpecNode& value, Reading& reading, Provision& provision) {
       set(provision.retries, read_count(value, reading, {.low = 0, .high = 100}));
     }},
    {{"steps",
      "steps",
      "What makes one of them; what they capture is a row of the data source `provisioned`. If one "
      "fails there is no load.",
      {},
      "[{request: POST /keys, capture: {key: json:/key}}]",
      Presence::required},
     [](const SpecNode& value, Reading& reading, Provision& provision) {
       read_steps(value, reading, provision.steps);
     }},
    {{"release",
      "steps",
      "What gives one of them back, after the load, also after one that failed or was "
      "interrupted. If that fails the report warns.",
      {},
      "['DELETE /keys/${provisioned.key}']",
      Presence::optional},
     [](const SpecNode& value, Reading& reading, Provision& provision) {
       read_steps(value, reading, provision.release);
     }},
});

}  // namespace

void read_provision(const SpecNode& node, Reading& reading, std::optional<Provision>& into) {
  Provision provision{.count = 0,
                      .rate = Rate{Rational{1, 1}},
                      .retries = 3,
                      .steps = empty_flow("provision", node.where),
                      .release = empty_flow("release", node.where),
                      .where = node.where};
  if (read_mapping<Provision>(node, "provision", provision_keys, reading, provision)) {
    into = std::move(provision);
  }
}

MappingDescription describe_provision() {
  return describe<Provision>("provision",
                             "Credentials that are made before the load, one for each user, and "
                             "given back after it: outside of all counts.",
                             {}, provision_keys);
}

}  // namespace loadgate
