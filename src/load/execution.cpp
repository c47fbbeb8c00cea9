// SPDX-License-Identifier: Apache-2.0
#include "load/execution.h"

#include <algorithm>

#include "load/collector.h"
#include "load/health.h"
#include "load/machine.h"
#include "load/once.h"
#include "load/start_moment.h"
#include "load/target_options.h"
#include "plan/budget.h"

namespace loadgate {
namespace {

// As before the first turn of all (start_moment.cpp).
constexpr std::int64_t look_head_start_ns = 10'000'000;

void keep_canaries(const Canary& before, const Canary& after, Health& health) {
  health.canary_before_p50 = before.p50;
  health.canary_before_p99 = before.p99;
  health.canary_after_p50 = after.p50;
  health.canary_after_p99 = after.p99;
}

}  // namespace

Execution::Execution(std::vector<const Service*> services, std::optional<std::uint64_t> run_salt,
                     const Doors& doors)
    : services_(std::move(services)),
      run_salt_(run_salt),
      doors_(doors),
      brake_(budget_of(context().plan, context().share)) {}

Result<void> Execution::compile() {
  for (const Service* service : services_) {
    ASSIGN_OR_RETURN(LoadProgram program, service->compile());
    programs_.push_back(std::move(program));
  }
  return {};
}

std::vector<Run> Execution::empty_runs(const Plan& plan) const {
  std::vector<Run> runs;
  for (std::size_t arm = 0; arm < services_.size(); ++arm) {
    Run& run = runs.emplace_back(empty_run(plan, context().share));
    run.testbed = detect_testbed({});
    if (run_salt_) {
      run.pairing = Pairing{.arm = static_cast<Arm>(arm), .run_salt = *run_salt_, .slices = {}};
    }
  }
  return runs;
}

std::vector<LoadContext> Execution::contexts_of(const Plan& plan) const {
  std::vector<LoadContext> contexts;
  for (const Service* service : services_) {
    contexts.push_back(with_plan(service->context(), plan));
    contexts.back().most_samples = context().most_samples;
  }
  return contexts;
}

/// Of all arms, and behind them those of their tokens, which the first worker renews. Each arm may
/// have as many connections as if it were alone.
Result<std::vector<std::unique_ptr<Transport>>> Execution::open_transports(const Plan& plan) {
  TransportOptions options{.endpoints = {}, .connections = 1, .may_spin = doors_.may_spin};
  options.may_follow = [this] { return brake_.take_request(); };
  for (const Service* service : services_) {
    ASSIGN_OR_RETURN(TransportOptions own,
                     target_options(service->context(), doors_, service->versions()));
    std::ranges::move(own.endpoints, std::back_inserter(options.endpoints));
  }
  std::size_t clients = 0;
  for (const Service* service : services_) {
    for (std::size_t client = 0; client < service->tokens().clients(); ++client, ++clients) {
      options.endpoints.push_back(service->tokens().endpoint(client));
    }
  }
  const Share share = context().share;
  const std::size_t workers = worker_count(plan, share, doors_.usable_cores);
  std::vector<std::unique_ptr<Transport>> transports;
  for (std::size_t index = 0; index < workers; ++index) {
    const Capacity capacity = capacity_of(plan, part_of(share, {.index = index, .count = workers}));
    const std::size_t renewals = index == 0 ? clients : 0;
    options.connections = std::max<std::size_t>(capacity.slots + capacity.users, 1) + renewals;
    ASSIGN_OR_RETURN(std::unique_ptr<Transport> transport, doors_.open(options));
    transports.push_back(std::move(transport));
  }
  return transports;
}

void Execution::run_turns(const Sitting& sitting, Instant start,
                          std::vector<std::unique_ptr<Transport>> transports,
                          std::vector<Run>& runs) {
  // The machine's and the threads' evidence is taken over the whole load, warm-up and drain too:
  // whoever disturbs one of them is there in the measured phases as well.
  const MachineTimes before = machine_times();
  TurnClock turns(sitting.turns, transports.size(), start);
  const std::vector<LoadContext> contexts = contexts_of(sitting.plan);
  CrewSetup crew{
      .arms = {}, .clock = doors_.clock, .turns = turns, .brake = brake_, .run_start = run_start_};
  for (std::size_t arm = 0; arm < services_.size(); ++arm) {
    crew.arms.push_back({.context = contexts[arm], .program = programs_[arm]});
  }
  std::vector<std::vector<WorkerRecord>> records = run_crew(crew, std::move(transports));
  const MachineTimes after = machine_times();
  for (std::size_t arm = 0; arm < runs.size(); ++arm) {
    Health& health = runs[arm].health;
    health.throttled = after.throttled - std::min(before.throttled, after.throttled);
    health.steal_share = steal_share(before, after);
    collect(std::move(records[arm]), crew, arm, runs[arm]);
  }
}

Result<std::vector<Run>> Execution::run(const Sitting& planned) {
  std::vector<Run> runs = empty_runs(planned.plan);
  for (std::size_t arm = 0; arm < runs.size(); ++arm) {
    services_[arm]->describe(runs[arm]);
  }
  RETURN_IF_ERROR(compile());
  for (const Service* service : services_) {
    RETURN_IF_ERROR(service->freshen());
  }
  ASSIGN_OR_RETURN(auto transports, open_transports(planned.plan));
  const Canary quiet = doors_.canary();
  ASSIGN_OR_RETURN(const StartMoment start, await_start(context(), doors_.clock));
  run_start_ = start.at;
  run_turns(planned, start.at, std::move(transports), runs);
  const Canary after = doors_.canary();
  for (Run& run : runs) {
    keep_canaries(quiet, after, run.health);
    note_start(start, context(), run);
    note_shard(context(), doors_.clock.wall(), run);
  }
  return runs;
}

Result<std::vector<Run>> Execution::look(const Sitting& look) {
  std::vector<Run> runs = empty_runs(look.plan);
  for (const Service* service : services_) {
    RETURN_IF_ERROR(service->freshen());
  }
  ASSIGN_OR_RETURN(auto transports, open_transports(look.plan));
  run_turns(look, doors_.clock.now() + look_head_start_ns, std::move(transports), runs);
  const Canary after = doors_.canary();
  for (Run& run : runs) {
    keep_canaries(after, after, run.health);
  }
  return runs;
}

}  // namespace loadgate
