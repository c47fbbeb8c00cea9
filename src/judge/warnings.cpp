// SPDX-License-Identifier: Apache-2.0
#include "judge/warnings.h"

#include <algorithm>
#include <set>

#include "base/units.h"
#include "judge/draft.h"
#include "judge/pool_warnings.h"
#include "judge/words.h"

namespace loadgate {
namespace {

/// A hostile or damaged file may hold figures that are no numbers.
void warn_unusable_figures(const Case& judged, std::vector<std::string>& warnings) {
  std::set<std::string> keys;
  for (const Question& question : expand_rules(judged.first())) {
    if (!is_comparison(question.asked) || is_share(*question.rule) ||
        !question.other_phase.empty()) {
      continue;
    }
    const std::vector<Figure> usable = pool_figures(judged, question);
    const Pool& pool = pool_of(judged, question);
    const bool is_compared = !pool.comparability.new_steps.contains(question.step);
    if (!usable.empty() && usable.size() < pool.runs.size() && is_compared) {
      keys.insert(question.key);
    }
  }
  if (!keys.empty()) {
    warnings.push_back("some runs of the baseline have no usable figure for " + listed(keys));
  }
}

/// What noise hides; a wide `min_delta` is the owner's own wish.
bool is_blind(const Finding& finding) {
  if (!finding.sees || !finding.tolerance || !finding.baseline || !finding.against.empty() ||
      finding.unit == Unit::fraction) {
    return false;
  }
  const double wished = std::max(*finding.tolerance, finding.min_delta / finding.baseline->value);
  return wished > 0 && *finding.sees > 3 * wished;
}

std::string what_is_blind(const Case& judged) {
  if (judged.old_build) {
    return "the pairs are too few or too noisy";
  }
  const auto runs = static_cast<std::int64_t>(judged.baseline->runs.size());
  return runs < judged.first().baseline.min_runs ? "the baseline has too few runs"
                                                 : "the baseline is too noisy";
}

void warn_blind(const Case& judged, const std::vector<Finding>& findings,
                std::vector<std::string>& warnings) {
  std::set<std::string> keys;
  double most = 0;
  for (const Finding& finding : findings) {
    if (is_blind(finding)) {
      keys.insert(finding.key);
      most = std::max(most, *finding.sees);
    }
  }
  if (!keys.empty()) {
    warnings.push_back(what_is_blind(judged) + " for the tolerance of " + listed(keys) +
                       (judged.old_build ? ": they" : ": it") + " would see a change of " +
                       format_percent(most) + " in 4 runs of 5, more than 3 times what is allowed");
  }
}

void warn_unguarded(const Run& run, std::vector<std::string>& warnings) {
  const RuleScopes scopes(run);
  std::set<std::string> guarded;
  for (const Rule& rule : run.rules) {
    if (rule.metric == "error_rate" && rule.data_class.empty() && is_asked(rule)) {
      const std::vector<std::string> steps = scopes.steps_of(rule);
      guarded.insert(steps.begin(), steps.end());
    }
  }
  std::set<std::string> unguarded;
  for (const RunStep& step : run.steps) {
    if (!guarded.contains(step.full_name)) {
      unguarded.insert(step.full_name);
    }
  }
  if (!unguarded.empty()) {
    warnings.push_back("the error guard is off (severity: off) for " + listed(unguarded));
  }
}

void warn_changed_machine(const Run& run, std::vector<std::string>& warnings) {
  const Health& health = run.health;
  if (has_changed(health.canary_before_p50, health.canary_after_p50)) {
    const auto words = [](std::int64_t nanoseconds) {
      return format_duration(static_cast<double>(nanoseconds));
    };
    warnings.push_back("the machine changed during the run: loadgate's echo to itself took " +
                       words(health.canary_before_p50) + " before the load and " +
                       words(health.canary_after_p50) + " after it");
  }
}

/// Rules about phases that only another profile of the spec has: the spec's reader has seen them
/// fit.
void warn_elsewhere(const Run& run, std::vector<std::string>& warnings) {
  std::set<std::string> rules;
  for (const Rule& rule : run.rules) {
    if (rule.is_elsewhere && rule.severity != Severity::off) {
      rules.insert(metric_label(rule) + " [" + rule.phase + "]");
    }
  }
  if (!rules.empty()) {
    const std::string load =
        run.profile.empty() ? "the load without a profile" : "the profile '" + run.profile + "'";
    warnings.push_back("not applied, because " + load +
                       " has no such measured phase: " + listed(rules));
  }
}

}  // namespace

bool has_changed(std::int64_t before, std::int64_t after) {
  // Of one machine and another moment, half of it is noise.
  constexpr std::int64_t much = 2;
  return before > 0 && after > 0 && (before / much > after || after / much > before);
}

namespace {

/// Its errors stand in no table.
void warn_of_old_build(const Run& old_build, std::vector<std::string>& warnings) {
  std::uint64_t requests = 0;
  std::uint64_t errors = 0;
  for (const Sample& sample : old_build.samples) {
    const bool is_counted =
        old_build.phases[sample.phase].measure && sample.outcome != Outcome::generator_dropped;
    requests += is_counted ? 1U : 0U;
    errors += is_counted && is_error(sample.outcome) ? 1U : 0U;
  }
  const double share =
      requests == 0 ? 0 : static_cast<double>(errors) / static_cast<double>(requests);
  if (share > most_old_errors) {
    warnings.push_back("the old build failed " + format_count(errors) + " of " +
                       count_words(requests, "request") + " (" + format_percent(share) +
                       "): was it up all the time?");
  }
  if (old_build.health.in_flight_dropped > 0) {
    warnings.push_back("the old build did not keep up: " +
                       count_words(old_build.health.in_flight_dropped, "flow") + " of " +
                       format_count(old_build.health.planned_flows) + " never reached it");
  }
}

}  // namespace

std::vector<std::string> warnings_of(const Case& judged, const std::vector<Finding>& findings) {
  std::vector<std::string> warnings;
  if (judged.old_build) {
    warn_of_old_build(judged.old_build->run, warnings);
  }
  warn_unguarded(judged.first(), warnings);
  for (const Run& run : judged.measured.runs) {
    warn_changed_machine(run, warnings);
  }
  warn_elsewhere(judged.first(), warnings);
  if (!judged.current.runs.empty()) {
    warn_of_pool(judged, warnings);
    warn_unusable_figures(judged, warnings);
  }
  warn_blind(judged, findings, warnings);
  return warnings;
}

}  // namespace loadgate
