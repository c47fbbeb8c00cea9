// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "load/read_answer.h"
#include "load/step_program.h"
#include "load/transport/transport.h"

namespace loadgate {

/// `poll.until`, ready for use; its check stands behind the step's others.
Result<std::optional<PollProgram>> compile_poll(const Step& step, const RenderContext& constants,
                                                AnswerProgram& answer);

/// What an answer means, and whether the step asks again.
struct StepReading {
  Reading reading;
  bool asks_again;  ///< the condition of the poll does not hold yet; the answer is a success
};

/// read_answer() for any step. Of a polled one, an answer without the condition is a success as
/// long as its status is expected, and is not looked at further; the last one allowed without it
/// is a failed assertion. `answered`: requests of this poll before this one.
StepReading read_step_answer(const StepProgram& step, const Exchange& exchange,
                             const RenderContext& context, std::int64_t answered,
                             Captures& captures);

/// A request that was answered.
struct AnsweredRequest {
  const Plan& plan;
  const StepProgram& step;
  const FlowIdentity& flow;
  std::uint32_t attempts;  ///< made so far, this one included
  Instant patience;        ///< no attempt begins at or after it
};

/// When it is to be sent again: the answer was 429, 503 or 529, the step has retries left, and the
/// moment that `Retry-After` or else the backoff names comes before the patience ends. Nothing:
/// this answer stands.
std::optional<Instant> next_attempt(const AnsweredRequest& request, const Exchange& exchange,
                                    Outcome outcome, Timestamp now);

/// To stand before the answer's detail where the server's wish ended the attempts; else empty.
std::string why_not_again(const AnsweredRequest& request, const Exchange& exchange, Outcome outcome,
                          Timestamp now);

}  // namespace loadgate
