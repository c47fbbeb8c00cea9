// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "judge/comparability.h"
#include "judge/expand.h"
#include "judge/judgement.h"
#include "judge/own_time.h"
#include "judge/paired.h"
#include "judge/scope_values.h"

namespace loadgate {

/// The candidate's runs, as measured or less loadgate's own time; one of each kind a run.
struct Measured {
  std::span<const Run> runs;
  std::vector<RunIndex> indexes;
  std::vector<RunFigures> figures;
  std::vector<ScopeTable> tables;  ///< over the figures
};
Measured measure(std::span<const Run> runs);

/// Runs to compare with: the baseline's pool, or the anchor of its last release.
struct Pool {
  std::span<const BaselineRun> runs;
  std::vector<ScopeTable> tables;  ///< figures of each
  Comparability comparability;
};

/// The old build of a paired execution, and how its pairs are judged.
struct OldBuild {
  const Run& run;
  RunIndex index;
  RunFigures scopes;
  ScopeTable figures;              ///< over the scopes
  std::vector<OwnTime> own_times;  ///< by sample
  PairedGate gate;
};

/// What every question is judged from. Runs and baseline must outlive it.
struct Case {
  Measured measured;
  const std::optional<Baseline>& baseline;
  std::vector<std::vector<OwnTime>> own_times;  ///< by run, then by sample
  Pool current;
  Pool anchor;
  /// 1 − confidence, and of it the share that one of several planned looks may use.
  double alpha;
  Timestamp now;  ///< the end of the last run: the judge reads no clock

  std::optional<OldBuild> old_build = {};  ///< the pairs decide what the pool would

  const Run& first() const { return measured.runs.front(); }
};
/// `old_build`: the other arm of the candidate's paired execution, or null.
Case open_case(std::span<const Run> candidate, const std::optional<Baseline>& baseline,
               const Run* old_build);

/// The question is one for the pairs.
bool is_paired(const Case& judged, const Question& question);
/// Comparisons that can block: they share the error of the gate.
std::size_t blocking_comparisons(std::span<const Question> questions);

/// What this question is compared with.
const Pool& pool_of(const Case& judged, const Question& question);

/// Names of the jobs that measured, each once.
std::vector<std::string> jobs_of(const Case& judged);

/// The mean of several figures on the log scale; a 0 makes the whole 0. Counts are summed.
Figure log_mean(const std::vector<Figure>& figures);

/// The figure of one scope in each job: logs averaged over the repeats inside a job, because they
/// share its machine. In order of size; runs without the figure are left out.
std::vector<Figure> job_figures(const Measured& measured, const Question& question);
/// The same of the pool, run by run.
std::vector<Figure> pool_figures(const Case& judged, const Question& question);

/// Counts of a share, one for each run that has requests in the scope.
std::vector<RateCount> run_counts(const Measured& measured, const Question& question);
std::vector<RateCount> pool_counts(const Case& judged, const Question& question);

/// The question's scope in these figures; null where it had no request.
const ScopeFigures* find_scope(const ScopeTable& figures, const Question& question);
/// The same in a run, nothing if the run lacks it.
std::optional<Scope> scope_in(const RunIndex& run, const Question& question);

/// One of the runs keeps histograms instead of its requests.
bool is_counted(const Measured& measured);

/// All runs' observations one after the other in time.
std::vector<Observation> observations_of(const Measured& measured, const Question& question);

}  // namespace loadgate
