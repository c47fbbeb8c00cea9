// SPDX-License-Identifier: Apache-2.0
#include "report/phase_cells.h"

#include <algorithm>

#include "base/units.h"
#include "report/error_classes.h"
#include "report/footer.h"
#include "report/words.h"

namespace loadgate {
namespace {

std::string time_text(const ScopeFigures& scope, Statistic statistic) {
  const auto times = scope.distributions.find(is_scenario(scope) ? "iteration" : "latency");
  if (times == scope.distributions.end()) {
    return std::string(no_figure);
  }
  const auto figure = times->second.statistics.find(statistic);
  return figure == times->second.statistics.end() ? std::string(no_figure)
                                                  : figure_text(figure->second, Unit::nanoseconds);
}

/// A closed phase too short to tell its rate has none; an open one that started nothing has 0/s.
std::string achieved_text(const PhaseRow& phase) {
  const bool is_unknown = phase.users > 0 && phase.achieved_per_second <= 0;
  return is_unknown ? std::string(no_figure) : format_rate(phase.achieved_per_second);
}

std::string errors_text(std::uint64_t errors, std::uint64_t requests) {
  return format_count(errors) + " of " + format_count(requests);
}

}  // namespace

std::vector<std::string> phase_titles() {
  return {"phase", "users", "offered", "achieved", "p50", "p95", "p99", "errors"};
}

std::vector<std::string> phase_cells(const PhaseRow& phase) {
  const bool is_open = phase.users == 0;
  return {
      phase.name + (phase.measure ? "" : " (not measured)"),
      is_open ? std::string(no_figure) : std::to_string(phase.users),
      phase.offered_per_second > 0 ? format_rate(phase.offered_per_second) : std::string(no_figure),
      achieved_text(phase),
      figure_text(phase.p50, Unit::nanoseconds),
      figure_text(phase.p95, Unit::nanoseconds),
      figure_text(phase.p99, Unit::nanoseconds),
      errors_text(phase.errors, phase.requests)};
}

std::vector<std::string> step_titles(const Report& report) {
  return {"step",
          "phase",
          "requests",
          "p50",
          "p95",
          "p99",
          std::string(compared_title(report)) + " p95",
          "errors"};
}

std::vector<std::string> step_cells(const ScopeSummary& scope) {
  const ScopeFigures& now = scope.now;
  const std::uint64_t errors = now.requests - std::min(now.successes, now.requests);
  const std::string data_class = now.data_class.empty() ? "" : " [" + now.data_class + "]";
  return {now.step + data_class + (is_scenario(now) ? " (whole flow)" : ""),
          now.phase,
          format_count(now.requests),
          time_text(now, Statistic::p50),
          time_text(now, Statistic::p95),
          time_text(now, Statistic::p99),
          scope.baseline ? time_text(*scope.baseline, Statistic::p95) : std::string(no_figure),
          errors_text(errors, now.requests)};
}

}  // namespace loadgate
