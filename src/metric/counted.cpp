// SPDX-License-Identifier: Apache-2.0
#include "metric/counted.h"

#include <algorithm>
#include <numeric>
#include <type_traits>

#include "run/readings.h"

namespace loadgate {
namespace {

template <typename Visit>
void visit_scope(const Run& run, Scope scope, Visit visit) {
  if (!run.condensed) {
    return;
  }
  for (const ScopeCounts& counts : run.condensed->scopes) {
    const bool is_of_class = scope.data_class == no_class || counts.data_class == scope.data_class;
    if (counts.phase == scope.phase && counts.step == scope.step && is_of_class) {
      visit(counts);
    }
  }
}

/// The place of a reading's counts; nothing: it is none of such a scope.
std::optional<std::size_t> place_of(std::string_view name, bool is_step) {
  const auto place_in = [name](const auto& rows) -> std::optional<std::size_t> {
    for (std::size_t row = 0; row < rows.size(); ++row) {
      if (rows[row].name == name) {
        return row;
      }
    }
    return std::nullopt;
  };
  return is_step ? place_in(sample_readings()) : place_in(flow_readings());
}

void append(const Histogram& histogram, bool is_censored, std::vector<Observation>& into) {
  for (const BucketCount& counted : histogram.counts()) {
    into.push_back({.value = static_cast<double>(three_digits.value(counted.bucket)),
                    .is_censored = is_censored,
                    .at = 0,
                    .count = counted.count});
  }
}

}  // namespace

std::vector<Observation> observations_in(const ReadingCounts& counts) {
  std::vector<Observation> observations;
  append(counts.exact, false, observations);
  append(counts.at_least, true, observations);
  return observations;
}

std::vector<Observation> observe_counted(const Run& run, Scope scope, std::string_view name) {
  const std::optional<std::size_t> place = place_of(name, scope.step < run.steps.size());
  ReadingCounts sum;
  visit_scope(run, scope, [&](const ScopeCounts& counts) {
    if (place) {
      sum.exact.add(counts.readings[*place].exact);
      sum.at_least.add(counts.readings[*place].at_least);
    }
  });
  return observations_in(sum);
}

std::uint64_t count_of(const Run& run, Scope scope, std::uint64_t ScopeCounts::*count) {
  std::uint64_t sum = 0;
  visit_scope(run, scope, [&](const ScopeCounts& counts) { sum += counts.*count; });
  return sum;
}

template <typename End>
std::uint64_t count_of(const Run& run, Scope scope, End end) {
  // The ends of a step's requests are of one kind, those of a scenario's flows of another.
  if ((scope.step < run.steps.size()) != std::is_same_v<End, Outcome>) {
    return 0;
  }
  std::uint64_t sum = 0;
  visit_scope(run, scope, [&](const ScopeCounts& counts) {
    sum += counts.ends[static_cast<std::size_t>(end)];
  });
  return sum;
}
template std::uint64_t count_of(const Run& run, Scope scope, Outcome end);
template std::uint64_t count_of(const Run& run, Scope scope, FlowEnd end);

std::uint64_t first_attempts_counted(const Run& run, Scope scope) {
  std::uint64_t sum = 0;
  visit_scope(run, scope, [&](const ScopeCounts& counts) {
    sum += std::accumulate(counts.ends.begin(), counts.ends.end(), std::uint64_t{0}) -
           counts.ends[static_cast<std::size_t>(Outcome::generator_dropped)];
  });
  return sum;
}

std::uint64_t started_flows_counted(const Run& run, std::size_t phase) {
  std::uint64_t sum = 0;
  for (std::size_t scenario = 0; scenario < run.scenarios.size(); ++scenario) {
    const Scope scope{.phase = static_cast<std::uint16_t>(phase),
                      .step = static_cast<std::uint16_t>(run.steps.size() + scenario)};
    for (const FlowEnd end : {FlowEnd::ok, FlowEnd::failed, FlowEnd::cut}) {
      sum += count_of(run, scope, end);
    }
  }
  return sum;
}

}  // namespace loadgate
