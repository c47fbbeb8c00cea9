// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/encoding.h"
#include "base/text_table.h"
#include "plan/budget.h"
#include "plan/concurrency.h"
#include "plan/make_plan.h"
#include "plan/pairs.h"
#include "plan/provision.h"
#include "plan/unique_rows.h"
#include "plan/words.h"

namespace loadgate {
namespace {

constexpr std::string_view indent = "  ";
constexpr std::string_view not_planned = "–";

std::string shown_name(std::string_view name) {
  return printable(name, 60);
}

std::string users_of(std::int64_t users) {
  return counted(static_cast<std::size_t>(users), "user");
}

/// "50/s to 200/s", "20 to 50 users", "1,000 iterations by 10 users"
struct LoadText {
  std::string operator()(const OpenLoad& open) const {
    return write_rate(open.rate) + (open.to ? " to " + write_rate(*open.to) : "");
  }
  std::string operator()(const ClosedLoad& closed) const {
    return closed.to ? std::to_string(closed.users) + " to " + users_of(*closed.to)
                     : users_of(closed.users);
  }
  std::string operator()(const IterationsLoad& fixed) const {
    return counted(static_cast<std::size_t>(fixed.iterations), "iteration") + " by " +
           users_of(fixed.users);
  }
};

std::string in_flight(const Plan& plan, const Phase& phase) {
  const std::string count = format_count(most_in_flight(phase, longest_flow(plan.spec)));
  return std::holds_alternative<OpenLoad>(phase.load) ? "≤ " + count : count;
}

std::string phase_table(const Plan& plan) {
  TextTable table{
      .columns = {Align::left, Align::left, Align::right, Align::right, Align::right, Align::left},
      .rows = {{"phase", "load", "duration", "flows", "in flight"}}};
  for (std::size_t i = 0; i < plan.phases.size(); ++i) {
    const Phase& phase = plan.spec.load.phases[i];
    const PlannedPhase& planned = plan.phases[i];
    const bool has_end = planned.duration.count() > 0;
    const bool is_counted = !std::holds_alternative<ClosedLoad>(phase.load);
    table.rows.push_back({shown_name(phase.name), std::visit(LoadText{}, phase.load),
                          has_end ? write_duration(planned.duration) : std::string(not_planned),
                          is_counted ? format_count(planned.arrivals) : std::string(not_planned),
                          in_flight(plan, phase), phase.measure ? "" : "not measured"});
  }
  return layout(table, indent);
}

/// One row a step, one column a phase that has a planned number of flows.
std::string request_table(const Plan& plan) {
  const auto requests = planned_requests(plan);
  TextTable table{.columns = {Align::left}, .rows = {{"requests"}}};
  std::vector<std::size_t> counted_phases;
  for (std::size_t i = 0; i < plan.phases.size(); ++i) {
    if (!std::holds_alternative<ClosedLoad>(plan.spec.load.phases[i].load)) {
      counted_phases.push_back(i);
      table.rows.front().push_back(shown_name(plan.phases[i].name));
    }
  }
  table.columns.resize(counted_phases.size() + 2, Align::right);
  table.rows.front().push_back("total");
  for (std::size_t step = 0; step < plan.steps.size(); ++step) {
    std::vector<std::string>& row = table.rows.emplace_back();
    row.push_back(shown_name(plan.steps[step].full_name));
    std::uint64_t total = 0;
    for (const std::size_t phase : counted_phases) {
      row.push_back(format_count(requests[phase][step]));
      total += requests[phase][step];
    }
    row.push_back(format_count(total));
  }
  return layout(table, indent);
}

std::string duration_line(const Plan& plan) {
  Nanoseconds total{0};
  std::uint64_t iterations = 0;
  for (std::size_t i = 0; i < plan.phases.size(); ++i) {
    total += plan.phases[i].duration;
    iterations += plan.phases[i].duration.count() == 0 ? plan.phases[i].arrivals : 0;
  }
  std::string text = "duration: " + write_duration(total);
  if (iterations > 0) {
    text += ", and until " + counted(iterations, "iteration") +
            (iterations == 1 ? " is done" : " are done");
  }
  return text + "\n";
}

std::string concurrency_lines(const Plan& plan) {
  const bool has_open = std::ranges::any_of(plan.spec.load.phases, [](const Phase& phase) {
    return std::holds_alternative<OpenLoad>(phase.load);
  });
  const std::string bound = "in flight: ≤ is rate × longest flow (" +
                            write_duration(longest_flow(plan.spec)) +
                            "), an upper bound:\n  every request would take its whole timeout; "
                            "fast answers need far less\n";
  const auto cap = static_cast<std::uint64_t>(plan.spec.load.max_in_flight.value_or(0));
  return (has_open ? bound : "") + "max_in_flight: " + format_count(cap) +
         "; arrivals beyond it are dropped and counted as errors\n";
}

/// What sources that give each row once have, and what of it the load needs.
std::string unique_lines(const Plan& plan) {
  const UniqueRows needed = unique_rows_of(plan);
  std::string text;
  for (const DataTable& table : plan.data) {
    if (table.pick == Pick::unique && !table.rows.empty()) {
      text += "unique rows of " + shown_name(table.name) + ": " + format_count(needed.total()) +
              " of " + format_count(table.rows.size()) + " (" + describe(needed) + ")\n";
    }
  }
  return text;
}

}  // namespace

std::string describe_plan(const Plan& plan) {
  const Load& load = plan.spec.load;
  const std::string arrivals = load.arrivals == Arrivals::constant ? "constant" : "poisson";
  const bool is_counted = std::ranges::any_of(
      plan.phases, [](const PlannedPhase& phase) { return phase.arrivals > 0; });
  const std::string profile =
      plan.spec.profile.empty() ? "" : ", profile " + shown_name(plan.spec.profile);
  return shown_name(plan.spec.name) + profile + ": " + counted(plan.phases.size(), "phase") + ", " +
         counted(plan.spec.scenarios.size(), "scenario") + ", " +
         counted(plan.steps.size(), "step") + ", " + arrivals + " arrivals, seed " +
         std::to_string(load.seed) + "\n\n" + phase_table(plan) + "\n" +
         (is_counted ? request_table(plan) + "\n" : "") + budget_lines(plan) + duration_line(plan) +
         pair_lines(plan) + concurrency_lines(plan) + provision_line(plan) + unique_lines(plan) +
         "plan digest: " + plan.digest.total + "\n";
}

}  // namespace loadgate
