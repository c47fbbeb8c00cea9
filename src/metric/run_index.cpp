// SPDX-License-Identifier: Apache-2.0
#include "metric/run_index.h"

#include <algorithm>

namespace loadgate {
namespace {

constexpr std::uint64_t index_key(std::uint16_t phase, std::uint16_t step,
                                  std::uint16_t data_class) {
  return std::uint64_t{phase} << 32U | std::uint64_t{step} << 16U | data_class;
}

template <typename Row, typename KeyOf>
RowGroups grouped(const std::vector<Row>& rows, KeyOf key) {
  std::vector<std::uint64_t> keys;
  keys.reserve(rows.size());
  for (const Row& row : rows) {
    keys.push_back(key(row));
  }
  return RowGroups(keys);
}

template <typename Row>
RowGroups by_step(const std::vector<Row>& rows) {
  return grouped(rows, [](const Row& row) { return index_key(row.phase, row.step, no_class); });
}

template <typename Row>
RowGroups by_class(const Run& run, const std::vector<Row>& rows) {
  if (run.classes.empty()) {
    return RowGroups({});
  }
  return grouped(rows,
                 [](const Row& row) { return index_key(row.phase, row.step, row.data_class); });
}

/// The first of equal names, as a search along the list would find it.
template <typename Names, typename NameOf>
void add_names(const Names& names, std::size_t first, NameOf name_of,
               std::unordered_map<std::string_view, std::uint16_t>& places) {
  for (const auto& named : names) {
    places.try_emplace(name_of(named), static_cast<std::uint16_t>(first++));
  }
}

}  // namespace

RowGroups::RowGroups(std::span<const std::uint64_t> keys) : rows_(keys.size()) {
  std::vector<std::uint32_t> group_of_row;
  group_of_row.reserve(keys.size());
  std::vector<std::uint32_t> sizes;
  for (const std::uint64_t key : keys) {
    const auto [group, is_new] = groups_.try_emplace(key, static_cast<std::uint32_t>(sizes.size()));
    if (is_new) {
      sizes.push_back(0);
    }
    ++sizes[group->second];
    group_of_row.push_back(group->second);
  }
  starts_.assign(sizes.size() + 1, 0);
  for (std::size_t group = 0; group < sizes.size(); ++group) {
    starts_[group + 1] = starts_[group] + sizes[group];
  }
  std::vector<std::uint32_t> next(starts_.begin(), starts_.end() - 1);
  for (std::uint32_t row = 0; row < rows_.size(); ++row) {
    rows_[next[group_of_row[row]]++] = row;
  }
}

std::span<const std::uint32_t> RowGroups::of(std::uint64_t key) const {
  const auto group = groups_.find(key);
  if (group == groups_.end()) {
    return {};
  }
  const std::uint32_t first = starts_[group->second];
  return std::span(rows_).subspan(first, starts_[group->second + 1] - first);
}

RunIndex::RunIndex(const Run& run)
    : run_(&run),
      samples_(by_step(run.samples)),
      samples_of_class_(by_class(run, run.samples)),
      flows_(
          grouped(run.flows,
                  [](const Flow& flow) { return index_key(flow.phase, flow.scenario, no_class); })),
      checks_(by_step(run.checks)),
      checks_of_class_(by_class(run, run.checks)) {
  for (const Sample& sample : run.samples) {
    if (is_censored(sample.outcome)) {
      unanswered_.emplace_back(sample.phase, sample.sequence);
    }
  }
  std::ranges::sort(unanswered_);
  add_names(
      run.phases, 0, [](const RunPhase& phase) { return std::string_view(phase.name); }, phases_);
  add_names(
      run.steps, 0, [](const RunStep& step) { return std::string_view(step.full_name); }, steps_);
  add_names(
      run.scenarios, run.steps.size(),
      [](const std::string& scenario) { return std::string_view(scenario); }, steps_);
}

std::optional<Scope> RunIndex::find(std::string_view step, std::string_view phase,
                                    std::string_view data_class) const {
  const auto phase_at = phases_.find(phase);
  const auto step_at = steps_.find(step);
  if (phase_at == phases_.end() || step_at == steps_.end()) {
    return std::nullopt;
  }
  Scope scope{.phase = phase_at->second, .step = step_at->second};
  if (!data_class.empty()) {
    const auto class_at = std::ranges::find(run_->classes, data_class);
    if (class_at == run_->classes.end()) {
      return std::nullopt;
    }
    scope.data_class = static_cast<std::uint16_t>(class_at - run_->classes.begin());
  }
  return scope;
}

bool RunIndex::is_unanswered(const Flow& flow) const {
  return std::ranges::binary_search(unanswered_, FlowName(flow.phase, flow.sequence));
}

std::span<const std::uint32_t> RunIndex::sample_places(Scope scope) const {
  if (!is_step(scope)) {
    return {};
  }
  const RowGroups& groups = scope.data_class == no_class ? samples_ : samples_of_class_;
  return groups.of(index_key(scope.phase, scope.step, scope.data_class));
}

std::span<const std::uint32_t> RunIndex::flow_places(Scope scope) const {
  if (is_step(scope)) {
    return {};
  }
  const auto scenario = static_cast<std::uint16_t>(scope.step - run_->steps.size());
  return flows_.of(index_key(scope.phase, scenario, no_class));
}

std::span<const std::uint32_t> RunIndex::check_places(Scope scope) const {
  const RowGroups& groups = scope.data_class == no_class ? checks_ : checks_of_class_;
  return groups.of(index_key(scope.phase, scope.step, scope.data_class));
}

}  // namespace loadgate
