// SPDX-License-Identifier: Apache-2.0
#include "judge/pair_change.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/units.h"
#include "judge/limit.h"
#include "judge/pair_differences.h"
#include "judge/pair_evidence.h"
#include "judge/paired_draft.h"
#include "judge/scope_values.h"
#include "judge/settle_all.h"
#include "judge/weigh.h"
#include "judge/words.h"

namespace loadgate {
namespace {

/// Over all pairs that are evidence.
struct WholeRun {
  std::optional<Figure> base;
  std::optional<Figure> now;
};

WholeRun whole_of(const FigurePairs& evidence, Asked) {
  return {.base = evidence.base, .now = evidence.candidate};
}

WholeRun whole_of(const CountPairs& evidence, Asked asked) {
  const ArmCounts arms = arms_of(evidence);
  const auto figure = [asked](const std::vector<RateCount>& counts) {
    return counts.empty() ? std::nullopt : std::optional(share_figure(sum_of(counts), asked));
  };
  return {.base = figure(arms.base), .now = figure(arms.candidate)};
}

std::size_t pairs_in(const PairedEvidence& evidence) {
  return std::visit([](const auto& each) { return each.pairs.size(); }, evidence);
}

/// Of the requests that it was sent in this scope.
double error_share(const Case& judged, const Question& question) {
  const ScopeFigures* scope =
      judged.old_build->figures.find(question.step, question.phase, question.data_class);
  return scope == nullptr || scope->requests == 0
             ? 0
             : 1 - static_cast<double>(scope->successes) / static_cast<double>(scope->requests);
}

/// How much one build differs from itself: the median over its slices in a row.
std::optional<double> noise_of(const PairedEvidence& evidence) {
  const auto* figures = std::get_if<FigurePairs>(&evidence);
  std::vector<double> steps;
  std::optional<double> last;
  for (const FigurePair& pair : figures == nullptr ? std::vector<FigurePair>{} : figures->pairs) {
    const bool is_known = pair.base && !pair.base->is_censored && pair.base->value > 0;
    const std::optional<double> log =
        is_known ? std::optional(std::log(pair.base->value)) : std::nullopt;
    if (log && last) {
      steps.push_back(std::abs(*log - *last));
    }
    last = log;
  }
  if (steps.size() + 1 < least_pairs) {
    return std::nullopt;
  }
  const auto middle = steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2);
  std::ranges::nth_element(steps, middle);
  return *middle;
}

/// "There is no such thing": what a build answers that does not have the step yet (RFC 9110
/// §15.5.5, §15.5.6, §15.6.2).
bool is_unknown(const Sample& sample) {
  return sample.status == 404 || sample.status == 405 || sample.status == 501;
}

/// The old build lacks this step, or one of its scenario before it.
bool is_new_to(const Run& old_build, const Question& question) {
  const auto step = std::ranges::find(old_build.steps, question.step, &RunStep::full_name);
  const auto is_of_scenario = [&](const Sample& sample) {
    const std::string& scenario = old_build.scenarios[old_build.steps[sample.step].scenario];
    return step == old_build.steps.end() ? scenario == question.step
                                         : old_build.steps[sample.step].scenario == step->scenario;
  };
  return std::ranges::any_of(old_build.samples, [&](const Sample& sample) {
    return is_unknown(sample) && is_of_scenario(sample);
  });
}

/// The old build never answered with success.
Draft without_base(const Case& judged, const Draft& draft) {
  if (is_new_to(judged.old_build->run, draft.question)) {
    return settled(draft, State::new_step, "new: the old build does not have it");
  }
  return settled(draft, State::inconclusive, "the old build never answered it with success",
                 "see whether the old build was up, and what its requests ended with");
}

/// Without any success, or too few, of one build or the other.
std::optional<Draft> without_pairs(const Case& judged, const Draft& draft, std::size_t pairs) {
  if (pairs == 0) {
    return settled(
        draft, State::inconclusive,
        is_whole(judged) ? "no pair of the phase is evidence" : "the run did not come to its end",
        "a complete run");
  }
  if (judged.first().condensed || judged.old_build->run.condensed) {
    return settled(draft, State::inconclusive,
                   "so many requests are kept as histograms, which know no pairs",
                   "a run of fewer requests");
  }
  if (draft.finding.samples == 0) {
    return settled_no_data(draft, judged);
  }
  if (!draft.finding.baseline || draft.finding.baseline->count == 0) {
    return without_base(judged, draft);
  }
  const std::uint64_t needed = samples_needed(*draft.question.rule);
  const std::uint64_t fewest = std::min(draft.finding.samples, draft.finding.baseline->count);
  if (fewest < needed) {
    return settled(draft, State::inconclusive,
                   "too few samples: " + format_count(fewest) + " of " + format_count(needed),
                   "a longer phase or a higher rate");
  }
  return std::nullopt;
}

/// What no interval knows of is as large as it was over the whole run.
double finite_or(double value, double whole) {
  return std::isfinite(value) || !std::isfinite(whole) ? value : whole;
}

Change ratio_change(const Draft& draft, const PairedVerdict& pairs) {
  const Asked asked = draft.question.asked;
  const double whole =
      sign_of(asked) * std::log(draft.finding.now->value / draft.finding.baseline->value);
  const bool is_open_below = *pairs.at_least == -HUGE_VAL;
  const bool is_open_above = *pairs.at_most == HUGE_VAL;
  Change change = relative_change(asked, {.estimate = finite_or(*pairs.estimate, whole),
                                          .low = finite_or(*pairs.at_least, whole),
                                          .high = finite_or(*pairs.at_most, whole)});
  const bool is_harm_up = sign_of(asked) > 0;
  if (is_open_below) {
    (is_harm_up ? change.at_least : change.at_most) = std::nullopt;
  }
  if (is_open_above) {
    (is_harm_up ? change.at_most : change.at_least) = std::nullopt;
  }
  return change;
}

Change share_change(Asked asked, const PairedVerdict& pairs) {
  const double sign = sign_of(asked);
  return {.estimate = sign * *pairs.estimate,
          .at_least = std::min(sign * *pairs.at_least, sign * *pairs.at_most),
          .at_most = std::max(sign * *pairs.at_least, sign * *pairs.at_most),
          .is_relative = false};
}

/// The estimate is beyond the rule's own tolerance, whatever a waiver allows.
bool is_beyond_own(const Draft& draft, const PairedRule& rule, bool is_share) {
  const double estimate = *draft.pairs->estimate;
  const double own = *own_tolerance(draft.question);
  const double harm =
      is_share ? estimate : harm_in_units(rule.better, estimate, draft.finding.baseline->value);
  return estimate > (is_share ? own : log_tolerance_of(rule.better, own)) && harm > rule.min_delta;
}

void fill(Draft& draft, const PairedDraft& from, const PairedRule& rule) {
  const PairedVerdict& pairs = from.verdict;
  const bool is_of_shares = is_share(*draft.question.rule);
  draft.pairs = pairs;
  draft.is_beyond = from.is_beyond;
  draft.may_pass = pairs.state == PairedState::pass;
  draft.is_improved = pairs.is_improved;
  draft.is_warned = pairs.is_warned;
  draft.tolerance = is_of_shares ? rule.tolerance : log_tolerance_of(rule.better, rule.tolerance);
  draft.p_no_change = pairs.p_value.value_or(1);
  draft.p_allowed = draft.p_no_change;
  draft.finding.p_value = pairs.p_value;
  draft.finding.sees = pairs.sees;
  if (pairs.estimate) {
    draft.finding.change =
        is_of_shares ? share_change(draft.question.asked, pairs) : ratio_change(draft, pairs);
    draft.needs_waiver = is_beyond_own(draft, rule, is_of_shares);
  }
}

}  // namespace

