// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "metric/metric.h"
#include "run/run.h"

namespace loadgate {

/// A distribution of one metric in one scope, as a baseline file keeps it.
struct DistributionFigures {
  std::uint64_t count;
  std::map<Statistic, Figure> statistics;  ///< every statistic of the table that is defined
  /// Sparse log-linear histogram: bucket's lower edge in base units, and count; buckets are at most
  /// 1 % wide (metric/histogram.h). For pictures: no figure is computed from it.
  std::vector<std::pair<double, std::uint64_t>> histogram;
};

/// A step or, for `iteration`, a whole scenario (without outcomes and scalars) in one phase.
struct ScopeFigures {
  std::string step;        ///< full name; a scenario's own name has no slash
  std::string phase;       ///< name
  std::uint64_t requests;  ///< errors' denominator: all but generator_dropped; flows of a scenario
  std::uint64_t successes;
  std::map<std::string, std::uint64_t> outcomes;             ///< by name, zero counts left out
  std::map<std::string, double> scalars;                     ///< metric name -> value
  std::map<std::string, DistributionFigures> distributions;  ///< metric name -> figures
  std::uint64_t checks_passed = 0;
  std::uint64_t checks_evaluated = 0;
};

/// Everything a comparison needs of one run; a baseline is a pool of these.
struct RunFigures {
  /// Measured phases that began, in order of phase; in each the steps, then the scenarios. What had
  /// no request is left out.
  std::vector<ScopeFigures> scopes;
};

RunFigures figures_of(const Run& run);

const ScopeFigures* find_scope(const RunFigures& figures, std::string_view step,
                               std::string_view phase);

/// One row of a report's table of phases; also unmeasured ones.
struct PhaseRow {
  std::string name;
  bool measure;
  std::int64_t users;                   ///< 0: open
  double offered_per_second;            ///< flows, 0: closed
  double achieved_per_second;           ///< flows started per second; 0 also where a closed phase
                                        ///< was shorter than 0.1 s: too short to say
  std::optional<Figure> p50, p95, p99;  ///< latency over all steps of the phase
  std::uint64_t errors;
  std::uint64_t requests;
};
std::vector<PhaseRow> phase_rows(const Run& run);

/// One point a second: for the one-second series of result.json.
struct SecondRow {
  std::int64_t second;  ///< since the run's start
  std::uint64_t started, errors;
  double p95;  ///< latency, ns, of what finished in it; 0 where nothing did
};
/// From second 0 to the last in which something happened.
std::vector<SecondRow> second_rows(const Run& run);

}  // namespace loadgate
