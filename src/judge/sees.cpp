// SPDX-License-Identifier: Apache-2.0
#include "judge/sees.h"

#include <algorithm>
#include <cmath>

namespace loadgate {
namespace {

/// Its own level and the family's: strictly, each rule alone meets the family's.
struct Levels {
  double own;
  std::size_t family;
};

Levels levels_of(const Case& judged, const Draft& draft, std::size_t blocking) {
  const bool blocks = draft.finding.severity == Severity::error;
  const std::size_t family = blocks ? std::max<std::size_t>(blocking, 1) : 1;
  const bool is_strict = judged.first().gate.multiplicity == Multiplicity::strict;
  return {.own = is_strict ? judged.alpha / static_cast<double>(family) : judged.alpha,
          .family = is_strict ? 1 : family};
}

/// On the scale of the comparison.
double relative_change_seen(const Draft& draft, const Levels& levels) {
  if (draft.comparison->standard_error <= 0) {
    return draft.tolerance;
  }
  return smallest_change_seen(*draft.comparison, draft.tolerance, levels.own, levels.family);
}

}  // namespace

std::optional<double> change_seen(const Case& judged, const Draft& draft, std::size_t blocking) {
  const Rule& rule = *draft.question.rule;
  const Levels levels = levels_of(judged, draft, blocking);
  if (draft.rates) {
    return smallest_difference_seen(
        *draft.rates, {.tolerance = draft.tolerance,
                       .min_delta = rule.min_delta,
                       .min_extra = static_cast<double>(rule.min_extra),
                       .alpha = levels.own,
                       .family_alpha = levels.own / static_cast<double>(levels.family)});
  }
  if (!draft.comparison || !std::isfinite(draft.tolerance)) {
    return std::nullopt;
  }
  const double seen = relative_change_seen(draft, levels);
  if (draft.finding.change && !draft.finding.change->is_relative) {
    return std::min(std::max(seen, rule.min_delta), 1.0);
  }
  const double change =
      draft.question.asked == Asked::decrease ? -std::expm1(-seen) : std::expm1(seen);
  // Below `min_delta` nothing fails, however sure it is.
  return std::min(std::max(change, rule.min_delta / draft.finding.baseline->value), largest_change);
}

}  // namespace loadgate
