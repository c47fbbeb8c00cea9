// SPDX-License-Identifier: Apache-2.0
#include "load/append_look.h"

#include <algorithm>
#include <iterator>
#include <tuple>

#include "run/delivery.h"
#include "run/merge_health.h"

namespace loadgate {
namespace {

template <typename T>
void append(std::vector<T>&& from, std::vector<T>& into) {
  std::ranges::move(from, std::back_inserter(into));
}

void append_phases(const std::vector<RunPhase>& look, std::vector<RunPhase>& phases) {
  for (std::size_t index = 0; index < phases.size(); ++index) {
    phases[index].planned_flows += look[index].planned_flows;
    phases[index].ended = std::max(phases[index].ended, look[index].ended);
  }
}

void append_checks(const std::vector<CheckCount>& look, std::vector<CheckCount>& checks) {
  const auto place = [](const CheckCount& check) {
    return std::tie(check.phase, check.step, check.name, check.data_class);
  };
  for (const CheckCount& more : look) {
    const auto known = std::ranges::find(checks, place(more), place);
    if (known == checks.end()) {
      checks.push_back(more);
    } else {
      known->passed += more.passed;
      known->evaluated += more.evaluated;
    }
  }
}

/// Over one after the other, not side by side: the canaries stand around both.
void append_health(const Health& look, Run& run) {
  const Health before = run.health;
  run.health = merge_health(before, look);
  run.health.max_in_flight_seen = std::max(before.max_in_flight_seen, look.max_in_flight_seen);
  run.health.has_receive_stamps = before.has_receive_stamps || look.has_receive_stamps;
  run.health.canary_before_p50 = before.canary_before_p50;
  run.health.canary_before_p99 = before.canary_before_p99;
  run.health.canary_after_p50 = look.canary_after_p50;
  run.health.canary_after_p99 = look.canary_after_p99;
  const Delivery delivery = delivery_of(run);
  run.health.planned_flows = delivery.planned_flows;
  run.health.started_flows = delivery.started_flows;
  run.health.generator_dropped = delivery.generator_dropped;
  run.health.in_flight_dropped = delivery.in_flight_dropped;
}

}  // namespace

void append_look(Run&& look, Run& run) {
  append_phases(look.phases, run.phases);
  append(std::move(look.samples), run.samples);
  append(std::move(look.flows), run.flows);
  std::ranges::stable_sort(run.samples, {}, [](const Sample& sample) {
    return std::tuple(sample.phase, sample.sequence, sample.step, sample.intended);
  });
  std::ranges::sort(run.flows, {},
                    [](const Flow& flow) { return std::tuple(flow.phase, flow.sequence); });
  append_checks(look.checks, run.checks);
  append(std::move(look.errors), run.errors);
  append(std::move(look.warnings), run.warnings);
  append(std::move(look.pairing->slices), run.pairing->slices);
  ++run.pairing->looks;
  if (look.end != RunEnd::complete) {
    run.end = look.end;
    run.stopped_by = std::move(look.stopped_by);
  }
  append_health(look.health, run);
}

}  // namespace loadgate
