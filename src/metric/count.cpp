// SPDX-License-Identifier: Apache-2.0
#include "metric/count.h"

#include <algorithm>
#include <numeric>

#include "metric/counted.h"
#include "run/offered.h"

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

OutcomeCounts::OutcomeCounts(std::span<const RunIndex> runs, Scope scope) {
  for (const RunIndex& run : runs) {
    for (const Sample& sample : run.samples_of(scope)) {
      ++counts_[static_cast<std::size_t>(sample.outcome)];
    }
    for (const OutcomeName& row : all_outcomes()) {
      counts_[static_cast<std::size_t>(row.outcome)] += count_of(run.run(), scope, row.outcome);
    }
  }
}

std::uint64_t OutcomeCounts::of(Outcome outcome) const {
  return counts_[static_cast<std::size_t>(outcome)];
}

std::uint64_t OutcomeCounts::all() const {
  return std::accumulate(counts_.begin(), counts_.end(), std::uint64_t{0});
}

std::uint64_t OutcomeCounts::requests() const {
  return successes() + errors();
}

std::uint64_t OutcomeCounts::successes() const {
  return of(Outcome::ok) + of(Outcome::expected);
}

std::uint64_t OutcomeCounts::errors() const {
  std::uint64_t count = 0;
  for (const OutcomeName& row : all_outcomes()) {
    count += is_error(row.outcome) ? of(row.outcome) : 0;
  }
  return count;
}

CheckTotal checks_of(std::span<const RunIndex> runs, Scope scope, std::string_view name) {
  CheckTotal total{.passed = 0, .evaluated = 0};
  for (const RunIndex& run : runs) {
    for (const CheckCount& check : run.checks_of(scope)) {
      const bool is_named = name.empty() || check.name == name;
      total.passed += is_named ? check.passed : 0;
      total.evaluated += is_named ? check.evaluated : 0;
    }
  }
  return total;
}

std::optional<double> measure_error_rate(std::span<const RunIndex> runs, Scope scope,
                                         std::string_view suffix) {
  const OutcomeCounts counts(runs, scope);
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

std::optional<double> measure_first_error_rate(std::span<const RunIndex> runs, Scope scope,
                                               std::string_view) {
  std::uint64_t requests = 0;
  std::uint64_t errors = 0;
  for (const RunIndex& run : runs) {
    if (!run.is_step(scope) || run.run().steps[scope.step].retries == 0) {
      continue;
    }
    for (const Sample& sample : run.samples_of(scope)) {
      const Outcome first = sample.attempts > 1 ? sample.first_outcome : sample.outcome;
      const bool is_counted = sample.outcome != Outcome::generator_dropped;
      requests += is_counted ? 1U : 0U;
      errors += is_counted && is_error(first) ? 1U : 0U;
    }
    requests += first_attempts_counted(run.run(), scope);
    errors += count_of(run.run(), scope, &ScopeCounts::first_errors);
  }
  return share(errors, requests);
}

std::optional<double> measure_check_rate(std::span<const RunIndex> runs, Scope scope,
                                         std::string_view suffix) {
  const CheckTotal total = checks_of(runs, scope, suffix);
  return share(total.passed, total.evaluated);
}

std::optional<double> measure_throughput(std::span<const RunIndex> runs, Scope scope,
                                         std::string_view) {
  std::int64_t finished = 0;
  std::int64_t nanoseconds = 0;
  for (const RunIndex& run : runs) {
    const std::vector<RunPhase>& phases = run.run().phases;
    if (scope.phase >= phases.size() || phases[scope.phase].started < 0 || !run.is_step(scope)) {
      continue;
    }
    nanoseconds += offered_time(run.run(), scope.phase);
    finished += std::ranges::count_if(run.samples_of(scope), [&](const Sample& sample) {
      return is_success(sample.outcome) &&
             sample.finished <= offered_until(run.run(), scope.phase, sample.intended);
    });
    finished += static_cast<std::int64_t>(count_of(run.run(), scope, &ScopeCounts::in_time));
  }
  if (nanoseconds == 0) {
    return std::nullopt;
  }
  return static_cast<double>(finished) * nanoseconds_per_second / static_cast<double>(nanoseconds);
}

}  // namespace loadgate
