// SPDX-License-Identifier: Apache-2.0
#include "judge/calibration.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <map>
#include <numeric>

#include "judge/expand.h"
#include "judge/pair_noise.h"
#include "judge/scope_values.h"
#include "metric/figures.h"
#include "stats/power.h"
#include "stats/prediction.h"

namespace loadgate {
namespace {

bool has_fired(const Finding& finding) {
  return finding.kind == FindingKind::increase && finding.severity == Severity::error &&
         (finding.state == State::fail || finding.state == State::suspect);
}

/// How one run is judged against others: fired keys are counted.
struct AlarmCount {
  Alarms gate;
  std::map<std::string, Alarms> rules;

  void add(const Judgement& judged) {
    bool has_any = false;
    for (const Finding& finding : judged.findings) {
      Alarms& rule = rules[finding.key];
      rule.compared += 1;
      rule.fired += has_fired(finding) ? 1U : 0U;
      has_any = has_any || has_fired(finding);
    }
    gate.compared += 1;
    gate.fired += has_any ? 1U : 0U;
  }
};

Baseline pool_from(const std::vector<BaselineRun>& runs) {
  return {.spec_name = {}, .release = "calibration", .runs = runs, .anchor = runs};
}

AlarmCount against_all_others(const std::vector<Run>& runs, const std::vector<BaselineRun>& kept) {
  AlarmCount count;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    std::vector<BaselineRun> others = kept;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(i));
    count.add(judge({runs[i]}, pool_from(others)));
  }
  return count;
}

AlarmCount against_each_other(const std::vector<Run>& runs, const std::vector<BaselineRun>& kept) {
  AlarmCount count;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    for (std::size_t j = 0; j < runs.size(); ++j) {
      if (i != j) {
        count.add(judge({runs[i]}, pool_from({kept[j]})));
      }
    }
  }
  return count;
}

/// Figures of the scope, one for each run that has it.
std::vector<double> figures_asked(const Question& question, const std::vector<BaselineRun>& runs) {
  std::vector<double> values;
  for (const BaselineRun& run : runs) {
    const ScopeFigures* scope =
        find_scope(run.figures, question.step, question.phase, question.data_class);
    const auto figure = scope != nullptr ? figure_in(*scope, *question.rule) : std::nullopt;
    if (figure) {
      values.push_back(figure->value);
    }
  }
  return values;
}

