// SPDX-License-Identifier: Apache-2.0
#include "judge/case.h"

#include <algorithm>
#include <cmath>
#include <ranges>
#include <set>
#include <tuple>

#include "stats/looks.h"

namespace loadgate {
namespace {

double alpha_of(double confidence) {
  const double alpha = 1 - confidence;
  return std::isfinite(alpha) ? std::clamp(alpha, 1e-6, 0.5) : 0.05;
}

std::optional<Figure> figure_of(const ScopeTable& figures, const Question& question) {
  const ScopeFigures* scope = find_scope(figures, question);
  return scope == nullptr ? std::nullopt : figure_in(*scope, *question.rule);
}

std::optional<RateCount> count_of(const ScopeTable& figures, const Question& question) {
  const ScopeFigures* scope = find_scope(figures, question);
  return scope == nullptr ? std::nullopt : count_in(*scope, *question.rule);
}

/// More looks than are planned now can have been taken by a spec of another day.
PairedGate paired_gate(const Run& run, double alpha) {
  const std::size_t looks = run.pairing ? std::max<std::size_t>(run.pairing->looks, 1) : 1;
  const auto more = static_cast<std::size_t>(std::max<std::int64_t>(run.gate.extend, 0));
  return {.alpha = alpha,
          .planned_looks = std::max(1 + more, looks),
          .look = looks,
          .is_strict = run.gate.multiplicity == Multiplicity::strict};
}

/// Sums of doubles depend on their order; the order of runs in a file must not matter.
void put_in_order(std::vector<Figure>& figures) {
  std::ranges::sort(figures, {}, [](const Figure& figure) {
    return std::tuple(figure.value, figure.is_censored, figure.count);
  });
}

void put_in_order(std::vector<RateCount>& counts) {
  std::ranges::sort(counts, {},
                    [](const RateCount& count) { return std::pair(count.events, count.total); });
}

Pool open_pool(std::span<const Run> candidate, std::span<const BaselineRun> runs) {
  Pool pool{.runs = runs, .tables = {}, .comparability = {}};
  for (const BaselineRun& run : runs) {
    pool.tables.emplace_back(run.figures);
  }
  if (!runs.empty()) {
    pool.comparability = compare_plans(candidate, runs);
  }
  return pool;
}

}  // namespace

Measured measure(std::span<const Run> runs) {
  Measured measured{.runs = runs, .indexes = {}, .figures = {}, .tables = {}};
  for (const Run& run : runs) {
    measured.indexes.emplace_back(run);
    measured.figures.push_back(figures_of(measured.indexes.back()));
  }
  for (const RunFigures& figures : measured.figures) {
    measured.tables.emplace_back(figures);
  }
  return measured;
}

Case open_case(std::span<const Run> candidate, const std::optional<Baseline>& baseline,
               const Run* old_build) {
  std::vector<std::vector<OwnTime>> own;
  std::ranges::transform(candidate, std::back_inserter(own), own_times);
  const auto ended = [](const Run& run) { return run.provenance.ended_at; };
  using Runs = std::span<const BaselineRun>;
  const bool has_pool = baseline && old_build == nullptr;
  Case judged{.measured = measure(candidate),
              .baseline = baseline,
              .own_times = std::move(own),
              .current = open_pool(candidate, has_pool ? Runs(baseline->runs) : Runs()),
              .anchor = open_pool(candidate, baseline ? Runs(baseline->anchor) : Runs()),
              .alpha = alpha_of(candidate.front().gate.confidence),
              .now = std::ranges::max(candidate | std::views::transform(ended))};
  if (old_build != nullptr) {
    const PairedGate gate = paired_gate(judged.first(), judged.alpha);
    judged.alpha *=
        look_share(gate.planned_looks, blocking_comparisons(expand_rules(judged.first())));
    judged.old_build.emplace(OldBuild{.run = *old_build,
                                      .index = RunIndex(*old_build),
                                      .scopes = figures_of(RunIndex(*old_build)),
                                      .figures = ScopeTable({}),
                                      .own_times = own_times(*old_build),
                                      .gate = gate});
    judged.old_build->figures = ScopeTable(judged.old_build->scopes);
  }
  return judged;
}

bool is_paired(const Case& judged, const Question& question) {
  const bool is_change = question.asked == Asked::increase || question.asked == Asked::decrease;
  return judged.old_build && is_change && question.other_phase.empty();
}

std::size_t blocking_comparisons(std::span<const Question> questions) {
  return static_cast<std::size_t>(std::ranges::count_if(questions, [](const Question& question) {
    return is_comparison(question.asked) && question.rule->severity == Severity::error;
  }));
}

const Pool& pool_of(const Case& judged, const Question& question) {
  return question.asked == Asked::since_release ? judged.anchor : judged.current;
}

std::vector<std::string> jobs_of(const Case& judged) {
  std::set<std::string> jobs;
  for (const Run& run : judged.measured.runs) {
    jobs.insert(run.provenance.job);
  }
  return {jobs.begin(), jobs.end()};
}

Figure log_mean(const std::vector<Figure>& figures) {
  // exp(log(x)) is not always x.
  if (figures.size() == 1) {
    return figures.front();
  }
  Figure mean{.value = 0, .is_censored = false, .count = 0};
  double logs = 0;
  for (const Figure& figure : figures) {
    logs += std::log(figure.value);
    mean.is_censored = mean.is_censored || figure.is_censored;
    mean.count += figure.count;
  }
  mean.value = std::exp(logs / static_cast<double>(figures.size()));
  return mean;
}

std::vector<Figure> job_figures(const Measured& measured, const Question& question) {
  std::vector<std::string> jobs;
  std::vector<std::vector<Figure>> by_job;
  for (std::size_t i = 0; i < measured.runs.size(); ++i) {
    const std::optional<Figure> figure = figure_of(measured.tables[i], question);
    if (!figure) {
      continue;
    }
    const std::string& job = measured.runs[i].provenance.job;
    const auto known = std::ranges::find(jobs, job);
    if (known == jobs.end()) {
      jobs.push_back(job);
      by_job.push_back({*figure});
    } else {
      by_job[static_cast<std::size_t>(known - jobs.begin())].push_back(*figure);
    }
  }
  std::vector<Figure> figures;
  for (std::vector<Figure>& repeats : by_job) {
    put_in_order(repeats);
    figures.push_back(log_mean(repeats));
  }
  put_in_order(figures);
  return figures;
}

std::vector<Figure> pool_figures(const Case& judged, const Question& question) {
  std::vector<Figure> figures;
  for (const ScopeTable& run : pool_of(judged, question).tables) {
    if (const std::optional<Figure> figure = figure_of(run, question)) {
      figures.push_back(*figure);
    }
  }
  put_in_order(figures);
  return figures;
}

std::vector<RateCount> run_counts(const Measured& measured, const Question& question) {
  std::vector<RateCount> counts;
  for (const ScopeTable& figures : measured.tables) {
    if (const std::optional<RateCount> count = count_of(figures, question)) {
      counts.push_back(*count);
    }
  }
  put_in_order(counts);
  return counts;
}

std::vector<RateCount> pool_counts(const Case& judged, const Question& question) {
  std::vector<RateCount> counts;
  for (const ScopeTable& run : pool_of(judged, question).tables) {
    if (const std::optional<RateCount> count = count_of(run, question)) {
      counts.push_back(*count);
    }
  }
  put_in_order(counts);
  return counts;
}

const ScopeFigures* find_scope(const ScopeTable& figures, const Question& question) {
  return figures.find(question.step, question.phase, question.data_class);
}

std::optional<Scope> scope_in(const RunIndex& run, const Question& question) {
  return run.find(question.step, question.phase, question.data_class);
}

bool is_counted(const Measured& measured) {
  return std::ranges::any_of(measured.runs,
                             [](const Run& run) { return run.condensed.has_value(); });
}

std::vector<Observation> observations_of(const Measured& measured, const Question& question) {
  std::vector<Observation> all;
  std::int64_t offset = 0;
  for (const RunIndex& run : measured.indexes) {
    const std::optional<Scope> scope = scope_in(run, question);
    if (!scope || question.metric->observe == nullptr) {
      continue;
    }
    std::int64_t last = 0;
    for (Observation& observation : question.metric->observe(run, *scope)) {
      last = std::max(last, observation.at);
      observation.at += offset;
      all.push_back(observation);
    }
    offset += last;
  }
  return all;
}

}  // namespace loadgate
