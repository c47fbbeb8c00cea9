// SPDX-License-Identifier: Apache-2.0
#include "baseline/check_baseline.h"

#include <algorithm>
#include <cmath>

namespace loadgate {
namespace {

/// Counts beyond are no measurement, and sums of them would overflow.
constexpr std::uint64_t most_requests = std::uint64_t{1} << 40;

bool is_measurable(double value) {
  return std::isfinite(value) && value >= 0;
}

std::string check_outcomes(const ScopeFigures& scope) {
  std::uint64_t total = 0;
  for (const auto& [name, count] : scope.outcomes) {
    if (count > most_requests) {
      return "more requests than can be";
    }
    total += name == describe(Outcome::generator_dropped).name ? 0 : count;
  }
  // A scenario has flows and no outcomes.
  return scope.outcomes.empty() || total == scope.requests ? "" : "outcomes that do not add up";
}

std::string check_distribution(const std::string& metric, const DistributionFigures& figures) {
  const bool is_sound = figures.count <= most_requests &&
                        std::ranges::all_of(figures.statistics, [](const auto& entry) {
                          return is_measurable(entry.second.value);
                        });
  return is_sound ? "" : "figures of " + metric + " that no run has";
}

std::string check_scope(const ScopeFigures& scope) {
  if (scope.requests > most_requests || scope.successes > scope.requests) {
    return "more requests than can be, or more successes than requests";
  }
  if (scope.checks_evaluated > most_requests || scope.checks_passed > scope.checks_evaluated) {
    return "more checks passed than were evaluated";
  }
  if (const std::string wrong = check_outcomes(scope); !wrong.empty()) {
    return wrong;
  }
  for (const auto& [metric, value] : scope.scalars) {
    if (!is_measurable(value)) {
      return "a value of " + metric + " that no run has";
    }
  }
  for (const auto& [metric, figures] : scope.distributions) {
    if (const std::string wrong = check_distribution(metric, figures); !wrong.empty()) {
      return wrong;
    }
  }
  return {};
}

void check_runs(const std::vector<BaselineRun>& runs, JsonReader reader) {
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const std::vector<ScopeFigures>& scopes = runs[i].figures.scopes;
    for (std::size_t j = 0; j < scopes.size(); ++j) {
      if (const std::string wrong = check_scope(scopes[j]); !wrong.empty()) {
        return reader.fail("run " + std::to_string(i) + ", scope " + std::to_string(j) + ": " +
                           wrong);
      }
    }
  }
}

}  // namespace

void check_baseline(const Baseline& baseline, JsonReader& reader) {
  if (baseline.runs.empty()) {
    reader.member("runs").fail("expected at least one run");
  }
  check_runs(baseline.runs, reader.member("runs"));
  check_runs(baseline.anchor, reader.member("anchor"));
}

}  // namespace loadgate
