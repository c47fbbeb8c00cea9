// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "metric/metric.h"

namespace loadgate {
namespace {

constexpr Rational no_quantile{0, 1};

constexpr std::array statistics{
    StatisticName{Statistic::mean, "mean", no_quantile},
    StatisticName{Statistic::p50, "p50", {1, 2}},
    StatisticName{Statistic::p75, "p75", {3, 4}},
    StatisticName{Statistic::p90, "p90", {9, 10}},
    StatisticName{Statistic::p95, "p95", {19, 20}},
    StatisticName{Statistic::p99, "p99", {99, 100}},
    StatisticName{Statistic::p999, "p99.9", {999, 1000}},
    StatisticName{Statistic::max, "max", no_quantile},
    StatisticName{Statistic::total, "total", no_quantile},
};

}  // namespace

std::span<const StatisticName> all_statistics() {
  return statistics;
}

std::string_view name_of(Statistic statistic) {
  const auto* const row = std::ranges::find(statistics, statistic, &StatisticName::statistic);
  return row == statistics.end() ? "value" : row->name;
}

}  // namespace loadgate
