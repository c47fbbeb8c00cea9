// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <ranges>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "run/run.h"

namespace loadgate {

/// A part of a run: one step in one phase, or a whole scenario in one phase, for metrics of flows
/// (`iteration`). `step` < run.steps.size() is a step; run.steps.size() + k is scenario k. Of a
/// step also the requests of one class of the data alone; no_class is all of them together.
struct Scope {
  std::uint16_t phase;
  std::uint16_t step;
  std::uint16_t data_class = no_class;
};

/// Rows by the group that they belong to; in each the order of the rows.
class RowGroups {
 public:
  /// One key a row.
  explicit RowGroups(std::span<const std::uint64_t> keys);
  std::span<const std::uint32_t> of(std::uint64_t key) const;

 private:
  std::unordered_map<std::uint64_t, std::uint32_t> groups_;  // key -> place in starts_
  std::vector<std::uint32_t> starts_;                        // one more than there are groups
  std::vector<std::uint32_t> rows_;
};

/// The rows at these places, one after the other.
template <typename Row>
auto rows_at(const std::vector<Row>& rows, std::span<const std::uint32_t> places) {
  return std::views::transform(
      places, [all = rows.data()](std::uint32_t place) -> const Row& { return all[place]; });
}

/// A run whose samples, flows and checks are found by their scope, made in one pass: a figure costs
/// what it is made of, however many others there are.
class RunIndex {
 public:
  /// Implicit, so that a single figure can be asked of a run as it is. The run must outlive it.
  RunIndex(const Run& run);

  const Run& run() const { return *run_; }

  /// The scope of these names; `step` may be a scenario's name, `data_class` is empty for all
  /// classes together. Nothing if the run lacks one of them.
  std::optional<Scope> find(std::string_view step, std::string_view phase,
                            std::string_view data_class) const;
  bool is_step(Scope scope) const { return scope.step < run_->steps.size(); }

  /// In the run's order; none for a scenario.
  auto samples_of(Scope scope) const { return rows_at(run_->samples, sample_places(scope)); }
  /// Where they are in the run's list.
  std::span<const std::uint32_t> sample_places(Scope scope) const;
  /// Of a scenario; none for a step.
  auto flows_of(Scope scope) const { return rows_at(run_->flows, flow_places(scope)); }
  /// Of a step: of one class those of its requests alone.
  auto checks_of(Scope scope) const { return rows_at(run_->checks, check_places(scope)); }
  /// A request of the flow had no answer.
  bool is_unanswered(const Flow& flow) const;

 private:
  /// (phase, sequence) of a flow.
  using FlowName = std::pair<std::uint16_t, std::uint64_t>;

  std::span<const std::uint32_t> flow_places(Scope scope) const;
  std::span<const std::uint32_t> check_places(Scope scope) const;

  const Run* run_;
  RowGroups samples_;           // by phase and step
  RowGroups samples_of_class_;  // by phase, step and class; empty where the run has no classes
  RowGroups flows_;
  RowGroups checks_;
  RowGroups checks_of_class_;
  std::vector<FlowName> unanswered_;  // in order
  std::unordered_map<std::string_view, std::uint16_t> phases_;
  std::unordered_map<std::string_view, std::uint16_t> steps_;  // and scenarios
};

}  // namespace loadgate