double mean_of_values(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

std::vector<double> logs_of(const std::vector<double>& values) {
  std::vector<double> logs;
  std::ranges::transform(values, std::back_inserter(logs),
                         [](double value) { return std::log(value); });
  return logs;
}

double deviation_of(const std::vector<double>& logs) {
  const double mean = mean_of_values(logs);
  const double squares = std::accumulate(
      logs.begin(), logs.end(), 0.0,
      [mean](double sum, double value) { return sum + (value - mean) * (value - mean); });
  return std::sqrt(squares / static_cast<double>(logs.size() - 1));
}

/// A pool of `pool` runs that spread as these do, and one candidate.
PoolComparison comparison_foreseen(double spread, std::size_t pool) {
  const auto runs = static_cast<double>(std::max<std::size_t>(pool, 2));
  return {.estimate = 0,
          .standard_error = std::max(spread, least_spread) * std::sqrt(1 / runs + 1),
          .degrees = runs - 1,
          .is_quantified = true};
}

/// Up to whole percents, above 20 % to steps of 5.
double rounded_up(double tolerance) {
  const double step = tolerance > 0.2 ? 0.05 : 0.01;
  return std::ceil(tolerance / step - 1e-9) * step;
}

/// What all comparisons of a gate have in common.
struct GateTerms {
  double alpha;
  std::size_t blocking;
  std::size_t pool;
};

double log_allowed(const Question& question, double tolerance) {
  return question.asked == Asked::decrease ? -std::log1p(-std::min(tolerance, 0.99))
                                           : std::log1p(tolerance);
}

void foresee_pool(const Question& question, const GateTerms& terms, CalibratedRule& rule) {
  const PoolComparison foreseen = comparison_foreseen(*rule.spread, terms.pool);
  rule.sees = std::expm1(smallest_change_seen(foreseen, log_allowed(question, rule.tolerance),
                                              terms.alpha, terms.blocking));
  rule.suggested =
      rounded_up(std::expm1(smallest_change_seen(foreseen, 0, terms.alpha, terms.blocking)));
}

void foresee_pairs(const Question& question, const GateTerms& terms, const Run& last,
                   CalibratedRule& rule) {
  const std::optional<PairNoise> noise = pair_noise_of(last, question);
  if (noise) {
    const SlicesSeen seen = slices_needed(noise->variance, log_allowed(question, rule.tolerance),
                                          terms.alpha, terms.blocking);
    rule.pairs = PairsNeeded{.slices = seen.slices,
                             .requests = noise->requests,
                             .sees = seen.sees,
                             .is_assumed = noise->is_assumed};
  }
}

CalibratedRule calibrated(const Question& question, const std::vector<double>& values) {
  const bool is_relative = question.metric->name.unit != Unit::fraction &&
                           std::ranges::all_of(values, [](double value) { return value > 0; });
  CalibratedRule rule{
      .key = question.key,
      .unit = question.metric->name.unit,
      .figure = mean_of_values(values),
      .spread = std::nullopt,
      .tolerance = question.rule->max_increase.value_or(question.rule->max_decrease.value_or(0)),
      .min_delta = question.rule->min_delta,
      .against_pool = {},
      .against_one = {},
      .sees = std::nullopt,
      .suggested = std::nullopt,
      .pairs = std::nullopt};
  if (is_relative && values.size() >= 2) {
    const std::vector<double> logs = logs_of(values);
    rule.figure = std::exp(mean_of_values(logs));
    rule.spread = deviation_of(logs);
  }
  return rule;
}

/// p99 over all requests of the measured phases; nothing where none has it.
std::optional<double> p99_of_run(const Run& run, std::string_view name) {
  const Metric* metric = find_metric(name);
  const RunIndex index(run);
  std::vector<Observation> all;
  for (std::uint16_t phase = 0; phase < run.phases.size(); ++phase) {
    for (std::uint16_t step = 0; run.phases[phase].measure && step < run.steps.size(); ++step) {
      std::ranges::copy(metric->observe(index, {.phase = phase, .step = step}),
                        std::back_inserter(all));
    }
  }
  const std::optional<Figure> figure = summarise(std::move(all), Statistic::p99);
  return figure ? std::optional(figure->value) : std::nullopt;
}

CalibratedRun own_part_of(const Run& run) {
  const Judgement alone = judge({run}, std::nullopt);
  const bool has_reason = !alone.trust.reasons.empty();
  return {.trust = alone.trust.trust,
          .reason = has_reason ? alone.trust.reasons.front() : "",
          .lag_p99 = static_cast<std::int64_t>(p99_of_run(run, "schedule_lag").value_or(0)),
          .rx_p99 = static_cast<std::int64_t>(p99_of_run(run, "rx_age").value_or(-1))};
}

bool is_against_baseline(const Question& question) {
  return (question.asked == Asked::increase || question.asked == Asked::decrease) &&
         question.other_phase.empty();
}

std::size_t blocking_of(const std::vector<Question>& questions) {
  const auto blocks = [](const Question& question) {
    return is_comparison(question.asked) && question.rule->severity == Severity::error;
  };
  return static_cast<std::size_t>(std::ranges::count_if(questions, blocks));
}

}  // namespace

SlicesSeen slices_needed(double pair_variance, double tolerance, double alpha,
                         std::size_t blocking) {
  constexpr std::uint64_t fewest = 24;
  constexpr std::uint64_t more = 12;
  constexpr std::uint64_t most = 96;
  const double wanted = std::expm1(tolerance) * 2;
  for (std::uint64_t slices = fewest; slices <= most; slices += more) {
    const auto count = static_cast<double>(slices);
    const double sees = std::expm1(change_seen(
        std::sqrt(pair_variance / count), count - 1,
        {.tolerance = tolerance, .level = alpha, .blocking = blocking, .is_strict = false}));
    if (sees <= wanted) {
      return {.slices = slices, .sees = sees};
    }
  }
  return {.slices = most, .sees = std::nullopt};
}

Calibration calibrate(std::vector<Run> runs) {
  assert(runs.size() >= 2);
  std::vector<BaselineRun> kept;
  for (Run& run : runs) {
    run.waivers.clear();
    run.gate.jobs = 1;
    kept.push_back(baseline_run_of(run));
  }
  const AlarmCount pooled = against_all_others(runs, kept);
  const AlarmCount single = against_each_other(runs, kept);
  const Run& last = runs.back();
  const std::vector<Question> questions = expand_rules(last);
  const GateTerms terms{.alpha = 1 - last.gate.confidence,
                        .blocking = blocking_of(questions),
                        .pool = static_cast<std::size_t>(last.baseline.max_runs)};
  Calibration result{.pool = terms.pool,
                     .runs = {},
                     .against_pool = pooled.gate,
                     .against_one = single.gate,
                     .rules = {}};
  std::ranges::transform(runs, std::back_inserter(result.runs), own_part_of);
  for (const Question& question : questions) {
    const std::vector<double> values = figures_asked(question, kept);
    if (!is_against_baseline(question) || values.empty()) {
      continue;
    }
    CalibratedRule& rule = result.rules.emplace_back(calibrated(question, values));
    if (pooled.rules.contains(rule.key)) {
      rule.against_pool = pooled.rules.at(rule.key);
      rule.against_one = single.rules.at(rule.key);
    }
    if (rule.spread) {
      foresee_pool(question, terms, rule);
      foresee_pairs(question, terms, last, rule);
    }
  }
  return result;
}

}  // namespace loadgate
