// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "load/doors.h"
#include "load/execution.h"
#include "load/machine.h"
#include "load/paired.h"
#include "load/run_phases.h"
#include "plan/budget.h"
#include "plan/concurrency.h"
#include "plan/data_class.h"

namespace loadgate {
namespace {

/// What is shared out must suffice for one each.
Result<void> check_share(std::string_view key, std::uint64_t number, Share share) {
  if (number >= share.count) {
    return {};
  }
  return invalid_input(std::string(key) + ": " + std::to_string(number) +
                           " cannot be shared out to " + std::to_string(share.count) + " shards",
                       "raise load." + std::string(key) + " to at least one for each shard");
}

Result<void> check_shares(const Plan& plan, Share share) {
  if (is_budget_divided(plan)) {
    const auto requests = static_cast<std::uint64_t>(*plan.spec.load.budget.requests);
    RETURN_IF_ERROR(check_share("budget.requests", requests, share));
  }
  const bool has_open = std::ranges::any_of(plan.spec.load.phases, [](const Phase& phase) {
    return std::holds_alternative<OpenLoad>(phase.load);
  });
  const auto slots = static_cast<std::uint64_t>(plan.spec.load.max_in_flight.value_or(0));
  return has_open ? check_share("max_in_flight", slots, share) : Result<void>();
}

Result<std::vector<Run>> run_alone(Service& service, const Doors& doors) {
  RETURN_IF_ERROR(service.prepare());
  const Plan& plan = service.context().plan;
  return Execution({&service}, std::nullopt, doors)
      .run({.plan = plan, .turns = whole_phases(plan)});
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
  run.waivers = plan.spec.waivers;
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

Result<void> check_before(const LoadContext& context, const Offer& offer) {
  RETURN_IF_ERROR(check_shares(context.plan, context.share));
  RETURN_IF_ERROR(learn_secrets(context.plan.spec, context.outside, context.secrets));
  return check_budget(context.plan, offer);
}

void tell_warnings(std::vector<std::string> warnings, ProgressListener& progress, Run* run) {
  for (std::string& warning : warnings) {
    if (run != nullptr) {
      run->warnings.push_back(std::move(warning));
    } else {
      progress.note("warning: " + warning);
    }
  }
}

Result<Run> execute(const LoadContext& context, const Doors& doors) {
  RETURN_IF_ERROR(check_before(context, {}));
  ASSIGN_OR_RETURN(const std::unique_ptr<Service> service, Service::open(context, doors));
  Result<std::vector<Run>> runs = run_alone(*service, doors);
  tell_warnings(service->clean_up(), context.progress, runs ? &runs->front() : nullptr);
  if (!runs) {
    return tl::make_unexpected(std::move(runs).error());
  }
  return std::move(runs->front());
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
