// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "judge/case.h"
#include "judge/paired.h"
#include "judge/trust.h"
#include "stats/prediction.h"
#include "stats/rates.h"

namespace loadgate {

/// The most that a damaged baseline can show; keeps infinity out of the report.
inline constexpr double largest_change = 1e9;

/// A finding on its way: what the evidence for this one question says. Holm, trust and the errors
/// of the same scope have the last word (judge/settle.h).
struct Draft {
  Question question;
  Finding finding;
  QuestionTrust trust;
  bool is_settled;   ///< the state stands: nothing was there to be judged
  bool is_beyond;    ///< the figure, or its own bound, is beyond what the rule allows
  bool may_pass;     ///< the evidence is good enough for a pass
  bool is_improved;  ///< better by more than the tolerance, shown
  bool is_net;       ///< judged without the generator's own lateness
  std::optional<Finding> as_measured;        ///< where it is: what the run itself shows
  std::optional<PoolComparison> comparison;  ///< relative changes: what it could see
  std::optional<RateComparison> rates;       ///< shares of requests
  double tolerance;                          ///< of the comparison: log scale, or points
  double p_no_change;                        ///< p of "nothing has changed"
  double p_allowed;                          ///< p of "no more than is allowed"
  bool is_warned;                            ///< beyond `warn_at`
  bool needs_waiver;                         ///< beyond the rule's own tolerance, not the waiver's
  std::optional<PairedVerdict> pairs;        ///< of an old build that was measured in turn
  double old_errors;  ///< share of the old build's requests that failed, where pairs judge
  std::optional<double> noise;  ///< log ratio of two slices of the old build in a row, the median
};

/// What the rule itself allows, and what it or its waiver does.
std::optional<double> own_tolerance(const Question& question);
std::optional<double> tolerance_in_force(const Question& question);

/// Where the old build failed more of its requests than the guard allows, its times are those of
/// the survivors.
inline constexpr double most_old_errors = 0.05;

/// A draft with nothing known yet but the question.
Draft draft_of(const Question& question);
/// The same with its state settled.
Draft settled(Draft draft, State state, std::string reason, std::string advice = {});
Draft settled_no_data(Draft draft, const Case& judged);

/// Rule that may fail the gate by its own comparison: a member of Holm's family.
bool is_in_family(const Draft& draft);
/// The p that the family is tested by.
double family_p(const Draft& draft, Multiplicity multiplicity);

}  // namespace loadgate
