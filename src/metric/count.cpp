// SPDX-License-Identifier: Apache-2.0
#include "metric/count.h"

#include <algorithm>
#include <numeric>

#include "metric/counted.h"

namespace loadgate {
namespace {

constexpr double nanoseconds_per_second = 1e9;

std::optional<double> share(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) {
    return std::nullopt;
  }
  return static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

OutcomeCounts::OutcomeCounts(const Run& run, Scope scope) {
  for (const Sample& sample : run.samples) {
    if (sample.phase == scope.phase && sample.step == scope.step) {
      ++counts_[static_cast<std::size_t>(sample.outcome)];
    }
  }
  for (const OutcomeName& row : all_outcomes()) {
    counts_[static_cast<std::size_t>(row.outcome)] += count_of(run, scope, row.outcome);
  }
}

std::uint64_t OutcomeCounts::of(Outcome outcome) const {
  return counts_[static_cast<std::size_t>(outcome)];
}

std::uint64_t OutcomeCounts::all() const {
  return std::accumulate(counts_.begin(), counts_.end(), std::uint64_t{0});
}

std::uint64_t OutcomeCounts::requests() const {
  return of(Outcome::ok) + errors();
}

std::uint64_t OutcomeCounts::errors() const {
  std::uint64_t count = 0;
  for (const OutcomeName& row : all_outcomes()) {
    count += is_error(row.outcome) ? of(row.outcome) : 0;
  }
  return count;
}

CheckTotal checks_of(const Run& run, Scope scope, std::string_view name) {
  CheckTotal total{.passed = 0, .evaluated = 0};
  for (const CheckCount& check : run.checks) {
    const bool is_named = name.empty() || check.name == name;
    if (check.phase == scope.phase && check.step == scope.step && is_named) {
      total.passed += check.passed;
      total.evaluated += check.evaluated;
    }
  }
  return total;
}

std::optional<double> measure_error_rate(const Run& run, Scope scope, std::string_view suffix) {
  const OutcomeCounts counts(run, scope);
  if (suffix.empty()) {
    return share(counts.errors(), counts.requests());
  }
  bool is_known = false;
  std::uint64_t errors = 0;
  for (const OutcomeName& row : all_outcomes()) {
    if (is_error(row.outcome) && (row.name == suffix || row.group == suffix)) {
      is_known = true;
      errors += counts.of(row.outcome);
    }
  }
  return is_known ? share(errors, counts.requests()) : std::nullopt;
}

std::optional<double> measure_first_error_rate(const Run& run, Scope scope, std::string_view) {
  if (scope.step >= run.steps.size() || run.steps[scope.step].retries == 0) {
    return std::nullopt;
  }
  if (run.condensed) {
    const OutcomeCounts counts(run, scope);
    return share(count_of(run, scope, &ScopeCounts::first_errors),
                 counts.all() - counts.of(Outcome::generator_dropped));
  }
  std::uint64_t requests = 0;
  std::uint64_t errors = 0;
  for (const Sample& sample : run.samples) {
    const Outcome first = sample.attempts > 1 ? sample.first_outcome : sample.outcome;
    if (sample.phase == scope.phase && sample.step == scope.step &&
        sample.outcome != Outcome::generator_dropped) {
      ++requests;
      errors += is_error(first) ? 1U : 0U;
    }
  }
  return share(errors, requests);
}

std::optional<double> measure_check_rate(const Run& run, Scope scope, std::string_view suffix) {
  const CheckTotal total = checks_of(run, scope, suffix);
  return share(total.passed, total.evaluated);
}

std::optional<double> measure_throughput(const Run& run, Scope scope, std::string_view) {
  if (scope.phase >= run.phases.size()) {
    return std::nullopt;
  }
  const RunPhase& phase = run.phases[scope.phase];
  if (phase.started < 0 || phase.ended <= phase.started || scope.step >= run.steps.size()) {
    return std::nullopt;
  }
  const auto finished = std::ranges::count_if(run.samples, [&](const Sample& sample) {
    return sample.phase == scope.phase && sample.step == scope.step &&
           sample.outcome == Outcome::ok && sample.finished <= phase.ended;
  });
  const std::uint64_t counted = count_of(run, scope, &ScopeCounts::in_time);
  return static_cast<double>(static_cast<std::uint64_t>(finished) + counted) *
         nanoseconds_per_second / static_cast<double>(phase.ended - phase.started);
}

}  // namespace loadgate
