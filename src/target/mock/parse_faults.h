// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "target/mock/config.h"
#include "target/mock/read_keys.h"

namespace loadgate::mock {

MockFaults no_faults();

/// `{503: 1%, …}`.
void parse_error_shares(const SpecNode& node, MockFaults& faults, Diagnostics& diagnostics);

/// Notes shares that sum to more than all requests.
void check_faults(const MockFaults& faults, Position where, Diagnostics& diagnostics);

// Rows of the tables of keys of what has faults.
template <typename Owner>
void parse_errors(const SpecNode& node, Owner& owner, Diagnostics& diagnostics) {
  parse_error_shares(node, owner.faults, diagnostics);
}
template <typename Owner, auto Member>
void parse_fault(const SpecNode& node, Owner& owner, Diagnostics& diagnostics) {
  assign(owner.faults.*Member, read_share(node, diagnostics));
}

}  // namespace loadgate::mock
