// SPDX-License-Identifier: Apache-2.0
#include "base/encoding.h"
#include "base/text_table.h"
#include "plan/budget.h"
#include "plan/make_plan.h"
#include "plan/pairs.h"

namespace loadgate {
namespace {

/// "60", "40, 12 pairs of neighbours", "12, too few to decide"
std::string slice_text(std::uint64_t requests) {
  const std::string count = format_count(requests);
  if (requests >= requests_of_a_pair) {
    return count;
  }
  const std::uint64_t merged =
      requests == 0 ? planned_windows : (requests_of_a_pair + requests - 1) / requests;
  const std::uint64_t pairs = planned_pairs / merged;
  return pairs < fewest_pairs ? count + ", too few to decide"
                              : count + ", " + std::to_string(pairs) + " pairs of neighbours";
}

std::vector<std::size_t> sliced_phases(const Plan& plan) {
  std::vector<std::size_t> phases;
  for (std::size_t phase = 0; phase < plan.phases.size(); ++phase) {
    const bool is_counted = !std::holds_alternative<ClosedLoad>(plan.spec.load.phases[phase].load);
    if (plan.phases[phase].measure && is_counted) {
      phases.push_back(phase);
    }
  }
  return phases;
}

std::string slice_table(const Plan& plan) {
  const std::vector<std::size_t> phases = sliced_phases(plan);
  const auto requests = planned_requests(plan);
  TextTable table{.columns = {Align::left}, .rows = {{"requests in each slice"}}};
  table.columns.resize(phases.size() + 1, Align::right);
  for (const std::size_t phase : phases) {
    table.rows.front().push_back(printable(plan.phases[phase].name, 60));
  }
  for (std::size_t step = 0; step < plan.steps.size(); ++step) {
    std::vector<std::string>& row = table.rows.emplace_back();
    row.push_back(printable(plan.steps[step].full_name, 60));
    for (const std::size_t phase : phases) {
      row.push_back(slice_text(requests[phase][step] / planned_windows));
    }
  }
  return phases.empty() ? "" : layout(table, "  ");
}

}  // namespace

std::string pair_lines(const Plan& plan) {
  if (plan.spec.target.against.parts.empty()) {
    return {};
  }
  std::size_t slices = 0;
  for (const PlannedPhase& phase : plan.phases) {
    slices += phase.measure ? 2 * std::size_t{planned_windows} : 2;
  }
  const std::int64_t looks = plan.spec.gate.extend;
  return "paired: all of it is offered to both builds in turn: " +
         write_duration(most_used(plan, {.builds = 2}).time) + ", and the drains of " +
         std::to_string(slices) + " slices\n  " + std::to_string(planned_pairs) +
         " pairs in each measured phase, and one that is dropped" +
         (looks == 0 ? ""
                     : "; " + std::to_string(planned_pairs / 2) + " more in up to " +
                           std::to_string(looks) + (looks == 1 ? " look" : " looks")) +
         "\n" + slice_table(plan);
}

}  // namespace loadgate
