// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "spec/diagnostics.h"
#include "spec/node.h"
#include "target/mock/config.h"

namespace loadgate::mock {

/// `20ms`, `{fixed: …}` or `{lognormal: {median, sigma}}`, the mappings with `tails` too.
void parse_latency(const SpecNode& node, MockLatency& latency, Diagnostics& diagnostics);

/// `1.5` or `{factor, from, for}`.
void parse_slow(const SpecNode& node, MockSlow& slow, Diagnostics& diagnostics);

/// `{in_flight, slow}` and faults.
MockAbove parse_above(const SpecNode& node, Diagnostics& diagnostics);

/// `{key, rate, burst}`.
MockLimit parse_limit(const SpecNode& node, Diagnostics& diagnostics);

/// `text` or `{json: …}`.
void parse_body(const SpecNode& node, MockRoute& route, Diagnostics& diagnostics);

/// One entry of `routes`.
MockRoute parse_route(const Entry& entry, Diagnostics& diagnostics);

/// `300ms`, or `3` answers.
MockReadiness parse_readiness(const SpecNode& node, Diagnostics& diagnostics);

/// `does`; `fixed_answer`, and a mistake noted, where there is no such action.
MockAction parse_action(const SpecNode& node, Diagnostics& diagnostics);

/// Notes each route that needs what the path, another route or the rest of the config has not.
/// `entries` are those that the config's routes were read from.
void check_needs(std::span<const Entry> entries, const MockConfig& config,
                 Diagnostics& diagnostics);

}  // namespace loadgate::mock
