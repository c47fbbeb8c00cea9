// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "load/doors.h"
#include "load/step_program.h"

namespace loadgate {

/// One pass of each scenario, `User-Agent: loadgate (preflight)`.
struct Preflight {
  std::vector<PassStep> steps;        ///< masked
  std::vector<HttpVersion> versions;  ///< that each target speaks
};

/// Of all scenarios, or of one.
Result<Preflight> run_preflight(const LoadContext& context, const Doors& doors, const Given& given,
                                std::string_view scenario = {});

/// Error where no load can be measured: dns, connect, tls, 401 and 403. The message has the class,
/// the address and the transport's words; the hint says what to do.
Result<void> judge_preflight(const std::vector<PassStep>& steps);

/// One line for each other step that was no success: the load measures it.
std::vector<std::string> preflight_warnings(const std::vector<PassStep>& steps);

}  // namespace loadgate
