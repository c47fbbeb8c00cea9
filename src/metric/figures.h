// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
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

/// A step or, for `iteration`, a whole scenario (without outcomes and scalars) in one phase; of a
/// step also the requests of one class of its data.
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
  std::string data_class = {};  ///< empty: all classes together
};

/// Everything a comparison needs of one run; a baseline is a pool of these.
struct RunFigures {
  /// Measured phases that began, in order of phase; in each the steps, each followed by its
  /// classes, then the scenarios. What had no request is left out.
  std::vector<ScopeFigures> scopes;
};

RunFigures figures_of(const RunIndex& run);
/// Of runs of one plan, at least one, together: percentiles of all their requests.
RunFigures figures_of(std::span<const RunIndex> runs);

/// `data_class` empty: of all classes together. Null if there is no such scope.
const ScopeFigures* find_scope(const RunFigures& figures, std::string_view step,
                               std::string_view phase, std::string_view data_class = {});

/// The same for many questions: the figures must outlive it.
class ScopeTable {
 public:
  explicit ScopeTable(const RunFigures& figures);
  ScopeTable(ScopeTable&&) = default;
  ScopeTable& operator=(ScopeTable&&) = default;
  const ScopeFigures* find(std::string_view step, std::string_view phase,
                           std::string_view data_class) const;

 private:
  std::unordered_map<std::string, const ScopeFigures*> scopes_;
};

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
/// Of runs of one plan, at least one, together.
std::vector<PhaseRow> phase_rows(std::span<const Run> runs);
inline std::vector<PhaseRow> phase_rows(const Run& run) {
  return phase_rows(std::span(&run, 1));
}

/// One point a second: for the one-second series of result.json.
struct SecondRow {
  std::int64_t second;  ///< since the start of its run
  std::uint64_t started, errors;
  double p95;  ///< latency, ns, of what finished in it; 0 where nothing did
};
/// From second 0 to the last in which something happened; of several runs the sums.
std::vector<SecondRow> second_rows(std::span<const Run> runs);
inline std::vector<SecondRow> second_rows(const Run& run) {
  return second_rows(std::span(&run, 1));
}

}  // namespace loadgate
