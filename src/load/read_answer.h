// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "load/step_program.h"
#include "load/transport/transport.h"

namespace loadgate {

struct CheckResult {
  std::size_t check;  ///< place in AnswerProgram::checks
  bool held;
};

/// What an answer means by the step's expectations.
struct Reading {
  Outcome outcome;     ///< final class
  std::string detail;  ///< of what is no success, unmasked: it may hold anything the server sent
  std::vector<CheckResult> checks;  ///< those that could be looked at
};

/// Classifies an exchange, looks at its checks and puts what is captured into `captures`.
/// A status that says what went wrong (500) counts for more than the expectation it fails; a
/// capture that finds nothing is a failed assertion.
Reading read_answer(const StepProgram& step, const Exchange& exchange, const RenderContext& context,
                    Captures& captures);

}  // namespace loadgate
