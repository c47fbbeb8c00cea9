// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "judge/judgement.h"

namespace loadgate {

/// How often something fired that should not have.
struct Alarms {
  std::size_t fired = 0;
  std::size_t compared = 0;
};

/// What paired mode would show of a rule under this load.
struct PairsNeeded {
  std::uint64_t slices;        ///< pairs in a phase
  std::uint64_t requests;      ///< of the step, in each slice
  std::optional<double> sees;  ///< relative, power 80 %; nothing: no multiple of them suffices
  bool is_assumed;             ///< too few requests to be cut: the noise is not this run's own
};

/// What runs of unchanged code showed of one comparison.
struct CalibratedRule {
  std::string key;
  Unit unit;
  double figure;                 ///< over all runs: mean of logs; of shares the mean
  std::optional<double> spread;  ///< standard deviation of logs between runs; nothing for shares
  double tolerance;
  double min_delta;
  Alarms against_pool;              ///< each run against all others
  Alarms against_one;               ///< each run against each other one
  std::optional<double> sees;       ///< of a pool of `pool` runs, relative, at its tolerance
  std::optional<double> suggested;  ///< tolerance, relative
  std::optional<PairsNeeded> pairs;
};

/// What loadgate added to one run.
struct CalibratedRun {
  Trust trust;
  std::string reason;    ///< empty where it is trusted
  std::int64_t lag_p99;  ///< sent late, ns
  std::int64_t rx_p99;   ///< read late, ns; -1 unknown
};

struct Calibration {
  std::size_t pool;  ///< K that is foreseen: baseline.max_runs
  std::vector<CalibratedRun> runs;
  Alarms against_pool;  ///< of the whole gate
  Alarms against_one;
  std::vector<CalibratedRule> rules;  ///< by key
};

/// Runs of one plan with nothing changed between them, two at least: what differs is the runner's
/// and the service's noise. Judged by the gate's own judge, waivers and second jobs aside.
Calibration calibrate(std::vector<Run> runs);

/// Fewest slices of this noise (variance of a pair's log ratio) that see twice the tolerance in 4
/// runs of 5, and what they see; nothing in `sees` beyond 96 slices.
struct SlicesSeen {
  std::uint64_t slices;
  std::optional<double> sees;
};
SlicesSeen slices_needed(double pair_variance, double tolerance, double alpha,
                         std::size_t blocking);

}  // namespace loadgate
