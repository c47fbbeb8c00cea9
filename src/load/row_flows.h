// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "load/doors.h"
#include "load/flow_runner.h"
#include "load/step_program.h"

namespace loadgate {

enum class AfterFailure { stop, go_on };

/// Flows that do a piece of work each: begun at the rate of `provision`, never faster, each run to
/// its end however long that takes, outside of all counts.
struct RowFlows {
  const LoadContext& context;  ///< of a plan that plan/provision.h has made
  const Given& given;
  std::vector<std::size_t> rows;  ///< one flow each, in this order
  AfterFailure after_failure;     ///< `stop`: begins no further one; those under way go on
};

/// What they came to.
struct RowRecord {
  std::vector<EndedFlow>
      ended;  ///< with what they captured; those that were cut by a second signal too
  std::uint64_t requests;
  std::uint64_t sent_again;
  std::string first_failure;  ///< "sign up: client_4xx: status 409: taken", masked; empty: none
};

/// On this thread, over a transport of their own. After a signal none is begun; those under way go
/// on, for what they make is to be known, until a second one cuts them. Error: nothing was sent.
Result<RowRecord> run_rows(const RowFlows& flows, const Doors& doors);

}  // namespace loadgate
