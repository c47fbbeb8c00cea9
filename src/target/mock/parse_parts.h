// SPDX-License-Identifier: Apache-2.0
#pragma once

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

/// One entry of `routes`; `login`: that of the config, null if it has none.
MockRoute parse_route(const Entry& entry, const SpecNode* login, Diagnostics& diagnostics);

}  // namespace loadgate::mock
