// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "load/brake.h"
#include "load/crew.h"
#include "load/service.h"

namespace loadgate {

/// What one crew is to run.
struct Sitting {
  const Plan& plan;
  std::vector<Turn> turns;
};

/// The load between the preparation of the services and their clean-up: the planned one, and in
/// paired mode the looks after it.
class Execution {
 public:
  /// `services`: prepared; by arm. `run_salt`: in paired mode.
  Execution(std::vector<const Service*> services, std::optional<std::uint64_t> run_salt,
            const Doors& doors);

  /// By arm. Errors: no transport, a signal before the first turn.
  Result<std::vector<Run>> run(const Sitting& planned);
  /// The same of a look; its times count from the start of the first run.
  Result<std::vector<Run>> look(const Sitting& look);

 private:
  const LoadContext& context() const { return services_.front()->context(); }
  Result<void> compile();
  std::vector<Run> empty_runs(const Plan& plan) const;
  std::vector<LoadContext> contexts_of(const Plan& plan) const;
  Result<std::vector<std::unique_ptr<Transport>>> open_transports(const Plan& plan);
  void run_turns(const Sitting& sitting, Instant start,
                 std::vector<std::unique_ptr<Transport>> transports, std::vector<Run>& runs);

  std::vector<const Service*> services_;
  std::optional<std::uint64_t> run_salt_;
  const Doors& doors_;
  std::vector<LoadProgram> programs_;  // by arm
  Brake brake_;
  Instant run_start_ = 0;
};

}  // namespace loadgate
