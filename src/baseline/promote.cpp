// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>

#include "base/encoding.h"
#include "baseline/acceptable.h"
#include "baseline/spread.h"

namespace loadgate {
namespace {

constexpr double noteworthy_spread = 0.15;
constexpr double unreasonable_spread = 0.30;

std::string name_of_run(std::size_t index, std::size_t count) {
  return count == 1 ? "the run"
                    : "run " + std::to_string(index + 1) + " of " + std::to_string(count);
}

std::string quoted(const std::string& text) {
  return "'" + printable(text, 120) + "'";
}

Result<void> check_names(const std::optional<Baseline>& present, const std::vector<Run>& runs) {
  for (std::size_t i = 1; i < runs.size(); ++i) {
    if (runs[i].spec_name != runs[0].spec_name) {
      return invalid_input(name_of_run(i, runs.size()) + " is of spec " +
                               quoted(runs[i].spec_name) + ", run 1 of " +
                               quoted(runs[0].spec_name),
                           "a baseline holds runs of one spec");
    }
  }
  if (present && present->spec_name != runs[0].spec_name) {
    return invalid_input("the present baseline is of spec " + quoted(present->spec_name) +
                             ", the runs are of " + quoted(runs[0].spec_name),
                         "give each spec a baseline file of its own, `baseline.file`");
  }
  return {};
}

Result<std::vector<BaselineRun>> accept(const std::vector<Run>& runs) {
  std::vector<BaselineRun> accepted;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const std::string name = name_of_run(i, runs.size());
    RETURN_IF_ERROR(check_acceptable(runs[i], name));
    accepted.push_back(baseline_run_of(runs[i]));
    RETURN_IF_ERROR(
        check_alike(accepted.front(), accepted.back(), name_of_run(0, runs.size()), name));
  }
  return accepted;
}

Result<std::vector<BaselineRun>> add_to(const std::vector<BaselineRun>& pool,
                                        const std::vector<BaselineRun>& added) {
  std::vector<BaselineRun> all = pool;
  for (std::size_t i = 0; i < added.size(); ++i) {
    const std::string name = name_of_run(i, added.size());
    RETURN_IF_ERROR(check_alike(pool.front(), added[i], "the present baseline", name));
    all.push_back(added[i]);
  }
  return all;
}

/// The same run twice would make the pool look narrower than it is.
Result<void> check_no_run_twice(const std::vector<BaselineRun>& pool) {
  if (const BaselineRun* twice = run_that_is_twice(pool)) {
    return invalid_input("the run of job " + quoted(twice->provenance.job) + " that began at " +
                             write_timestamp(twice->provenance.started_at) + " is there twice",
                         "a run counts once; give each file once, and none that the baseline has "
                         "already");
  }
  return {};
}

Result<void> check_spread(const std::vector<BaselineRun>& pool, const PromoteOptions& options,
                          std::vector<std::string>& warnings) {
  const std::optional<WidestSpread> widest = widest_spread(pool);
  if (!widest || widest->spread <= noteworthy_spread) {
    return {};
  }
  const std::string found = "latency.p95 of " + quoted(widest->step) + " [" +
                            printable(widest->phase, 120) + "] spreads by " +
                            format_percent(widest->spread) + " between the runs";
  if (widest->spread > unreasonable_spread && options.reason.empty()) {
    return invalid_input(found + ", more than 30 %",
                         "record on a quieter runner, or accept it with --reason TEXT");
  }
  warnings.push_back(found + "; only large changes will be seen");
  return {};
}

void warn_of_shared_jobs(const std::vector<BaselineRun>& pool, std::vector<std::string>& warnings) {
  std::map<std::string, std::size_t> runs_of_job;
  for (const BaselineRun& run : pool) {
    ++runs_of_job[run.provenance.job];
  }
  for (const auto& [job, count] : runs_of_job) {
    if (count > 1) {
      warnings.push_back(std::to_string(count) + " runs were made in one job, " + quoted(job) +
                         ": they share its machine and moment, so the baseline does not know how "
                         "much machines differ; enough to begin with, better is each run from a "
                         "job of its own (docs/ci.md)");
    }
  }
}

void drop_oldest(std::vector<BaselineRun>& pool, std::int64_t max_runs) {
  const auto most = static_cast<std::size_t>(std::max<std::int64_t>(1, max_runs));
  if (pool.size() > most) {
    pool.erase(pool.begin(), pool.end() - static_cast<std::ptrdiff_t>(most));
  }
}

}  // namespace

BaselineRun baseline_run_of(const Run& run) {
  BaselineRun kept{.provenance = run.provenance,
                   .testbed = run.testbed,
                   .plan = run.plan,
                   .figures = figures_of(run),
                   .reason = std::nullopt,
                   .canary_p50 = run.health.canary_before_p50};
  for (ScopeFigures& scope : kept.figures.scopes) {
    for (auto& [metric, figures] : scope.distributions) {
      if (metric != "latency" && metric != "iteration") {
        figures.histogram.clear();
      }
    }
  }
  return kept;
}

Result<Baseline> promote(const std::optional<Baseline>& present, const std::vector<Run>& runs,
                         const PromoteOptions& options, std::vector<std::string>& warnings) {
  if (runs.empty()) {
    return invalid_input("there is no run to promote", "give at least one run file");
  }
  RETURN_IF_ERROR(check_names(present, runs));
  ASSIGN_OR_RETURN(std::vector<BaselineRun> accepted, accept(runs));
  for (BaselineRun& run : accepted) {
    if (!options.reason.empty()) {
      run.reason = options.reason;
    }
  }
  sort_by_age(accepted);
  std::vector<BaselineRun> pool = accepted;
  if (options.add && present) {
    ASSIGN_OR_RETURN(pool, add_to(present->runs, accepted));
    sort_by_age(pool);
  }
  RETURN_IF_ERROR(check_no_run_twice(pool));
  drop_oldest(pool, options.max_runs);
  RETURN_IF_ERROR(check_spread(pool, options, warnings));
  warn_of_shared_jobs(pool, warnings);

  Baseline baseline{.spec_name = runs.front().spec_name,
                    .release = present ? present->release : std::nullopt,
                    .runs = std::move(pool),
                    .anchor = present ? present->anchor : std::vector<BaselineRun>{}};
  if (options.release) {
    baseline.release = options.release;
    baseline.anchor = std::move(accepted);
  }
  return baseline;
}

}  // namespace loadgate
