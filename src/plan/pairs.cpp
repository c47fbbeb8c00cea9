// SPDX-License-Identifier: Apache-2.0
#include "plan/pairs.h"

#include <algorithm>
#include <utility>

#include "base/random.h"
#include "plan/make_plan.h"
#include "plan/pacing.h"
#include "plan/poisson.h"
#include "plan/unique_rows.h"

namespace loadgate {
namespace {

/// whole * part / parts, where the product may be beyond 64 bits.
std::int64_t share_of(std::int64_t whole, std::int64_t part, std::int64_t parts) {
  return whole / parts * part + whole % parts * part / parts;
}

/// The load of one phase in a look, and the flows that it starts.
struct LookPhase {
  const Load& load;
  std::size_t index;
  PlannedPhase& planned;

  Result<void> operator()(OpenLoad& open) const {
    open.duration = look_time(open.duration);
    planned.duration = open.duration;
    ASSIGN_OR_RETURN(const Pacing pacing, Pacing::make(open));
    planned.arrivals = pacing.flows();
    if (load.arrivals == Arrivals::poisson) {
      const PoissonProcess process(load.seed, index, planned.continues_at);
      ASSIGN_OR_RETURN(planned.arrivals, count_poisson_arrivals(process, pacing));
    }
    return {};
  }
  Result<void> operator()(ClosedLoad& closed) const {
    closed.duration = look_time(closed.duration);
    planned.duration = closed.duration;
    return {};
  }
  Result<void> operator()(IterationsLoad& fixed) const {
    fixed.iterations = share_of(fixed.iterations, look_windows, planned_windows);
    planned.arrivals = static_cast<std::uint64_t>(fixed.iterations);
    return {};
  }

 private:
  static Nanoseconds look_time(Nanoseconds phase) {
    return Nanoseconds{share_of(phase.count(), look_windows, planned_windows)};
  }
};

/// In a look that has no part for it.
void leave_out(Phase& phase, PlannedPhase& planned) {
  if (auto* fixed = std::get_if<IterationsLoad>(&phase.load)) {
    fixed->iterations = 0;
  }
  planned.arrivals = 0;
  planned.duration = Nanoseconds{0};
}

Result<void> check_look_rows(const Plan& look, std::uint64_t flows) {
  for (const DataTable& table : look.data) {
    const std::uint64_t needed =
        unique_rows_of(look).users + unique_rows_of(look).preflight + flows;
    if (table.pick == Pick::unique && !table.rows.empty() && table.rows.size() < needed) {
      return cannot_measure("'" + table.name + "' has " + format_count(table.rows.size()) +
                            " rows that are given once, and with another look " +
                            format_count(needed) + " would be needed");
    }
  }
  return {};
}

}  // namespace

Window window_of(const Plan& plan, std::size_t phase, std::uint32_t index, std::uint32_t count) {
  const PlannedPhase& planned = plan.phases[phase];
  const auto bound = [index, count](std::uint64_t whole, std::uint32_t more) {
    return share_of(static_cast<std::int64_t>(whole), index + more, count);
  };
  const auto duration = static_cast<std::uint64_t>(planned.duration.count());
  const bool is_counted = std::holds_alternative<IterationsLoad>(plan.spec.load.phases[phase].load);
  const std::uint64_t flows = is_counted ? planned.arrivals : 0;
  const std::uint64_t before = is_counted ? planned.continues_at : 0;
  return {.from = Nanoseconds{bound(duration, 0)},
          .to = Nanoseconds{bound(duration, 1)},
          .first = before + static_cast<std::uint64_t>(bound(flows, 0)),
          .last = before + static_cast<std::uint64_t>(bound(flows, 1))};
}

bool base_goes_first(const Plan& plan, std::uint64_t run_salt, std::size_t phase,
                     std::uint32_t pair) {
  return draw_below({.seed = plan.spec.load.seed,
                     .purpose = Purpose::coin,
                     .scenario = static_cast<std::uint16_t>(phase),
                     .owner = static_cast<std::uint32_t>(run_salt),
                     .iteration = pair,
                     .draw = static_cast<std::uint32_t>(run_salt >> 32U)},
                    2) == 0;
}

Looks::Looks(const Plan& plan) : plan_(plan) {
  for (std::size_t index = 0; index < plan.phases.size(); ++index) {
    const PlannedPhase& phase = plan.phases[index];
    next_sequence_ += phase.arrivals;
    // A random process has drawn one more than it has used: the first one beyond its end.
    const bool is_open = std::holds_alternative<OpenLoad>(plan.spec.load.phases[index].load);
    continues_at_.push_back(phase.arrivals + (is_open ? 1 : 0));
    windows_of_last_.push_back(phase.measure ? planned_windows : 1);
  }
  windows_.assign(plan.phases.size(), 0);
}

Result<Plan> Looks::next(std::span<const std::size_t> phases) {
  Plan look = plan_;
  for (std::size_t index = 0; index < look.phases.size(); ++index) {
    Phase& phase = look.spec.load.phases[index];
    PlannedPhase& planned = look.phases[index];
    windows_[index] += std::exchange(windows_of_last_[index], 0);
    if (std::ranges::find(phases, index) == phases.end()) {
      leave_out(phase, planned);
      continue;
    }
    planned.continues_at = continues_at_[index];
    const LookPhase of_look{.load = plan_.spec.load, .index = index, .planned = planned};
    RETURN_IF_ERROR(std::visit(of_look, phase.load));
    const bool is_counted = std::holds_alternative<IterationsLoad>(phase.load);
    // The number of a counted flow is that of its ordinal, and the ordinals go on.
    planned.first_sequence = next_sequence_ - (is_counted ? planned.continues_at : 0);
    next_sequence_ += planned.arrivals;
    continues_at_[index] += planned.arrivals + (is_counted ? 0 : 1);
    windows_of_last_[index] = look_windows;
  }
  RETURN_IF_ERROR(check_look_rows(look, next_sequence_));
  return look;
}

}  // namespace loadgate
