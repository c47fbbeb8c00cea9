// SPDX-License-Identifier: Apache-2.0
#include "run/merge.h"

#include <algorithm>
#include <array>
#include <set>
#include <tuple>

#include "base/units.h"
#include "run/merge_check.h"
#include "run/merge_health.h"

namespace loadgate {
namespace {

constexpr std::string_view mixed = "mixed";

/// What the shards have in common, or the word for what they have not.
std::string common(const std::string& a, const std::string& b) {
  return a == b ? a : std::string(mixed);
}

std::map<std::string, std::string> common(std::map<std::string, std::string> a,
                                          const std::map<std::string, std::string>& b) {
  for (auto& [name, value] : a) {
    const auto found = b.find(name);
    value = found == b.end() ? std::string(mixed) : common(value, found->second);
  }
  for (const auto& [name, value] : b) {
    a.try_emplace(name, mixed);
  }
  return a;
}

Testbed common(const Testbed& a, const Testbed& b) {
  return Testbed{.architecture = common(a.architecture, b.architecture),
                 .usable_cores = std::min(a.usable_cores, b.usable_cores),
                 .cpu_quota = common(a.cpu_quota, b.cpu_quota),
                 .memory_gib = std::min(a.memory_gib, b.memory_gib),
                 .runner_label = common(a.runner_label, b.runner_label),
                 .details = common(a.details, b.details)};
}

/// Commit, job and the like are those of the lowest shard.
void merge_provenance(const Provenance& from, Provenance& into) {
  into.started_at = std::min(into.started_at, from.started_at);
  into.ended_at = std::max(into.ended_at, from.ended_at);
  into.overrides = common(into.overrides, from.overrides);
}

/// From the first that began to the last that ended, each counted from its own shard's start.
void merge_phases(const std::vector<RunPhase>& from, std::vector<RunPhase>& into) {
  for (std::size_t i = 0; i < into.size(); ++i) {
    const std::int64_t started = std::min(into[i].started, from[i].started);
    into[i].started = started < 0 ? std::max(into[i].started, from[i].started) : started;
    into[i].ended = std::max(into[i].ended, from[i].ended);
  }
}

RunEnd worse(RunEnd a, RunEnd b) {
  constexpr std::array order{RunEnd::interrupted, RunEnd::target_died, RunEnd::exhausted,
                             RunEnd::stopped, RunEnd::complete};
  return std::ranges::find(order, a) < std::ranges::find(order, b) ? a : b;
}

std::string first_of(const std::string& a, const std::string& b) {
  return a.empty() || b.empty() ? a + b : std::min(a, b);
}

template <typename T>
void append(std::vector<T>&& from, std::vector<T>& into) {
  into.insert(into.end(), std::make_move_iterator(from.begin()),
              std::make_move_iterator(from.end()));
}

void merge_checks(std::vector<CheckCount>& checks) {
  const auto place = [](const CheckCount& check) {
    return std::tie(check.phase, check.step, check.name, check.data_class);
  };
  std::ranges::sort(checks, {}, place);
  std::vector<CheckCount> summed;
  for (CheckCount& check : checks) {
    if (summed.empty() || place(summed.back()) != place(check)) {
      summed.push_back(std::move(check));
    } else {
      summed.back().passed += check.passed;
      summed.back().evaluated += check.evaluated;
    }
  }
  checks = std::move(summed);
}

/// Few of each kind, as every run keeps them; the same ones whatever was merged first.
void merge_examples(std::vector<ErrorExample>& examples) {
  constexpr std::size_t kept_of_a_kind = 3;
  const auto kind = [](const ErrorExample& example) {
    return std::tuple(example.phase, example.step, example.outcome);
  };
  std::ranges::sort(examples, {}, [&kind](const ErrorExample& example) {
    return std::tuple_cat(kind(example), std::tie(example.status, example.detail));
  });
  std::vector<ErrorExample> kept;
  for (ErrorExample& example : examples) {
    const auto same = std::ranges::count(kept, kind(example), kind);
    if (static_cast<std::size_t>(same) < kept_of_a_kind) {
      kept.push_back(std::move(example));
    }
  }
  examples = std::move(kept);
}

void put_flows_in_order(Run& run) {
  merge_checks(run.checks);
  merge_examples(run.errors);
  const std::set<std::string> once(run.warnings.begin(), run.warnings.end());
  run.warnings.assign(once.begin(), once.end());
  // A flow is of one shard: what compares equal is of one file and stays in its order.
  std::ranges::stable_sort(run.samples, {}, [](const Sample& sample) {
    return std::tuple(sample.phase, sample.sequence, sample.step);
  });
  std::ranges::stable_sort(run.flows, {},
                           [](const Flow& flow) { return std::tuple(flow.phase, flow.sequence); });
}

void merge_condensed(std::size_t steps, const std::optional<Condensed>& from,
                     std::optional<Condensed>& into) {
  if (from && into) {
    Condenser both(steps);
    both.add(*into);
    both.add(*from);
    into = both.take();
  } else if (from) {
    into = from;
  }
}

void merge_into(Run& into, Run from) {
  into.testbed = common(into.testbed, from.testbed);
  merge_provenance(from.provenance, into.provenance);
  merge_phases(from.phases, into.phases);
  into.health = merge_health(into.health, from.health);
  into.end = worse(into.end, from.end);
  into.stopped_by = first_of(into.stopped_by, from.stopped_by);
  into.preflight_requests += from.preflight_requests;
  append(std::move(from.shards.held), into.shards.held);
  append(std::move(from.warnings), into.warnings);
  append(std::move(from.errors), into.errors);
  append(std::move(from.checks), into.checks);
  append(std::move(from.samples), into.samples);
  append(std::move(from.flows), into.flows);
  merge_condensed(into.steps.size(), from.condensed, into.condensed);
}

/// Of the whole alone, so that it does not depend on what was merged first.
void note_skew(Run& run) {
  constexpr std::int64_t notable = 1'000'000'000;
  if (run.shards.held.empty() || !is_whole(run.shards)) {
    return;
  }
  const auto [first, last] = std::ranges::minmax(run.shards.held, {}, &ShardPart::started_at);
  const std::int64_t skew = last.started_at.nanoseconds - first.started_at.nanoseconds;
  if (skew >= notable) {
    run.warnings.push_back(
        "the shards began up to " + format_duration(static_cast<double>(skew)) + " apart (shard " +
        std::to_string(first.index) + " first, shard " + std::to_string(last.index) +
        " last): so long the load was less than planned; --start-at lets them begin together");
  }
}

}  // namespace

Result<Run> merge_runs(std::vector<ShardFile> shards, std::uint64_t most) {
  if (shards.empty()) {
    return invalid_input("no run to merge");
  }
  RETURN_IF_ERROR(check_shards(shards));
  std::ranges::sort(shards, {}, [](const ShardFile& shard) {
    return shard.run.shards.held.empty() ? 0 : shard.run.shards.held.front().index;
  });
  Run whole = std::move(shards.front().run);
  for (std::size_t i = 1; i < shards.size(); ++i) {
    merge_into(whole, std::move(shards[i].run));
  }
  std::ranges::sort(whole.shards.held, {}, &ShardPart::index);
  note_skew(whole);
  if (whole.condensed || whole.samples.size() > most) {
    whole = condense(std::move(whole));
  }
  put_flows_in_order(whole);
  return whole;
}

std::vector<std::uint32_t> missing_shards(const Shards& shards) {
  std::vector<std::uint32_t> missing;
  std::uint32_t next = 0;
  for (const ShardPart& part : shards.held) {
    for (; next < part.index; ++next) {
      missing.push_back(next);
    }
    ++next;
  }
  for (; !shards.held.empty() && next < shards.count; ++next) {
    missing.push_back(next);
  }
  return missing;
}

}  // namespace loadgate
