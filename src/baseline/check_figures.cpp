// SPDX-License-Identifier: Apache-2.0
#include "baseline/check_figures.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "base/encoding.h"

namespace loadgate {
namespace {

/// Counts beyond are no measurement, and sums of them would overflow.
constexpr std::uint64_t most_requests = std::uint64_t{1} << 40;

/// Each at most the next one.
constexpr std::array rising{Statistic::p50, Statistic::p75,  Statistic::p90, Statistic::p95,
                            Statistic::p99, Statistic::p999, Statistic::max};

bool is_measurable(double value) {
  return std::isfinite(value) && value >= 0;
}

/// Equal but for what a sum of doubles loses.
bool is_near(double a, double b) {
  constexpr double lost = 1e-9;
  return std::abs(a - b) <= lost * std::max({1.0, std::abs(a), std::abs(b)});
}

std::string check_outcomes(const ScopeFigures& scope) {
  std::uint64_t total = 0;
  std::uint64_t successes = 0;
  for (const auto& [name, count] : scope.outcomes) {
    if (count > most_requests) {
      return "more requests than can be";
    }
    total += name == describe(Outcome::generator_dropped).name ? 0 : count;
    const auto row = std::ranges::find(all_outcomes(), name, &OutcomeName::name);
    successes += row != all_outcomes().end() && is_success(row->outcome) ? count : 0;
  }
  // A scenario has flows and no outcomes.
  const bool adds_up =
      scope.outcomes.empty() || (total == scope.requests && successes == scope.successes);
  return adds_up ? "" : "outcomes that do not add up";
}

std::string check_counts(const ScopeFigures& scope) {
  if (scope.requests > most_requests || scope.successes > scope.requests) {
    return "more requests than can be, or more successes than requests";
  }
  if (scope.checks_evaluated > most_requests || scope.checks_passed > scope.checks_evaluated) {
    return "more checks passed than were evaluated";
  }
  return check_outcomes(scope);
}

std::uint64_t errors_in(const ScopeFigures& scope) {
  std::uint64_t errors = 0;
  for (const OutcomeName& row : all_outcomes()) {
    const auto found = scope.outcomes.find(std::string(row.name));
    errors += found != scope.outcomes.end() && is_error(row.outcome) ? found->second : 0;
  }
  return errors;
}

/// Shares beside the counts that they are made of.
std::string check_scalars(const ScopeFigures& scope) {
  for (const auto& [metric, value] : scope.scalars) {
    if (!is_measurable(value)) {
      return "a value of " + metric + " that no run has";
    }
  }
  for (const auto& [metric, part, whole] :
       {std::tuple("error_rate", errors_in(scope), scope.requests),
        std::tuple("check_rate", scope.checks_passed, scope.checks_evaluated)}) {
    const auto share = scope.scalars.find(metric);
    const bool is_known = share != scope.scalars.end() && whole > 0;
    if (is_known &&
        !is_near(share->second, static_cast<double>(part) / static_cast<double>(whole))) {
      return "a value of " + std::string(metric) + " that its counts do not give";
    }
  }
  return {};
}

std::string check_order(const std::map<Statistic, Figure>& statistics) {
  const Figure* before = nullptr;
  std::string_view name_before;
  for (const Statistic statistic : rising) {
    const auto found = statistics.find(statistic);
    if (found == statistics.end()) {
      continue;
    }
    if (before != nullptr && found->second.value < before->value) {
      return std::string(name_of(statistic)) + " is below " + std::string(name_before);
    }
    before = &found->second;
    name_before = name_of(statistic);
  }
  const auto mean = statistics.find(Statistic::mean);
  const auto most = statistics.find(Statistic::max);
  const bool has_both = mean != statistics.end() && most != statistics.end();
  return has_both && mean->second.value > most->second.value &&
                 !is_near(mean->second.value, most->second.value)
             ? "max is below mean"
             : "";
}

std::string check_histogram(const DistributionFigures& figures) {
  std::uint64_t count = 0;
  double before = -1;
  for (const auto& [edge, requests] : figures.histogram) {
    if (!is_measurable(edge) || edge <= before || requests > most_requests) {
      return "a histogram that no run has";
    }
    before = edge;
    count += requests;
  }
  return figures.histogram.empty() || count == figures.count
             ? ""
             : "a histogram of another number of requests";
}

std::string check_distribution(const ScopeFigures& scope, const DistributionFigures& figures) {
  const bool is_sound =
      figures.count <= most_requests && std::ranges::all_of(figures.statistics, [](const auto& e) {
        return is_measurable(e.second.value);
      });
  if (!is_sound) {
    return "a value that no run has";
  }
  if (figures.count > scope.requests || (figures.count == 0 && !figures.statistics.empty())) {
    return "more values than requests, or figures of none";
  }
  const std::string wrong = check_order(figures.statistics);
  return wrong.empty() ? check_histogram(figures) : wrong;
}

std::string check_scope(const ScopeFigures& scope) {
  for (const std::string& wrong : {check_counts(scope), check_scalars(scope)}) {
    if (!wrong.empty()) {
      return wrong;
    }
  }
  for (const auto& [metric, figures] : scope.distributions) {
    if (const std::string wrong = check_distribution(scope, figures); !wrong.empty()) {
      return printable(metric, 60) + ": " + wrong;
    }
  }
  return {};
}

std::string place_of(const ScopeFigures& scope) {
  const std::string data_class = scope.data_class.empty() ? "" : " [" + scope.data_class + "]";
  return printable(scope.step + " [" + scope.phase + "]" + data_class, 200);
}

/// Requests of a step's classes together are at most those of the step.
class ClassSums {
 public:
  bool accept(const ScopeFigures& scope) {
    Sum& sum = sums_[{scope.step, scope.phase}];
    (scope.data_class.empty() ? sum.whole : sum.parts) += scope.requests;
    return scope.data_class.empty() || sum.parts <= sum.whole;
  }

 private:
  struct Sum {
    std::uint64_t whole = 0;
    std::uint64_t parts = 0;
  };
  std::map<std::pair<std::string, std::string>, Sum> sums_;
};

}  // namespace

std::string contradiction_in(const RunFigures& figures) {
  std::set<std::tuple<std::string, std::string, std::string>> seen;
  ClassSums sums;
  for (const ScopeFigures& scope : figures.scopes) {
    std::string wrong = check_scope(scope);
    if (wrong.empty() && !seen.emplace(scope.step, scope.phase, scope.data_class).second) {
      wrong = "is there twice";
    }
    if (wrong.empty() && !sums.accept(scope)) {
      wrong = "the classes of the step have more requests than the step";
    }
    if (!wrong.empty()) {
      return place_of(scope) + ": " + wrong;
    }
  }
  return {};
}

}  // namespace loadgate
