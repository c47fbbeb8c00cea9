// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "judge/paired.h"
#include "verdict/world.h"

namespace loadgate::verdict_bench {

inline constexpr double alpha = 0.05;

/// What a gate asks of every step: p95 by this tolerance, and the error guard where `with_errors`.
struct Demands {
  double tolerance;
  bool with_errors;
  std::size_t planned_looks;
};

enum class Outcome { pass, fail, undecided };

struct GateResult {
  Outcome outcome;
  std::size_t looks;
  std::optional<double> sees;  ///< of the first rule: log of the smallest change seen
};

/// A paired run condensed to the figures that its gate needs.
class PairedFigures {
 public:
  explicit PairedFigures(const PairedRun& run, std::size_t requests);
  /// By judge/paired.h, look after look; the candidate is slower by `effect` (log).
  GateResult judge(const Demands& demands, double effect) const;

 private:
  struct Step {
    std::vector<double> base, candidate;              // log p95 of each slice
    std::vector<double> whole_base, whole_candidate;  // of the first 24, 36, 48 pairs together
    std::vector<double> base_errors, candidate_errors;
  };
  PairedQuestion latency_question(const Step& step, std::size_t look, double tolerance,
                                  double effect) const;
  PairedQuestion error_question(const Step& step, std::size_t look) const;

  std::size_t requests_;
  std::vector<Step> steps_;
};

/// A run condensed to what a baseline keeps of it, one entry a step.
struct RunFigures {
  std::vector<double> p95;  ///< logs
  std::vector<double> errors;
  double requests;
};
RunFigures condense(const std::vector<Slices>& run);

/// By stats/prediction.h and stats/rates.h as judge/increase.cpp does. All runs of one job each.
Outcome judge_stored(const std::vector<RunFigures>& pool, const std::vector<RunFigures>& jobs,
                     const Demands& demands, double effect);
/// Log of the smallest change that a gate of one rule says it sees.
double stored_sees(const std::vector<RunFigures>& pool, const std::vector<RunFigures>& jobs,
                   double tolerance);

}  // namespace loadgate::verdict_bench
