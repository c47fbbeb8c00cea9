// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "load/collector.h"
#include "load/crew.h"
#include "load/doors.h"
#include "load/health.h"
#include "load/machine.h"
#include "load/once.h"
#include "load/preflight.h"
#include "load/provisioning.h"
#include "load/run_phases.h"
#include "load/start_moment.h"
#include "load/target_options.h"
#include "load/tokens.h"
#include "plan/budget.h"
#include "plan/concurrency.h"
#include "plan/data_class.h"

namespace loadgate {
namespace {

using Versions = std::vector<HttpVersion>;

/// Fills in what the preflight says of the run, and settles the HTTP version of each target.
Result<Versions> settle_by_preflight(const LoadContext& context, const Doors& doors,
                                     const Given& given, Run& run) {
  if (!context.plan.spec.load.preflight) {
    Versions settled = versions_of(context.plan.spec);
    std::ranges::replace(settled, HttpVersion::automatic, HttpVersion::http1);
    return settled;
  }
  ASSIGN_OR_RETURN(const Preflight preflight, run_preflight(context, doors, given));
  if (context.stop != 0) {
    return cannot_measure("interrupted in the preflight, before the load began");
  }
  RETURN_IF_ERROR(judge_preflight(preflight.steps));
  run.warnings = preflight_warnings(preflight.steps);
  for (const PassStep& step : preflight.steps) {
    run.preflight_requests += static_cast<std::uint64_t>(step.requests);
  }
  return preflight.versions;
}

/// "1.1", and behind it each named target that speaks another: "1.1 (inbox: 2)".
std::string version_text(const Spec& spec, const Versions& settled) {
  const auto name_of = [](HttpVersion version) {
    return std::string(version == HttpVersion::http2 ? "2" : "1.1");
  };
  std::string others;
  for (std::size_t index = 1; index < settled.size(); ++index) {
    if (settled[index] != settled.front()) {
      others += (others.empty() ? "" : ", ") + spec.targets[index - 1].name + ": " +
                name_of(settled[index]);
    }
  }
  return name_of(settled.front()) + (others.empty() ? "" : " (" + others + ")");
}

/// Behind the targets' endpoints those of their tokens, which the first worker renews.
Result<std::vector<std::unique_ptr<Transport>>> open_transports(const LoadContext& context,
                                                                const Versions& settled,
                                                                const Doors& doors,
                                                                const Tokens& tokens,
                                                                Brake& brake) {
  ASSIGN_OR_RETURN(TransportOptions options, target_options(context, doors, settled));
  options.may_follow = [&brake] { return brake.take_request(); };
  for (std::size_t client = 0; client < tokens.clients(); ++client) {
    options.endpoints.push_back(tokens.endpoint(client));
  }
  options.may_spin = doors.may_spin;
  const std::size_t workers = worker_count(context.plan, context.share, doors.usable_cores);
  std::vector<std::unique_ptr<Transport>> transports;
  for (std::size_t index = 0; index < workers; ++index) {
    const Capacity capacity =
        capacity_of(context.plan, part_of(context.share, {.index = index, .count = workers}));
    const std::size_t renewals = index == 0 ? tokens.clients() : 0;
    options.connections = std::max<std::size_t>(capacity.slots + capacity.users, 1) + renewals;
    ASSIGN_OR_RETURN(std::unique_ptr<Transport> transport, doors.open(options));
    transports.push_back(std::move(transport));
  }
  return transports;
}

void keep_canaries(const Canary& before, const Canary& after, Health& health) {
  health.canary_before_p50 = before.p50;
  health.canary_before_p99 = before.p99;
  health.canary_after_p50 = after.p50;
  health.canary_after_p99 = after.p99;
}

Result<Run> run_load(const LoadContext& context, const Doors& doors, const Given& given) {
  Run run = empty_run(context.plan, context.share);
  run.testbed = detect_testbed({});
  RETURN_IF_ERROR(given.tokens->freshen(context, doors));
  ASSIGN_OR_RETURN(const Versions settled, settle_by_preflight(context, doors, given, run));
  run.http_version = version_text(context.plan.spec, settled);
  ASSIGN_OR_RETURN(LoadProgram program,
                   compile_load(context, std::string("loadgate/") + LOADGATE_VERSION));
  program.given = given;
  RETURN_IF_ERROR(given.tokens->freshen(context, doors));
  Brake brake(context.plan.spec.load.budget);
  ASSIGN_OR_RETURN(auto transports, open_transports(context, settled, doors, *given.tokens, brake));
  const Canary quiet = doors.canary();
  ASSIGN_OR_RETURN(const StartMoment start, await_start(context, doors.clock));
  // The machine's and the threads' evidence is taken over the whole load, warm-up and drain too:
  // whoever disturbs one of them is there in the measured phases as well.
  const MachineTimes before = machine_times();
  PhaseClock phases(context.plan, transports.size(), start.at);
  const CrewSetup crew{.context = context,
                       .program = program,
                       .clock = doors.clock,
                       .phases = phases,
                       .brake = brake};
  std::vector<WorkerRecord> records = run_crew(crew, std::move(transports));
  const MachineTimes after = machine_times();
  keep_canaries(quiet, doors.canary(), run.health);
  run.health.throttled = after.throttled - std::min(before.throttled, after.throttled);
  run.health.steal_share = steal_share(before, after);
  collect(std::move(records), crew, run);
  note_start(start, context, run);
  note_shard(context, doors.clock.wall(), run);
  return run;
}

Result<Run> run_after(const DoneOnce& setup, const LoadContext& context, const Doors& doors,
                      const Given& given, Provisioning& provisioning) {
  if (context.stop != 0 && context.plan.spec.setup) {
    return cannot_measure("interrupted in the setup, before the load began");
  }
  RETURN_IF_ERROR(judge_setup(context.plan.spec, setup.steps));
  RETURN_IF_ERROR(provisioning.make(given));
  return run_load(context, doors, given);
}

/// Whatever came before, what it left is taken away, in the opposite order.
std::vector<std::string> clean_up(const LoadContext& context, const Doors& doors,
                                  const Given& given, Provisioning& provisioning) {
  std::vector<std::string> warnings = provisioning.release(given);
  std::ranges::move(teardown_warnings(run_teardown(context, doors, given)),
                    std::back_inserter(warnings));
  return warnings;
}

Result<void> check_slots(const Plan& plan, Share share) {
  const bool has_open = std::ranges::any_of(plan.spec.load.phases, [](const Phase& phase) {
    return std::holds_alternative<OpenLoad>(phase.load);
  });
  const auto slots = static_cast<std::uint64_t>(plan.spec.load.max_in_flight.value_or(0));
  if (!has_open || slots >= share.count) {
    return {};
  }
  return invalid_input("max_in_flight: " + std::to_string(slots) + " cannot be shared out to " +
                           std::to_string(share.count) + " shards",
                       "raise load.max_in_flight to at least one for each shard");
}

}  // namespace

Run empty_run(const Plan& plan, Share share) {
  Run run{};
  run.spec_name = plan.spec.name;
  run.spec_file = plan.spec.file;
  run.profile = plan.spec.profile;
  run.classes = plan.classes;
  run.rules = plan.spec.rules;
  run.gate = plan.spec.gate;
  run.baseline = plan.spec.baseline;
  run.seed = plan.spec.load.seed;
  run.plan = plan.digest;
  run.phases = phases_before(plan);
  const auto classes = step_classes(plan);
  for (std::size_t index = 0; index < plan.steps.size(); ++index) {
    const PlannedStep& step = plan.steps[index];
    const Step& spec = plan.spec.scenarios[step.scenario].steps[step.step];
    run.steps.push_back(RunStep{.full_name = step.full_name,
                                .scenario = step.scenario,
                                .polls = spec.poll.has_value(),
                                .retries = retries_of(plan.spec, spec),
                                .classes = classes[index]});
  }
  for (const Scenario& scenario : plan.spec.scenarios) {
    run.scenarios.push_back(scenario.name);
  }
  run.health.run_delay_share = -1;
  run.health.steal_share = -1;
  for (std::size_t phase = 0; phase < plan.phases.size(); ++phase) {
    run.health.planned_flows += plan.phases[phase].measure ? planned_flows(plan, phase, share) : 0;
  }
  return run;
}

Result<Run> execute(const LoadContext& context, const Doors& doors) {
  RETURN_IF_ERROR(check_slots(context.plan, context.share));
  RETURN_IF_ERROR(learn_secrets(context.plan.spec, context.outside, context.secrets));
  RETURN_IF_ERROR(check_budget(context.plan));
  ASSIGN_OR_RETURN(const std::unique_ptr<Tokens> tokens, open_tokens(context, doors));
  Given given{.captures = {}, .tokens = tokens.get()};
  ASSIGN_OR_RETURN(DoneOnce setup, run_setup(context, doors, given));
  given.captures = std::move(setup.captures);
  Provisioning provisioning(context, doors);
  given.credentials = &provisioning.credentials();
  Result<Run> run = run_after(setup, context, doors, given, provisioning);
  for (std::string& warning : clean_up(context, doors, given, provisioning)) {
    if (run) {
      run->warnings.push_back(std::move(warning));
    } else {
      context.progress.note("warning: " + warning);
    }
  }
  return run;
}

Result<Run> execute(const LoadContext& context) {
  return execute(context, real_doors());
}

Doors real_doors() {
  const std::int64_t cores = usable_cores();
  return Doors{.clock = real_clock(),
               .resolve = resolve,
               .open = all_transports().front().open,
               .usable_cores = cores,
               .may_spin = may_spin(cores),
               .canary = measure_canary};
}

}  // namespace loadgate
