// SPDX-License-Identifier: Apache-2.0
#include "judge/limit.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include "base/digest.h"
#include "base/units.h"
#include "judge/words.h"
#include "run/histogram.h"
#include "stats/block_bootstrap.h"
#include "stats/prediction.h"

namespace loadgate {
namespace {

/// 1 for each request of the scope that counts as an error, 0 for the others;
/// 1 for each success where the metric is a throughput.
std::vector<TimedValue> flags_of(const Measured& measured, const Question& question) {
  const bool wants_errors = question.rule->metric == "error_rate";
  std::vector<TimedValue> flags;
  std::int64_t offset = 0;
  for (const RunIndex& run : measured.indexes) {
    const std::optional<Scope> scope = scope_in(run, question);
    if (!scope) {
      continue;
    }
    std::int64_t last = 0;
    for (const Sample& sample : run.samples_of(*scope)) {
      const bool is_counted =
          wants_errors ? sample.outcome != Outcome::generator_dropped : is_success(sample.outcome);
      if (is_counted) {
        const bool is_one = !wants_errors || is_error(sample.outcome);
        flags.push_back({.at = sample.intended + offset, .value = is_one ? 1.0 : 0.0});
        last = std::max(last, sample.intended);
      }
    }
    offset += last;
  }
  return flags;
}

/// Successes a second: the total's interval, scaled to the figure.
std::optional<Interval> throughput_interval(const BlockBootstrap& bootstrap, double value,
                                            double total, double alpha) {
  const std::optional<Interval> interval = bootstrap.total(alpha);
  if (!interval || total <= 0) {
    return std::nullopt;
  }
  return Interval{interval->low / total * value, interval->high / total * value};
}

std::optional<Interval> interval_of(const Case& judged, const Measured& measured,
                                    const Question& question, double value) {
  // Pieces of time are drawn, and histograms know no time.
  if (is_counted(measured)) {
    return std::nullopt;
  }
  const Rule& rule = *question.rule;
  const BootstrapKey key = bootstrap_key(judged, question.key);
  if (rule.metric == "error_rate") {
    const auto interval = BlockBootstrap(flags_of(measured, question), key).mean(judged.alpha);
    // Without an error in the run, its pieces cannot tell how rare errors are.
    return interval && interval->low < interval->high ? interval : std::nullopt;
  }
  if (rule.metric == "throughput") {
    const std::vector<TimedValue> successes = flags_of(measured, question);
    return throughput_interval(BlockBootstrap(successes, key), value,
                               static_cast<double>(successes.size()), judged.alpha);
  }
  const BlockBootstrap bootstrap(timed_values(measured, question), key);
  const Rational p = quantile_of(rule.statistic);
  if (is_quantile(p)) {
    return bootstrap.quantile(p, judged.alpha);
  }
  return rule.statistic == Statistic::mean    ? bootstrap.mean(judged.alpha)
         : rule.statistic == Statistic::total ? bootstrap.total(judged.alpha)
                                              : std::nullopt;
}

/// How far the figure may be from the one of the requests themselves.
double blur_of(const Measured& measured, const Question& question, double value) {
  const bool is_of_buckets = is_counted(measured) && question.metric->observe != nullptr;
  return is_of_buckets ? three_digits.error_of(value) : 0;
}

}  // namespace

Rational quantile_of(Statistic statistic) {
  const auto rows = all_statistics();
  const auto row = std::ranges::find(rows, statistic, &StatisticName::statistic);
  return row == rows.end() ? Rational{0, 1} : row->quantile;
}

bool is_quantile(Rational p) {
  return p.numerator > 0 && p.numerator < p.denominator;
}

std::optional<Figure> merged_figure(const Measured& measured, const Question& question) {
  const Rule& rule = *question.rule;
  if (rule.metric.starts_with("error_rate")) {
    const std::vector<RateCount> counts = run_counts(measured, question);
    const RateCount sum = sum_of(counts);
    return counts.empty() ? std::nullopt
                          : std::optional(Figure{.value = share_of(sum),
                                                 .is_censored = false,
                                                 .count = static_cast<std::uint64_t>(sum.total)});
  }
  const std::vector<Figure> figures = job_figures(measured, question);
  if (figures.empty() || measured.runs.size() == 1) {
    return figures.empty() ? std::nullopt : std::optional(figures.front());
  }
  if (rule.statistic != Statistic::value) {
    return summarise(observations_of(measured, question), rule.statistic);
  }
  Figure mean{.value = 0, .is_censored = false, .count = 0};
  for (const Figure& figure : figures) {
    mean.value += figure.value / static_cast<double>(figures.size());
    mean.count += figure.count;
  }
  return mean;
}

std::vector<TimedValue> timed_values(const Measured& measured, const Question& question) {
  if (question.rule->metric == "error_rate") {
    return flags_of(measured, question);
  }
  std::vector<TimedValue> values;
  for (const Observation& observation : observations_of(measured, question)) {
    values.push_back({.at = observation.at, .value = observation.value});
  }
  return values;
}

BootstrapKey bootstrap_key(const Case& judged, std::string_view finding_key) {
  const std::string digest = sha256(finding_key);
  std::uint32_t finding = 0;
  std::from_chars(digest.data(), digest.data() + 8, finding, 16);
  return {.seed = judged.first().seed, .finding = finding};
}

std::uint64_t samples_needed(const Rule& rule) {
  if (rule.min_samples) {
    return static_cast<std::uint64_t>(std::max<std::int64_t>(*rule.min_samples, 1));
  }
  const Rational p = quantile_of(rule.statistic);
  return is_quantile(p) ? least_samples(to_double(p)) : 1;
}

Draft draft_limit(const Case& judged, const Measured& measured, const Question& question) {
  Draft draft = draft_of(question);
  const std::optional<Figure> figure = merged_figure(measured, question);
  if (!figure || figure->count == 0) {
    return settled_no_data(std::move(draft), judged);
  }
  draft.finding.now = figure;
  draft.finding.samples = figure->count;
  if (figure->count < samples_needed(*question.rule)) {
    return settled(std::move(draft), State::inconclusive,
                   "too few samples: " + format_count(figure->count) + " of " +
                       format_count(samples_needed(*question.rule)),
                   "a longer phase or a higher rate");
  }
  const double limit = *draft.finding.limit;
  if (std::abs(figure->value - limit) < blur_of(measured, question, figure->value)) {
    return settled(std::move(draft), State::inconclusive,
                   "the limit is within 0.05 % of the figure, closer than histograms of so many "
                   "requests can tell",
                   "a limit that the figure keeps away from, or a run of fewer requests");
  }
  const bool wants_less = question.asked == Asked::at_most;
  // A censored figure is at least its value: beyond an upper limit for certain, within it never.
  draft.is_beyond =
      wants_less ? figure->value > limit : figure->value < limit && !figure->is_censored;
  draft.may_pass = wants_less ? !figure->is_censored : figure->value >= limit;
  if (const auto interval = interval_of(judged, measured, question, figure->value)) {
    draft.finding.interval_low = interval->low;
    draft.finding.interval_high = interval->high;
  }
  return draft;
}

}  // namespace loadgate
