// SPDX-License-Identifier: Apache-2.0
#include "judge/shift.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "base/units.h"
#include "judge/trust.h"

namespace loadgate {
namespace {

/// Less than this is no shift worth a word …
constexpr double least_shift = 0.05;
/// … and the largest of a uniform one is at most so many times the smallest.
constexpr double most_uneven = 2;

bool is_of_a_step(const Draft& draft) {
  return !draft.is_settled && draft.comparison && draft.question.asked == Asked::increase &&
         draft.question.other_phase.empty() && is_time_of_service(*draft.question.metric) &&
         !is_flow_metric(draft.question.rule->metric);
}

/// The strongest change of each step, on the log scale.
std::map<std::string, double> changes_by_step(const std::vector<Draft>& drafts) {
  std::map<std::string, double> changes;
  for (const Draft& draft : drafts) {
    if (is_of_a_step(draft)) {
      double& change = changes[draft.question.step];
      const double estimate = draft.comparison->estimate;
      change = std::abs(estimate) > std::abs(change) ? estimate : change;
    }
  }
  return changes;
}

struct Shift {
  double least;
  double most;
};

/// Nothing where a step stood still, went the other way, or moved far more than another.
std::optional<Shift> uniform_shift(const std::vector<Draft>& drafts) {
  const std::map<std::string, double> changes = changes_by_step(drafts);
  if (changes.size() < 2) {
    return std::nullopt;
  }
  Shift shift{.least = changes.begin()->second, .most = changes.begin()->second};
  for (const auto& [step, change] : changes) {
    shift.least = std::min(shift.least, change);
    shift.most = std::max(shift.most, change);
  }
  const double near = std::min(std::abs(shift.least), std::abs(shift.most));
  const double far = std::max(std::abs(shift.least), std::abs(shift.most));
  const bool is_one_way = (shift.least > 0) == (shift.most > 0);
  return is_one_way && near >= least_shift && far <= most_uneven * near ? std::optional(shift)
                                                                        : std::nullopt;
}

std::string percent_of(double log) {
  return format_change(std::expm1(log));
}

/// It went the same way, at least half as far, and beyond what the pool has seen.
std::string canary_words(const std::optional<CanaryPlace>& canary, const Shift& shift) {
  if (!canary) {
    return ", and the baseline does not know loadgate's echo to itself: suspect the machine, or "
           "what all steps share";
  }
  const double moved = std::log(canary->now / canary->centre);
  const double near = std::min(std::abs(shift.least), std::abs(shift.most));
  const bool is_beyond = canary->now < canary->low || canary->now > canary->high;
  const bool is_with_them =
      is_beyond && (moved > 0) == (shift.least > 0) && std::abs(moved) >= near / 2;
  return ", and loadgate's echo to itself by " + percent_of(moved) +
         (is_with_them ? ": suspect the machine (nothing is subtracted)"
                       : ": not the machine, rather what all steps share");
}

}  // namespace

std::optional<CanaryPlace> place_of_canary(const Case& judged) {
  std::vector<double> pool;
  for (const BaselineRun& run : judged.current.runs) {
    if (run.canary_p50 > 0) {
      pool.push_back(static_cast<double>(run.canary_p50));
    }
  }
  double logs = 0;
  for (const Run& run : judged.measured.runs) {
    if (run.health.canary_before_p50 <= 0) {
      return std::nullopt;
    }
    logs += std::log(static_cast<double>(run.health.canary_before_p50));
  }
  if (pool.size() < 2 || pool.size() < judged.current.runs.size()) {
    return std::nullopt;
  }
  std::ranges::sort(pool);  // sums of doubles depend on their order
  double centre = 0;
  for (const double value : pool) {
    centre += std::log(value) / static_cast<double>(pool.size());
  }
  return CanaryPlace{.now = std::exp(logs / static_cast<double>(judged.measured.runs.size())),
                     .centre = std::exp(centre),
                     .low = pool.front(),
                     .high = pool.back()};
}

void warn_of_shift(const Case& judged, const std::vector<Draft>& drafts,
                   std::vector<std::string>& warnings) {
  if (const std::optional<Shift> shift = uniform_shift(drafts)) {
    warnings.push_back("every step moved together, by " + percent_of(shift->least) + " to " +
                       percent_of(shift->most) + canary_words(place_of_canary(judged), *shift));
  }
}

}  // namespace loadgate
