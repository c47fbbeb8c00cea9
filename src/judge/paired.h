// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "metric/pairs.h"
#include "spec/vocabulary.h"

namespace loadgate {

/// What the paired judge asks of a rule; the values are those of `Rule`.
struct PairedRule {
  Better better;                   ///< lower: an increase is harm; higher: a decrease is
  double tolerance;                ///< allowed change: relative, or points of a share
  double min_delta;                ///< in the metric's unit: no change up to it counts
  double min_extra;                ///< shares: that many more events at least
  bool blocks;                     ///< severity error: a member of Holm's family
  std::optional<double> must_see;  ///< no pass unless such a change would have been seen
  std::optional<double> warn_at;   ///< a change that is told, without a fail
};

/// A rule and its pairs.
struct PairedQuestion {
  PairedRule rule;
  PairedEvidence evidence;
};

enum class PairedState {
  pass,
  fail,
  another_look,  ///< undecided, and a planned look is left
  inconclusive,
  new_step,  ///< the base arm never had a success: nothing to compare
};

/// Why the state is what it is; the report makes sentences of it.
enum class PairedReason {
  shown,              ///< pass: more than the tolerance is ruled out
  no_sign,            ///< pass: the change seen is within the tolerance
  beyond,             ///< fail: more than the tolerance is shown
  between,            ///< undecided: the change seen is beyond the tolerance, and not shown
  not_among_all,      ///< undecided: shown by itself, and not among all rules that can block
  concentrated,       ///< undecided: the whole run is beyond the tolerance, most pairs are not
  censored,           ///< undecided: too many requests without an answer to pass
  would_not_see,      ///< undecided: less than `must_see` can be seen
  too_few_pairs,      ///< fewer than `least_pairs` have a figure in both arms
  zero_base,          ///< the base is 0, so `min_delta` alone judges
  nothing_to_compare  ///< new_step
};

/// The verdict on one question. Changes are towards harm: positive is worse, whatever the metric.
/// They can be infinite where too many requests of an arm got no answer.
struct PairedVerdict {
  PairedState state;
  PairedReason reason;
  bool is_improved;                ///< pass: better by more than the tolerance, shown
  bool is_warned;                  ///< more than `warn_at` is shown
  std::size_t pairs;               ///< that were judged
  std::size_t pairs_beyond;        ///< of them, by how many the tolerance is exceeded
  std::optional<double> estimate;  ///< log of the ratio, or points
  std::optional<double> at_least;  ///< one-sided bounds at the look's level
  std::optional<double> at_most;
  std::optional<double> p_value;  ///< of "no change", for Holm; strict: of "within the tolerance"
  /// Smallest change that fails in 4 runs of 5, planned looks included: relative, or points.
  std::optional<double> sees;
};

/// Fewer pairs than this decide nothing.
inline constexpr std::size_t least_pairs = 12;

/// How the gate judges: the same for all its rules.
struct PairedGate {
  double alpha;               ///< 1 − confidence
  std::size_t planned_looks;  ///< 1 + `gate.extend`
  std::size_t look;           ///< from 1: after how many looks this is
  bool is_strict;             ///< `multiplicity: strict`: Holm over the tolerance as well
};

/// Judges all rules of a gate together, in their order. Another look is wanted where no rule fails
/// and one says `another_look`.
std::vector<PairedVerdict> judge_pairs(std::span<const PairedQuestion> questions,
                                       const PairedGate& gate);
bool wants_another_look(std::span<const PairedVerdict> verdicts);

}  // namespace loadgate
