// SPDX-License-Identifier: Apache-2.0
#include "plan/make_plan.h"

#include "plan/check_against.h"
#include "plan/check_names.h"
#include "plan/concurrency.h"
#include "plan/data_class.h"
#include "plan/default_rules.h"
#include "plan/digest_plan.h"
#include "plan/number_draws.h"
#include "plan/provision.h"
#include "plan/read_data.h"
#include "plan/read_files.h"
#include "plan/unique_rows.h"

namespace loadgate {
namespace {

/// Counts the flows of one phase; `index` is its place among the phases.
struct FlowCount {
  const Load& load;
  std::size_t index;

  Result<PlannedPhase> operator()(const OpenLoad& open) const {
    ASSIGN_OR_RETURN(const Pacing pacing, Pacing::make(open));
    if (load.arrivals == Arrivals::constant) {
      return planned(open.duration, pacing.flows());
    }
    ASSIGN_OR_RETURN(const std::uint64_t flows,
                     count_poisson_arrivals(PoissonProcess(load.seed, index), pacing));
    return planned(open.duration, flows);
  }
  Result<PlannedPhase> operator()(const ClosedLoad& closed) const {
    return planned(closed.duration, 0);
  }
  Result<PlannedPhase> operator()(const IterationsLoad& fixed) const {
    return planned(Nanoseconds{0}, static_cast<std::uint64_t>(fixed.iterations));
  }

 private:
  PlannedPhase planned(Nanoseconds duration, std::uint64_t flows) const {
    return PlannedPhase{.name = load.phases[index].name,
                        .measure = load.phases[index].measure,
                        .duration = duration,
                        .first_sequence = 0,
                        .arrivals = flows};
  }
};

/// Never green for want of samples: a measured phase of no flow at all is a mistake.
bool starts_nothing(const PlannedPhase& planned, const Phase& phase) {
  return planned.measure && planned.arrivals == 0 &&
         !std::holds_alternative<ClosedLoad>(phase.load);
}

std::vector<PlannedPhase> plan_phases(const Load& load, Mistakes& mistakes) {
  std::vector<PlannedPhase> phases;
  std::uint64_t sequence = 0;
  for (std::size_t i = 0; i < load.phases.size(); ++i) {
    const Phase& phase = load.phases[i];
    Result<PlannedPhase> planned = std::visit(FlowCount{.load = load, .index = i}, phase.load);
    if (!planned) {
      mistakes.add(phase.where, planned.error());
      continue;
    }
    if (starts_nothing(*planned, phase)) {
      mistakes.add(phase.where, "phase '" + phase.name + "' would start no flow",
                   "raise its rate or its duration, or set 'measure: false'");
    }
    planned->first_sequence = sequence;
    sequence += planned->arrivals;
    if (sequence > most_flows) {
      mistakes.add(phase.where, "the phases start more than 4,000,000,000 flows up to here",
                   "lower rates or durations");
      break;
    }
    phases.push_back(std::move(*planned));
  }
  return phases;
}

}  // namespace

Result<Plan> make_plan(Spec spec) {
  Mistakes mistakes(spec.file);
  Plan plan{
      .spec = std::move(spec),
      .data = {},
      .phases = {},
      .steps = {},
      .digest = {.total = {}, .load = {.name = {}, .digest = {}, .settings = {}}, .steps = {}}};
  read_data(plan, mistakes);
  plan.files = read_files(plan.spec, mistakes);
  RETURN_IF_ERROR(mistakes.result());  // names of columns mean nothing without their data
  check_names(plan.spec, plan.data, mistakes);
  check_against(plan.spec, mistakes);
  plan.phases = plan_phases(plan.spec.load, mistakes);
  RETURN_IF_ERROR(mistakes.result());
  check_unique_rows(plan, mistakes);
  check_provision(plan, mistakes);
  RETURN_IF_ERROR(mistakes.result());
  plan.steps = all_steps(plan.spec);
  check_rule_classes(plan, mistakes);
  RETURN_IF_ERROR(mistakes.result());
  number_draws(plan.spec);
  plan.spec.rules = rules_in_force(plan.spec, plan.steps);
  // Before the default cap, which follows from rates and timeouts: a difference must name these.
  plan.digest = digest_plan(plan);
  if (!plan.spec.load.max_in_flight) {
    plan.spec.load.max_in_flight = default_max_in_flight(plan.spec);
  }
  return plan;
}

}  // namespace loadgate
