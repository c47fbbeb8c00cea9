// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "load/doors.h"
#include "load/step_program.h"

namespace loadgate {

// Setup and teardown: steps that run once, `User-Agent: loadgate (setup)`, outside of all counts,
// with their pauses, polls and retries.

/// What one of them did, and what every flow is to know after the setup.
struct DoneOnce {
  std::vector<PassStep> steps;  ///< masked
  Captures captures;
};

/// One flow, its pauses kept, as `User-Agent: loadgate (<its name>)`. Errors as below.
Result<DoneOnce> run_once(const LoadContext& context, const Doors& doors, const Scenario& scenario,
                          const Given& given, const FlowIdentity& flow);

/// The same context, but for the plan. It has to live as long.
LoadContext with_plan(const LoadContext& context, const Plan& plan);
/// The same context for what cleans up: the first signal is no reason to stop, the second one is.
LoadContext undisturbed(const LoadContext& context);

/// Nothing is sent where the spec has no `setup`. Error: targets that cannot be found, a request
/// that cannot be written. A failed step is the last one.
Result<DoneOnce> run_setup(const LoadContext& context, const Doors& doors, const Given& given);

/// Only a second signal ends it, for it puts back what the setup did: else its timeouts do.
Result<DoneOnce> run_teardown(const LoadContext& context, const Doors& doors, const Given& given);

/// Error (cannot_measure): names the step of the setup that failed, unless it says `on_error:
/// continue`.
Result<void> judge_setup(const Spec& spec, const std::vector<PassStep>& steps);

/// One line for each step of the teardown that failed, or that it was left at a signal.
std::vector<std::string> teardown_warnings(const LoadContext& context,
                                           const Result<DoneOnce>& teardown);

}  // namespace loadgate
