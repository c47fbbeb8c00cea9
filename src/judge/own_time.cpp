// SPDX-License-Identifier: Apache-2.0
#include "judge/own_time.h"

#include <algorithm>
#include <functional>
#include <map>
#include <tuple>

#include "judge/counted_own_time.h"
#include "run/readings.h"

namespace loadgate {
namespace {

using FlowKey = std::tuple<std::uint16_t, std::uint64_t, std::uint32_t>;

std::int64_t service_of(const Sample& sample) {
  return std::max<std::int64_t>(0, sample.finished - sample.dispatched);
}

/// The least service time among those that met a stall at worst: the longest ones, for they were
/// under way for longest.
std::int64_t least_stalled(const Run& run) {
  std::vector<std::int64_t> services;
  for (const Sample& sample : run.samples) {
    if (is_unseen(sample)) {
      services.push_back(service_of(sample));
    }
  }
  const std::uint64_t all = services.size();
  const std::uint64_t met =
      std::min(run.health.loop_stalls, all) * std::min(run.health.max_in_flight_seen, all);
  if (met >= all) {
    return 0;
  }
  std::ranges::nth_element(services, services.begin() + static_cast<std::ptrdiff_t>(met),
                           std::greater());
  return services[met] + 1;
}

}  // namespace

std::vector<OwnTime> own_times(const Run& run) {
  const bool has_stalls = run.health.loop_stalls > 0;
  const std::int64_t least = has_stalls ? least_stalled(run) : 0;
  std::vector<OwnTime> times;
  times.reserve(run.samples.size());
  for (const Sample& sample : run.samples) {
    OwnTime own = own_time_of(sample);
    if (has_stalls && is_unseen(sample) && service_of(sample) >= least) {
      own.wait = std::max(
          own.wait, std::clamp<std::int64_t>(run.health.longest_stall, 0, service_of(sample)));
    }
    times.push_back(own);
  }
  return times;
}

Run net_of_own_time(Run run) {
  if (run.condensed) {
    return counted_net(std::move(run));
  }
  const std::vector<OwnTime> own = own_times(run);
  std::map<FlowKey, std::int64_t> of_flows;
  for (std::size_t i = 0; i < run.samples.size(); ++i) {
    Sample& sample = run.samples[i];
    if (own[i].sum() > 0) {
      of_flows[{sample.phase, sample.sequence, sample.user}] += own[i].sum();
    }
    sample = net_of(sample, own[i]);
  }
  for (Flow& flow : run.flows) {
    const auto found = of_flows.find({flow.phase, flow.sequence, flow.user});
    if (found != of_flows.end()) {
      flow.intended =
          std::min(flow.intended + found->second, std::max(flow.intended, flow.finished));
    }
  }
  return run;
}

}  // namespace loadgate
