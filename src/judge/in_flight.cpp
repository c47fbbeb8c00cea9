// SPDX-License-Identifier: Apache-2.0
#include "judge/in_flight.h"

#include <algorithm>
#include <iterator>

#include "base/units.h"
#include "judge/blank_finding.h"
#include "judge/counted_own_time.h"
#include "judge/settle.h"
#include "judge/trust.h"
#include "judge/words.h"
#include "metric/counted.h"

namespace loadgate {
namespace {

/// The same of a run that keeps histograms.
void add_counted(const Run& run, std::vector<Observation>& late,
                 std::vector<Observation>& service) {
  for (std::uint16_t phase = 0; run.condensed && phase < run.phases.size(); ++phase) {
    for (std::uint16_t step = 0; run.phases[phase].measure && step < run.steps.size(); ++step) {
      const Scope scope{.phase = phase, .step = step};
      std::ranges::copy(counted_own_times(run, scope, "latency"), std::back_inserter(late));
      std::ranges::copy(observe_counted(run, scope, "service_time"), std::back_inserter(service));
    }
  }
}

/// The generator's own lateness is within half of what a rule would tolerate.
bool was_in_time(const Run& run, const std::vector<OwnTime>& own) {
  std::vector<Observation> late;
  std::vector<Observation> service;
  for (std::size_t i = 0; i < run.samples.size(); ++i) {
    const Sample& sample = run.samples[i];
    if (sample.dispatched < 0 || !run.phases[sample.phase].measure) {
      continue;
    }
    const auto add = [&sample](std::vector<Observation>& times, std::int64_t time) {
      times.push_back({.value = static_cast<double>(std::max<std::int64_t>(0, time)),
                       .is_censored = false,
                       .at = sample.intended});
    };
    add(late, own[i].sum());
    add(service, sample.finished - sample.dispatched);
  }
  add_counted(run, late, service);
  const auto added = summarise(std::move(late), Statistic::p99);
  const auto taken = summarise(std::move(service), Statistic::p99);
  return added && taken && added->value <= tolerance_of_time(taken->value, std::nullopt) / 2;
}

}  // namespace

std::optional<Finding> in_flight_finding(const Case& judged, const std::string& trust_advice) {
  std::uint64_t dropped = 0;
  std::uint64_t planned = 0;
  bool is_in_time = true;
  for (std::size_t i = 0; i < judged.measured.runs.size(); ++i) {
    const Run& run = judged.measured.runs[i];
    dropped += run.health.in_flight_dropped;
    planned += run.health.planned_flows;
    is_in_time =
        is_in_time && (run.health.in_flight_dropped == 0 || was_in_time(run, judged.own_times[i]));
  }
  if (dropped == 0) {
    return std::nullopt;
  }
  Finding finding = blank_finding("load.in_flight", FindingKind::check);
  finding.metric = "load.in_flight";
  finding.state = is_in_time ? State::fail : State::inconclusive;
  finding.policy = is_in_time ? Policy::fail : judged.first().gate.on_inconclusive;
  finding.blocks = blocks_of(finding.state, finding.policy);
  finding.samples = planned;
  finding.reason = format_count(dropped) + " of " + count_words(planned, "flow") +
                   (is_in_time ? " were never sent: the server did not keep up, and max_in_flight "
                                 "requests were waiting for it"
                               : " were never sent because of max_in_flight, but loadgate itself "
                                 "was late as well");
  finding.advice =
      trust_advice.empty() ? "give loadgate a core of its own, or lower the rate" : trust_advice;
  if (is_in_time) {
    finding.advice =
        "make the server faster, or lower the rate; raise load.max_in_flight only if it is meant "
        "to hold more requests at once";
  }
  return finding;
}

}  // namespace loadgate
