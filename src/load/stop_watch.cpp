// SPDX-License-Identifier: Apache-2.0
#include "load/stop_watch.h"

#include <algorithm>
#include <array>

namespace loadgate {
namespace {

constexpr std::int64_t condition_window_ns = 1'000'000'000;

struct StatisticQuantile {
  Statistic statistic;
  Rational quantile;
};
constexpr std::array quantiles{
    StatisticQuantile{Statistic::p50, {1, 2}},    StatisticQuantile{Statistic::p75, {3, 4}},
    StatisticQuantile{Statistic::p90, {9, 10}},   StatisticQuantile{Statistic::p95, {19, 20}},
    StatisticQuantile{Statistic::p99, {99, 100}}, StatisticQuantile{Statistic::p999, {999, 1000}},
};

/// Nothing where nothing was finished between the two, and nothing is overdue.
std::optional<double> condition_value(const StopCondition& condition, const ProgressView& from,
                                      const ProgressView& to) {
  if (condition.metric == "latency") {
    const auto* row =
        std::ranges::find(quantiles, condition.statistic, &StatisticQuantile::statistic);
    return latency_with_waiting(from, to, row->quantile, condition.limit);
  }
  const std::uint64_t finished = to.finished - from.finished;
  if (finished == 0) {
    return std::nullopt;
  }
  return static_cast<double>(to.errors - from.errors) / static_cast<double>(finished);
}

std::string value_text(const StopCondition& condition, double value) {
  return condition.metric == "latency" ? format_duration(value) : format_percent(value);
}

}  // namespace

StopWatch::StopWatch(const std::vector<StopCondition>& conditions)
    : conditions_(conditions), holds_since_(conditions.size()) {}

std::optional<std::string> StopWatch::look(ProgressView view) {
  views_.push_back(std::move(view));
  const Instant now = views_.back().when;
  while (views_.size() > 2 && views_[1].when <= now - condition_window_ns) {
    views_.pop_front();
  }
  for (std::size_t i = 0; i < conditions_.size(); ++i) {
    const std::optional<double> value =
        condition_value(conditions_[i], views_.front(), views_.back());
    if (!value) {
      continue;
    }
    if (*value <= conditions_[i].limit) {
      holds_since_[i].reset();
      continue;
    }
    holds_since_[i] = holds_since_[i].value_or(now);
    if (now - *holds_since_[i] >= conditions_[i].duration.count()) {
      return "stop_when[" + std::to_string(i) + "]: " + conditions_[i].text + "; it was " +
             value_text(conditions_[i], *value);
    }
  }
  return std::nullopt;
}

}  // namespace loadgate
