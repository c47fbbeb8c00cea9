// SPDX-License-Identifier: Apache-2.0
#include "run/condense.h"

#include <algorithm>
#include <functional>

namespace loadgate {
namespace {

constexpr auto flow_ends = static_cast<std::size_t>(FlowEnd::generator_dropped) + 1;

void count(ReadingCounts& counts, const std::optional<MetricReading>& reading,
           std::uint64_t times) {
  if (reading) {
    (reading->is_censored ? counts.at_least : counts.exact).add(reading->value, times);
  }
}

bool is_first_error(const Sample& sample) {
  return sample.outcome != Outcome::generator_dropped &&
         is_error(sample.attempts > 1 ? sample.first_outcome : sample.outcome);
}

}  // namespace

ScopeCounts& Condenser::at(const Place& place) {
  const auto& [phase, step, data_class] = place;
  if (last_ == nullptr || Place(last_->phase, last_->step, last_->data_class) != place) {
    const bool is_step = step < steps_;
    const std::size_t ends = is_step ? all_outcomes().size() : flow_ends;
    const std::size_t readings = is_step ? sample_readings().size() : flow_readings().size();
    last_ = &scopes_
                 .try_emplace(place, ScopeCounts{.phase = phase,
                                                 .step = step,
                                                 .data_class = data_class,
                                                 .ends = std::vector<std::uint64_t>(ends),
                                                 .dispatched = 0,
                                                 .in_time = 0,
                                                 .first_errors = 0,
                                                 .unseen = 0,
                                                 .readings = std::vector<ReadingCounts>(readings)})
                 .first->second;
  }
  return *last_;
}

void Condenser::add(const Sample& sample, std::int64_t phase_end, std::uint64_t count) {
  ScopeCounts& scope = at({sample.phase, sample.step, sample.data_class});
  scope.ends[static_cast<std::size_t>(sample.outcome)] += count;
  scope.dispatched += sample.dispatched >= 0 ? count : 0;
  scope.in_time += is_success(sample.outcome) && sample.finished <= phase_end ? count : 0;
  scope.first_errors += is_first_error(sample) ? count : 0;
  scope.unseen += is_unseen(sample) ? count : 0;
  for (std::size_t row = 0; row < scope.readings.size(); ++row) {
    loadgate::count(scope.readings[row], sample_readings()[row].read(sample), count);
  }
  slices_.add(sample, count);
}

void Condenser::add(const Flow& flow, const FlowNotes& notes, std::uint64_t count) {
  const auto step = static_cast<std::uint16_t>(steps_ + flow.scenario);
  ScopeCounts& scope = at({flow.phase, step, no_class});
  scope.ends[static_cast<std::size_t>(flow.end)] += count;
  for (std::size_t row = 0; row < scope.readings.size(); ++row) {
    loadgate::count(scope.readings[row], flow_readings()[row].read(flow, notes), count);
  }
}

void Condenser::add(const Condensed& other) {
  for (const ScopeCounts& from : other.scopes) {
    ScopeCounts& into = at({from.phase, from.step, from.data_class});
    std::ranges::transform(into.ends, from.ends, into.ends.begin(), std::plus());
    into.dispatched += from.dispatched;
    into.in_time += from.in_time;
    into.first_errors += from.first_errors;
    into.unseen += from.unseen;
    for (std::size_t row = 0; row < into.readings.size(); ++row) {
      into.readings[row].exact.add(from.readings[row].exact);
      into.readings[row].at_least.add(from.readings[row].at_least);
    }
  }
  slices_.add(other.slice_seconds, other.slices);
}

Condensed Condenser::take() {
  Condensed condensed{
      .scopes = {}, .slice_seconds = slices_.slice_seconds(), .slices = slices_.take()};
  for (auto& [place, scope] : scopes_) {
    condensed.scopes.push_back(std::move(scope));
  }
  scopes_.clear();
  last_ = nullptr;
  return condensed;
}

}  // namespace loadgate
