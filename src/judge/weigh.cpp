// SPDX-License-Identifier: Apache-2.0
#include "judge/weigh.h"

#include <algorithm>
#include <cmath>

namespace loadgate {
double sign_of(Asked asked) {
  return asked == Asked::decrease ? -1.0 : 1.0;
}

double log_tolerance(Asked asked, double tolerance) {
  const double sign = sign_of(asked);
  const double most = sign > 0 ? largest_change : 1.0;
  return sign * std::log1p(sign * std::clamp(tolerance, 0.0, most));
}

/// Bounds in the direction of the metric, from those in the direction of harm.
Change relative_change(Asked asked, const LogChange& logs) {
  const double sign = sign_of(asked);
  const auto change = [sign](double log) {
    return std::min(std::expm1(sign * log), largest_change);
  };
  const double first = change(logs.low);
  const double second = change(logs.high);
  return {.estimate = change(logs.estimate),
          .at_least = std::min(first, second),
          .at_most = std::max(first, second),
          .is_relative = true};
}

void weigh(Draft& draft, const LogChange& change, bool is_base_censored, bool is_now_censored) {
  const Question& question = draft.question;
  Finding& finding = draft.finding;
  const double sign = sign_of(question.asked);
  const double worse = sign * (finding.now->value - finding.baseline->value);
  const bool is_large = worse > finding.min_delta;
  // A censored base is at least its figure, so nothing is proven by being above it.
  const auto is_shown_beyond = [&](double tolerance) {
    return change.low > log_tolerance(question.asked, tolerance) && is_large && !is_base_censored;
  };
  draft.tolerance = log_tolerance(question.asked, *finding.tolerance);
  finding.change = relative_change(question.asked, change);
  draft.is_beyond = is_shown_beyond(*finding.tolerance);
  draft.is_warned = finding.warn_at && is_shown_beyond(*finding.warn_at);
  draft.may_pass = !is_now_censored && (change.estimate <= draft.tolerance || !is_large);
  draft.needs_waiver =
      change.estimate > log_tolerance(question.asked, *own_tolerance(question)) && is_large;
  draft.is_improved =
      !is_now_censored && change.high < -draft.tolerance && -worse > finding.min_delta;
  if (is_now_censored) {
    finding.change->at_most = std::nullopt;
  }
}

}  // namespace loadgate