Draft draft_pair_change(const Case& judged, PairFigures& figures, std::size_t blocking,
                        const Question& question) {
  Draft draft = draft_of(question);
  const PairedQuestion asked = paired_question(figures, judged.first(), question);
  const WholeRun whole = std::visit(
      [&](const auto& evidence) { return whole_of(evidence, question.asked); }, asked.evidence);
  draft.finding.baseline = whole.base;
  draft.finding.now = whole.now;
  draft.finding.samples = whole.now ? whole.now->count : 0;
  if (std::optional<Draft> early = without_pairs(judged, draft, pairs_in(asked.evidence))) {
    return *std::move(early);
  }
  const PairedTerms terms{
      .level = judged.alpha, .blocking = blocking, .gate = judged.old_build->gate};
  const PairedDraft pairs =
      std::visit([&](const auto& evidence) { return draft_pairs(asked.rule, evidence, terms); },
                 asked.evidence);
  fill(draft, pairs, asked.rule);
  draft.noise = noise_of(asked.evidence);
  draft.old_errors = error_share(judged, question);
  const bool is_without_ratio = pairs.verdict.reason == PairedReason::zero_base &&
                                pairs.verdict.state == PairedState::inconclusive;
  if (is_without_ratio && !draft.is_beyond) {
    return settled(std::move(draft), State::inconclusive,
                   "the old build's figure is 0, so there is no relative change to judge",
                   "set min_delta or an absolute limit");
  }
  return draft;
}

}  // namespace loadgate
