// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "load/step_program.h"

namespace loadgate {

/// The request of a step for one flow. Errors: a capture that is not there, a header value
/// with a line break in it. The transport refuses an address that is not the target's.
Result<WireRequest> write_request(const LoadProgram& program, const StepProgram& step,
                                  const RenderContext& context);

/// Credentials that this flow's request carries, as they are written: never to be shown.
std::vector<std::string> credentials_of(const LoadProgram& program, const StepProgram& step,
                                        const RenderContext& context);

}  // namespace loadgate
