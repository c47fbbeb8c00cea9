// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <vector>

#include "load/clock.h"
#include "load/load.h"
#include "load/read_answer.h"
#include "load/secret_values.h"
#include "load/step_program.h"

namespace loadgate {

/// Thinking costs a pass time and shows nothing; what is done once may have to wait.
enum class Pauses { left_out, kept };

struct PassSetup {
  const LoadContext& context;
  const LoadProgram& program;
  Transport& transport;
  Clock& clock;
  const std::atomic<int>& stop;  ///< leaves the pass where it is
  Pauses pauses;
};

/// Takes one flow at a time through its steps, with its polls and retries, outside of all counts.
class Pass {
 public:
  explicit Pass(const PassSetup& setup) : setup_(setup) {}

  /// Ends at the first step that fails and does not go on, or whose request cannot be written
  /// because an earlier one failed. Error: a request that cannot be written although none did.
  Result<void> run(const ScenarioProgram& scenario, const FlowIdentity& flow);

  /// What the flows so far have done, masked: a step's values before all captures were known may
  /// hold what a later step captured.
  std::vector<PassStep> take_steps();
  /// Of the last flow.
  const Captures& captures() const { return captures_; }

 private:
  struct Answer {
    Exchange exchange;
    Reading reading;
    std::int64_t requests;  ///< that the step sent so far
  };
  struct Done {
    PassStep step;
    Excerpt excerpt;  ///< what its answer is
  };

  RenderContext context_of(const StepProgram& step) const;
  void keep(const std::vector<Pause>& pauses);
  void take(const StepProgram& step, const WireRequest& request);
  Answer ask(const StepProgram& step, const WireRequest& request);
  bool waits_for_attempt(const StepProgram& step, const Exchange& exchange, Outcome outcome,
                         std::uint32_t attempts);
  void give_up(const StepProgram& step, const Error& error);
  void learn(const StepProgram& step, const Exchange& exchange);
  Exchange send(const StepProgram& step, const WireRequest& request);
  void wait_until(Instant moment, const std::string& what);
  std::string name_of(const WireRequest& request) const;

  PassSetup setup_;
  FlowIdentity flow_{};
  Instant patience_ = 0;
  std::uint32_t pauses_ = 0;
  Captures captures_;
  std::vector<Done> done_;
};

/// "status 404: no such page", or the transport's words where there is no status (0).
std::string answer_words(int status, const std::string& detail);
std::string words_of(const PassStep& step);

}  // namespace loadgate
