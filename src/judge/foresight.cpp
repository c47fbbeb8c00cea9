// SPDX-License-Identifier: Apache-2.0
#include "judge/foresight.h"

#include <algorithm>
#include <cmath>

#include "base/units.h"
#include "judge/barrier.h"
#include "judge/foreseen_pairs.h"
#include "judge/increase.h"
#include "judge/limit.h"
#include "judge/sees.h"
#include "judge/weigh.h"
#include "judge/words.h"

namespace loadgate {
namespace {

using Requests = std::vector<std::vector<std::uint64_t>>;

/// Of a flow its first step's: that one is always sent.
std::optional<std::uint64_t> planned_for(const Run& run, const Question& question,
                                         const Requests& requests) {
  const auto phase = std::ranges::find(run.phases, question.phase, &RunPhase::name);
  const auto step = std::ranges::find_if(run.steps, [&](const RunStep& each) {
    return each.full_name == question.step || run.scenarios[each.scenario] == question.step;
  });
  if (phase == run.phases.end() || step == run.steps.end() || !question.data_class.empty()) {
    return std::nullopt;
  }
  const auto at = static_cast<std::size_t>(phase - run.phases.begin());
  const auto of = static_cast<std::size_t>(step - run.steps.begin());
  const bool is_known = at < requests.size() && of < requests[at].size() && requests[at][of] > 0;
  return is_known ? std::optional(requests[at][of]) : std::nullopt;
}

/// As it would be drafted if the run came out like the pool.
Draft imagine(const Case& judged, const Question& question, std::uint64_t planned) {
  Draft draft = draft_of(question);
  if (is_share(*question.rule)) {
    const std::vector<RateCount> pool = pool_counts(judged, question);
    const RateCount whole = sum_of(pool);
    const double total =
        planned > 0 ? static_cast<double>(planned) : whole.total / static_cast<double>(pool.size());
    draft.rates = compare_rates({.events = 0, .total = total}, pool);
    draft.tolerance = *draft.finding.tolerance;
    draft.finding.baseline = Figure{.value = share_of(whole),
                                    .is_censored = false,
                                    .count = static_cast<std::uint64_t>(whole.total)};
    return draft;
  }
  draft.comparison = foreseen_comparison(judged, question);
  draft.tolerance = log_tolerance(question.asked, *draft.finding.tolerance);
  draft.finding.baseline = log_mean(pool_figures(judged, question));
  return draft;
}

bool has_figures(const Case& judged, const Question& question) {
  if (is_share(*question.rule)) {
    return !pool_counts(judged, question).empty();
  }
  const std::vector<Figure> pool = pool_figures(judged, question);
  return !pool.empty() &&
         std::ranges::all_of(pool, [](const Figure& figure) { return figure.value > 0; });
}

bool is_compared(const Question& question) {
  return is_comparison(question.asked) && question.other_phase.empty();
}

bool is_for_pairs(const Question& question, ComparedWith compared) {
  return compared == ComparedWith::old_build && is_compared(question) &&
         question.asked != Asked::since_release;
}

struct Foreseen {
  const Requests& requests;
  ComparedWith compared;
  std::size_t blocking;
};

Foresight foresee_one(const Case& judged, const Question& question, const Foreseen& all) {
  Foresight foresight{.finding = draft_of(question).finding,
                      .planned = planned_for(judged.first(), question, all.requests),
                      .needed = samples_needed(*question.rule),
                      .must_see = question.rule->must_see,
                      .unmet = {}};
  if (!is_compared(question)) {
    return foresight;
  }
  if (is_for_pairs(question, all.compared)) {
    ForeseenPairs pairs = foresee_pairs(judged.first(), question, foresight.planned, all.blocking);
    foresight.finding.sees = pairs.sees;
    foresight.unmet = std::move(pairs.unmet);
    foresight.is_assumed = pairs.sees.has_value();
  } else if (const std::optional<Barrier> barrier = barrier_of(judged, question)) {
    foresight.unmet = barrier->reason;
  } else if (!has_figures(judged, question)) {
    foresight.unmet = "the baseline has no figure for this";
  } else {
    const Draft draft = imagine(judged, question, foresight.planned.value_or(0));
    foresight.finding.baseline = draft.finding.baseline;
    foresight.finding.sees = change_seen(judged, draft, all.blocking);
  }
  return foresight;
}

/// "+24 %", "+0.9 pp", "−24 %".
std::string change_as_shown(const Finding& finding, double change) {
  const double worse = finding.better == Better::higher ? -change : change;
  return finding.unit == Unit::fraction ? format_points(worse) : format_change(worse);
}

/// No figure to hold `min_delta` against: the tolerance alone.
std::string doubt_of_pairs(const Foresight& foresight) {
  const Finding& finding = foresight.finding;
  constexpr double far_more = 3;
  if (!finding.sees || !finding.tolerance || *finding.tolerance <= 0 ||
      *finding.sees <= far_more * *finding.tolerance) {
    return {};
  }
  return "the pairs would see " + change_as_shown(finding, *finding.sees) +
         " in 4 runs of 5 (assumed), and " + change_as_shown(finding, *finding.tolerance) +
         " is allowed: more requests in the phase";
}

std::string doubt_of_size(const Foresight& foresight) {
  const Finding& finding = foresight.finding;
  constexpr double far_more = 3;
  const bool has_base = finding.sees && finding.tolerance && finding.baseline &&
                        finding.baseline->value > 0 && finding.unit != Unit::fraction;
  if (!has_base) {
    return {};
  }
  const double wished = std::max(*finding.tolerance, finding.min_delta / finding.baseline->value);
  if (wished <= 0 || *finding.sees <= far_more * wished) {
    return {};
  }
  return "a run would see " + change_as_shown(finding, *finding.sees) + " in 4 runs of 5, and " +
         change_as_shown(finding, *finding.tolerance) +
         " is allowed: the baseline spreads too much for this tolerance";
}

}  // namespace

std::vector<Foresight> foresee(const Run& planned, const std::optional<Baseline>& baseline,
                               const Requests& requests, ComparedWith compared) {
  std::vector<Run> runs{planned};
  if (baseline && !baseline->runs.empty()) {
    runs.front().testbed = baseline->runs.back().testbed;
  }
  const std::optional<Baseline> none;
  const Case judged =
      open_case(runs, baseline && !baseline->runs.empty() ? baseline : none, nullptr);
  const std::vector<Question> questions = expand_rules(judged.first());
  const Foreseen foreseen{
      .requests = requests, .compared = compared, .blocking = blocking_comparisons(questions)};
  std::vector<Foresight> all;
  for (const Question& question : questions) {
    all.push_back(foresee_one(judged, question, foreseen));
  }
  return all;
}

std::string doubt_of(const Foresight& foresight) {
  if (foresight.planned && *foresight.planned < foresight.needed) {
    return count_words(*foresight.planned, "request") + " are planned, and it needs " +
           format_count(foresight.needed);
  }
  if (foresight.must_see && foresight.finding.sees &&
      *foresight.finding.sees > *foresight.must_see) {
    return "it must see " + change_as_shown(foresight.finding, *foresight.must_see) +
           ", and a run would see " + change_as_shown(foresight.finding, *foresight.finding.sees) +
           " in 4 runs of 5";
  }
  if (foresight.unmet.starts_with("too few requests")) {
    return foresight.unmet;
  }
  return foresight.is_assumed ? doubt_of_pairs(foresight) : doubt_of_size(foresight);
}

}  // namespace loadgate
