// SPDX-License-Identifier: Apache-2.0
#include "judge/scope_values.h"

#include <algorithm>
#include <cmath>

#include "run/sample.h"

namespace loadgate {
namespace {

bool is_usable(double value) {
  return std::isfinite(value) && value >= 0;
}

/// "timeout" of "error_rate.timeout".
std::string_view suffix_of(std::string_view metric) {
  const std::size_t dot = metric.find('.');
  return dot == std::string_view::npos ? std::string_view{} : metric.substr(dot + 1);
}

/// Its number is kept as a share, and not as a count of outcomes.
bool is_stored_share(const Rule& rule) {
  return rule.metric == "check_rate" || rule.metric == "first_attempt.error_rate";
}

std::uint64_t errors_in(const ScopeFigures& scope, std::string_view suffix) {
  std::uint64_t errors = 0;
  for (const OutcomeName& row : all_outcomes()) {
    const bool is_meant = suffix.empty() || row.name == suffix || row.group == suffix;
    const auto found = scope.outcomes.find(std::string(row.name));
    if (is_error(row.outcome) && is_meant && found != scope.outcomes.end()) {
      errors += found->second;
    }
  }
  return errors;
}

}  // namespace

std::optional<Figure> figure_in(const ScopeFigures& scope, const Rule& rule) {
  std::optional<Figure> figure;
  if (rule.statistic == Statistic::value) {
    const auto found = scope.scalars.find(rule.metric);
    if (found != scope.scalars.end()) {
      figure = Figure{.value = found->second, .is_censored = false, .count = scope.requests};
    }
  } else if (const auto found = scope.distributions.find(rule.metric);
             found != scope.distributions.end()) {
    const auto statistic = found->second.statistics.find(rule.statistic);
    if (statistic != found->second.statistics.end()) {
      figure = statistic->second;
    }
  }
  return figure && is_usable(figure->value) ? figure : std::nullopt;
}

bool is_share(const Rule& rule) {
  return rule.metric.starts_with("error_rate") || is_stored_share(rule);
}

std::optional<RateCount> count_in(const ScopeFigures& scope, const Rule& rule) {
  const auto total = static_cast<double>(scope.requests);
  if (scope.requests == 0) {
    return std::nullopt;
  }
  if (!is_stored_share(rule)) {
    const auto errors = static_cast<double>(errors_in(scope, suffix_of(rule.metric)));
    return RateCount{.events = std::min(errors, total), .total = total};
  }
  const std::optional<Figure> share = figure_in(scope, rule);
  if (!share || share->value > 1) {
    return std::nullopt;
  }
  if (rule.metric != "check_rate") {
    return RateCount{.events = std::round(share->value * total), .total = total};
  }
  // Checks of one request fail together, so requests are counted, not checks.
  const auto evaluated = static_cast<double>(scope.checks_evaluated);
  if (scope.checks_evaluated == 0) {
    return std::nullopt;
  }
  return RateCount{.events = (1 - share->value) * std::min(total, evaluated),
                   .total = std::min(total, evaluated)};
}

Figure share_figure(const RateCount& counted, Asked asked) {
  const double share = share_of(counted);
  return {.value = asked == Asked::decrease ? 1 - share : share,
          .is_censored = false,
          .count = static_cast<std::uint64_t>(counted.total)};
}

}  // namespace loadgate
