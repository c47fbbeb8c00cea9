// SPDX-License-Identifier: Apache-2.0
#include "judge/phase_change.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/units.h"
#include "judge/limit.h"
#include "judge/weigh.h"

namespace loadgate {
namespace {

constexpr std::size_t least_blocks = 10;
/// So many degrees of freedom that Student's t is the normal distribution.
constexpr double no_degrees = 1e6;

Question in_other_phase(const Question& question) {
  Question other = question;
  other.phase = question.other_phase;
  return other;
}

struct Replicates {
  std::vector<double> values;
  std::size_t blocks;
};

/// Each phase has draws of its own.
Replicates draw(const Case& judged, const Measured& measured, const Question& question,
                std::string_view part) {
  const BlockBootstrap bootstrap(timed_values(measured, question),
                                 bootstrap_key(judged, question.key + std::string(part)));
  const Rational p = quantile_of(question.rule->statistic);
  return {.values = is_quantile(p) ? bootstrap.each_quantile(p) : bootstrap.each_mean(),
          .blocks = bootstrap.blocks()};
}

/// The nearest rank, as everywhere.
double ranked(const std::vector<double>& sorted, double share) {
  const auto size = static_cast<double>(sorted.size());
  return sorted[static_cast<std::size_t>(std::clamp(std::ceil(share * size), 1.0, size)) - 1];
}

double share_up_to(const std::vector<double>& sorted, double limit) {
  const auto end = std::ranges::upper_bound(sorted, limit);
  return static_cast<double>(end - sorted.begin()) / static_cast<double>(sorted.size());
}

/// Of each pair of draws the change, up is worse, in order of size.
std::vector<double> drawn_changes(const Draft& draft, const Replicates& now,
                                  const Replicates& other) {
  const double sign = sign_of(draft.question.asked);
  const bool is_difference = is_share(*draft.question.rule);
  std::vector<double> changes;
  for (std::size_t i = 0; i < std::min(now.values.size(), other.values.size()); ++i) {
    const double change =
        is_difference ? now.values[i] - other.values[i] : std::log(now.values[i] / other.values[i]);
    changes.push_back(std::isfinite(change) ? sign * change : 0);
  }
  std::ranges::sort(changes);
  return changes;
}

/// What would make the same comparison on a normal scale: it says what could be seen.
PoolComparison comparison_of_draws(const LogChange& change, double alpha) {
  const PoolComparison unit{
      .estimate = 0, .standard_error = 1, .degrees = no_degrees, .is_quantified = true};
  const double width = std::max(0.0, change.estimate - change.low);
  return {.estimate = change.estimate,
          .standard_error = width / upper_bound(unit, alpha),
          .degrees = no_degrees,
          .is_quantified = true};
}

/// Shares of requests: their difference, and errors to spare.
void weigh_shares(Draft& draft, const LogChange& change) {
  Finding& finding = draft.finding;
  const double base = finding.baseline->value;
  const double extra = (finding.now->value - base) * static_cast<double>(finding.now->count);
  // Half an event absorbs the rounding of the product above.
  const bool is_large = extra + 0.5 >= static_cast<double>(draft.question.rule->min_extra) &&
                        finding.now->value - base > finding.min_delta;
  draft.tolerance = *finding.tolerance;
  finding.change = Change{.estimate = change.estimate,
                          .at_least = change.low,
                          .at_most = change.high,
                          .is_relative = false};
  draft.is_beyond = change.low > draft.tolerance && is_large;
  draft.is_warned = finding.warn_at && change.low > *finding.warn_at && is_large;
  draft.needs_waiver = change.estimate > *own_tolerance(draft.question) && is_large;
  draft.may_pass = change.estimate <= draft.tolerance || !is_large;
  draft.is_improved = change.high < -draft.tolerance;
}

void compare_phases(const Case& judged, Draft& draft, const std::vector<double>& changes) {
  const bool is_difference = is_share(*draft.question.rule);
  const double now = draft.finding.now->value;
  const double base = draft.finding.baseline->value;
  const LogChange change{
      .estimate = is_difference ? now - base : sign_of(draft.question.asked) * std::log(now / base),
      .low = ranked(changes, judged.alpha),
      .high = ranked(changes, 1 - judged.alpha)};
  if (is_difference) {
    weigh_shares(draft, change);
  } else {
    weigh(draft, change, draft.finding.baseline->is_censored, draft.finding.now->is_censored);
  }
  draft.comparison = comparison_of_draws(change, judged.alpha);
  draft.p_no_change = share_up_to(changes, 0);
  draft.p_allowed = share_up_to(changes, draft.tolerance);
}

/// Why there is nothing to draw from, or nothing.
std::optional<Draft> without_blocks(const Case& judged, const Measured& measured,
                                    const Draft& draft) {
  const Question other = in_other_phase(draft.question);
  const std::uint64_t needed = samples_needed(*draft.question.rule);
  if (draft.finding.samples == 0) {
    return settled_no_data(draft, judged);
  }
  if (!draft.finding.baseline || draft.finding.baseline->count == 0) {
    return settled(draft, State::no_data,
                   "the phase '" + other.phase + "' has no value to compare with",
                   "see why nothing was measured there");
  }
  const std::uint64_t fewest = std::min(draft.finding.samples, draft.finding.baseline->count);
  if (fewest < needed) {
    return settled(draft, State::inconclusive,
                   "too few samples: " + format_count(fewest) + " of " + format_count(needed),
                   "longer phases or a higher rate");
  }
  if (is_counted(measured)) {
    return settled(draft, State::inconclusive,
                   "so many requests are kept as histograms, which know no time",
                   "a run of fewer requests");
  }
  const bool is_ratio = !is_share(*draft.question.rule);
  if (is_ratio && (draft.finding.now->value <= 0 || draft.finding.baseline->value <= 0)) {
    return settled(draft, State::inconclusive, "a value of 0 has no relative change",
                   "set an absolute limit");
  }
  return std::nullopt;
}

}  // namespace

Draft draft_phase_change(const Case& judged, const Measured& measured, const Question& question) {
  Draft draft = draft_of(question);
  const Question other = in_other_phase(question);
  draft.finding.baseline = merged_figure(measured, other);
  if (const std::optional<Figure> now = merged_figure(measured, question)) {
    draft.finding.now = now;
    draft.finding.samples = now->count;
  }
  if (const std::optional<Draft> early = without_blocks(judged, measured, draft)) {
    return *early;
  }
  const Replicates of_now = draw(judged, measured, question, "");
  const Replicates of_other = draw(judged, measured, other, " compared");
  if (std::min(of_now.blocks, of_other.blocks) < least_blocks) {
    return settled(std::move(draft), State::inconclusive,
                   "too short: both phases need 10 seconds or more to compare them",
                   "longer phases");
  }
  const std::vector<double> changes = drawn_changes(draft, of_now, of_other);
  compare_phases(judged, draft, changes);
  return draft;
}

}  // namespace loadgate
