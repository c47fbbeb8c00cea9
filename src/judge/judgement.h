// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "baseline/baseline.h"
#include "run/run.h"
#include "spec/rule.h"

namespace loadgate {

/// docs/terminology.md explains each; the names are the table in judge/states.h.
enum class State {
  pass,
  improved,
  new_step,  ///< only this run has it: nothing to compare
  info,      ///< severity info: broken, shown, never blocks
  warn,
  fail,
  suspect,        ///< would fail, but one job cannot decide it (gate.jobs)
  policy_change,  ///< the pull request removed or loosened this rule
  waived,         ///< does not hold, and a reviewer has accepted that
  missing,        ///< a step of the baseline is gone
  no_data,
  inconclusive,
  incomparable,
  no_baseline,
};

/// What the state does to the exit status, by the policies.
enum class Blocks { nothing, regression, undecided };  // 0, 1, 3

enum class FindingKind { limit, increase, check };  ///< check: `load.in_flight` and its like

/// One-sided bounds in the unit of the figure's change: log ratio is already turned into a relative
/// change; rates are differences.
struct Change {
  double estimate;                 ///< +0.18, or percentage points as a fraction
  std::optional<double> at_least;  ///< lower bound at the gate's confidence
  std::optional<double> at_most;   ///< upper bound
  bool is_relative;                ///< false: a difference of fractions (pp)
};

/// One line of the verdict.
struct Finding {
  /// "latency.p95 buy/login [steady] increase", with a class "… [steady] [short] increase": stable,
  /// no numbers.
  std::string key;
  FindingKind kind;
  State state;
  Blocks blocks;
  Severity severity;
  RuleOrigin origin;
  std::string metric;  ///< "latency.p95"
  std::string step;    ///< full name, empty for a check of the run
  std::string phase;
  Unit unit;
  Better better;
  Position where;  ///< the rule's line, else its step's
  std::optional<Figure> baseline;
  std::optional<Figure> now;
  std::optional<Change> change;
  std::optional<double> limit;      ///< at_most or at_least
  std::optional<double> tolerance;  ///< max_increase or max_decrease
  double min_delta;
  std::optional<double> interval_low, interval_high;  ///< of `now`, limits only
  std::optional<double> p_value;
  std::optional<double> sees;  ///< smallest change seen with power 80 %, relative or points
  std::uint64_t samples;
  bool survivors_only;  ///< the error rule of this scope does not hold
  std::string reason;   ///< one sentence: why this state
  std::string advice;   ///< what would decide or mend it; may be empty
  /// What the spec makes of this state: `fail` blocks, `warn` shows, `pass` says nothing. Rules of
  /// a lower severity never fail.
  Policy policy = Policy::pass;
  std::string data_class = {};  ///< empty: all classes of the data together
  std::optional<double> warn_at = {};
  /// What it is compared with where that is not the baseline: "release v1.2", "steady".
  std::string against = {};
};

/// What became of a waiver, the strongest first. Every one of the spec is told, whatever it did.
enum class WaiverUse { used, not_enough, not_needed, names_nothing, expired };

struct WaiverNote {
  Waiver waiver;
  WaiverUse use;
  bool operator==(const WaiverNote&) const = default;
};

enum class Trust { trusted, degraded, untrusted };

struct TrustFinding {
  Trust trust;
  std::vector<std::string>
      reasons;  ///< "the runner gave loadgate's thread 71 % of the time it wanted"
  std::string advice;
};

/// Ordered: the overall verdict is the worst.
enum class Verdict { pass, warn, inconclusive, fail, not_measured };

/// What a paired execution was, for the report.
struct PairingNote {
  std::uint64_t pairs;  ///< that are evidence, in the phase that has most
  std::uint64_t looks;
  std::uint64_t planned_looks;
  /// How much two slices of the old build in a row differ, relative: the median, of the rule for
  /// which it is largest. Nothing: no rule has enough of them.
  std::optional<double> noise;
  std::string noise_of;  ///< key of that rule's finding
  bool operator==(const PairingNote&) const = default;
};

struct Judgement {
  Verdict verdict;
  TrustFinding trust;
  std::vector<Finding> findings;              ///< worst first, then by key
  std::vector<std::string> warnings;          ///< unseen CPU model, small pool, guard removed, …
  std::vector<WaiverNote> waivers = {};       ///< by rule
  std::vector<std::string> suggestions = {};  ///< limits that could be tighter
  std::optional<PairingNote> pairing = {};    ///< an old build was measured in turn
};

/// Judges a run by its own stored rules against the baseline. Reads no clock; equal input gives
/// equal output. `several` runs are repetitions of one candidate: the first gives rules and
/// policies. `old_build`: of a paired execution, whose single candidate it is compared with; the
/// baseline then serves rules about the last release only.
Judgement judge(const std::vector<Run>& candidate, const std::optional<Baseline>& baseline,
                const Run* old_build = nullptr);

/// Phases whose evidence a further look could complete: none where the gate fails already, and
/// none that only the generator's lateness leaves undecided.
std::vector<std::size_t> phases_to_look_at(const Run& candidate, const Run& old_build,
                                           const std::optional<Baseline>& baseline);

/// 0 pass or warn, 1 fail, 3 undecided and the policy says so, 4 nothing or not all measured.
int status_of(const Judgement& judgement);

}  // namespace loadgate
