// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <numeric>
#include <utility>

#include "run/condense.h"

namespace loadgate {
namespace {

const std::vector<ScopeCounts> no_scopes;

template <typename Row>
std::pair<std::uint16_t, std::uint64_t> name_of(const Row& row) {
  return {row.phase, row.sequence};
}

template <typename Row>
void put_in_order(std::vector<Row>& rows) {
  if (!std::ranges::is_sorted(rows, {}, name_of<Row>)) {
    std::ranges::stable_sort(rows, {}, name_of<Row>);
  }
}

/// Both lists in one walk: a flow's requests stand where the flow does.
void count_all(const Run& run, Condenser& condenser) {
  auto sample = run.samples.begin();
  const auto take_sample = [&](FlowNotes& notes) {
    notes.is_unanswered |= is_censored(sample->outcome);
    notes.own_time += own_time_of(*sample).sum();
    condenser.add(*sample, run.phases[sample->phase].ended);
    ++sample;
  };
  FlowNotes of_no_flow{};
  for (const Flow& flow : run.flows) {
    while (sample != run.samples.end() && name_of(*sample) < name_of(flow)) {
      take_sample(of_no_flow);
    }
    FlowNotes notes{};
    while (sample != run.samples.end() && name_of(*sample) == name_of(flow)) {
      take_sample(notes);
    }
    condenser.add(flow, notes);
  }
  while (sample != run.samples.end()) {
    take_sample(of_no_flow);
  }
}

}  // namespace

std::uint64_t sample_count(const Run& run) {
  std::uint64_t count = run.samples.size();
  for (const ScopeCounts& scope : run.condensed ? run.condensed->scopes : no_scopes) {
    const bool is_step = scope.step < run.steps.size();
    count = is_step ? std::accumulate(scope.ends.begin(), scope.ends.end(), count) : count;
  }
  return count;
}

Run condense(Run run) {
  Condenser condenser(run.steps.size());
  if (run.condensed) {
    condenser.add(*run.condensed);
  }
  put_in_order(run.samples);
  put_in_order(run.flows);
  count_all(run, condenser);
  run.samples = {};
  run.flows = {};
  run.condensed = condenser.take();
  if (std::ranges::find(run.warnings, condensed_warning) == run.warnings.end()) {
    run.warnings.emplace_back(condensed_warning);
  }
  return run;
}

}  // namespace loadgate
