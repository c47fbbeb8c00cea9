// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "plan/digest_plan.h"
#include "run/delivery.h"
#include "run/run.h"

/// Runs by hand, for tests of the rooms after `run`:
/// `a_run().with_latencies("main/list", "load", {10, 12}).with_rule(rule).build()`.
namespace loadgate::testing {

inline constexpr std::int64_t one_millisecond = 1'000'000;
inline constexpr std::int64_t one_second = 1'000'000'000;

/// Begins with a complete, trusted, quiet run without phases, steps and samples. Steps and phases
/// that are named for the first time are added in that order: a measured open phase of constant
/// rate, 30 s long, after the one before it.
class RunBuilder {
 public:
  RunBuilder& with_phase(const std::string& name) {
    const std::int64_t started = run_.phases.empty() ? 0 : run_.phases.back().ended;
    return with_phase(RunPhase{.name = name,
                               .kind = PhaseKind::open,
                               .measure = true,
                               .is_constant = true,
                               .users = 0,
                               .offered_per_second = 50,
                               .planned_flows = 0,
                               .started = started,
                               .ended = started + 30 * one_second});
  }
  RunBuilder& with_phase(const RunPhase& phase) {
    run_.phases.push_back(phase);
    return *this;
  }
  RunBuilder& with_unmeasured_phase(const std::string& name) {
    with_phase(name);
    run_.phases.back().measure = false;
    return *this;
  }
  RunBuilder& with_closed_phase(const std::string& name, std::int64_t users) {
    with_phase(name);
    run_.phases.back().kind = PhaseKind::closed;
    run_.phases.back().is_constant = false;
    run_.phases.back().users = users;
    run_.phases.back().offered_per_second = 0;
    return *this;
  }

  /// "scenario/step"; the scenario is added with its first step.
  RunBuilder& with_step(const std::string& full_name) {
    const std::string scenario = full_name.substr(0, full_name.find('/'));
    const auto found = std::ranges::find(run_.scenarios, scenario);
    const auto index = static_cast<std::size_t>(found - run_.scenarios.begin());
    if (found == run_.scenarios.end()) {
      run_.scenarios.push_back(scenario);
    }
    run_.steps.push_back(RunStep{.full_name = full_name, .scenario = index});
    run_.plan.steps.push_back(
        DigestPart{.name = full_name, .digest = {}, .settings = {{"path", "/" + full_name}}});
    return *this;
  }

  /// Successes, in milliseconds; their flows start evenly spread over the phase.
  RunBuilder& with_latencies(const std::string& step, const std::string& phase,
                             const std::vector<double>& milliseconds) {
    for (const double latency : milliseconds) {
      add(step, phase, Outcome::ok, latency);
    }
    return *this;
  }
  /// `count` successes that all take as long.
  RunBuilder& with_requests(const std::string& step, const std::string& phase, std::size_t count,
                            double milliseconds) {
    return with_outcomes(step, phase, Outcome::ok, count, milliseconds);
  }
  /// `count` requests that end in this way after so many milliseconds.
  RunBuilder& with_outcomes(const std::string& step, const std::string& phase, Outcome outcome,
                            std::size_t count, double milliseconds = 10) {
    for (std::size_t i = 0; i < count; ++i) {
      add(step, phase, outcome, milliseconds);
    }
    return *this;
  }
  /// `count` successes between 0.5 and 1.5 of the middle: p50 is the middle, p95 1.45 of it.
  RunBuilder& with_spread(const std::string& step, const std::string& phase, std::size_t count,
                          double middle_milliseconds) {
    for (std::size_t i = 0; i < count; ++i) {
      // 37 and 100 have no common divisor: neighbours in time are no neighbours in size.
      const double share = static_cast<double>(i * 37 % 100 + 1) / 100;
      add(step, phase, Outcome::ok, middle_milliseconds * (0.5 + share));
    }
    return *this;
  }

  RunBuilder& with_spec_name(const std::string& name) {
    run_.spec_name = name;
    return *this;
  }
  RunBuilder& with_rule(const Rule& rule) {
    run_.rules.push_back(rule);
    return *this;
  }
  RunBuilder& with_job(const std::string& job) {
    run_.provenance.job = job;
    return *this;
  }
  RunBuilder& with_commit(const std::string& commit) {
    run_.provenance.commit = commit;
    return *this;
  }
  RunBuilder& with_cores(std::int64_t cores) {
    run_.testbed.usable_cores = cores;
    return *this;
  }
  RunBuilder& with_check(const CheckCount& check) {
    run_.checks.push_back(check);
    return *this;
  }
  RunBuilder& with_end(RunEnd end) {
    run_.end = end;
    return *this;
  }
  /// Anything else; called by build() when samples and flows stand.
  RunBuilder& with(std::function<void(Run&)> change) {
    changes_.push_back(std::move(change));
    return *this;
  }

  Run build() const {
    Run run = run_;
    const auto flows_of = count_flows();
    for (const auto& [phase, scenarios] : flows_of) {
      lay_out_phase(run, phase, scenarios);
    }
    count_health(run);
    run.plan = sealed(std::move(run.plan));
    for (const auto& change : changes_) {
      change(run);
    }
    return run;
  }

 private:
  struct Request {
    Outcome outcome;
    std::int64_t latency;
  };
  /// [phase][scenario]: the longest list of requests among the scenario's steps.
  using FlowCounts = std::map<std::size_t, std::map<std::size_t, std::size_t>>;

  void add(const std::string& step, const std::string& phase, Outcome outcome,
           double milliseconds) {
    if (std::ranges::find(run_.phases, phase, &RunPhase::name) == run_.phases.end()) {
      with_phase(phase);
    }
    if (std::ranges::find(run_.steps, step, &RunStep::full_name) == run_.steps.end()) {
      with_step(step);
    }
    const auto p = std::ranges::find(run_.phases, phase, &RunPhase::name) - run_.phases.begin();
    const auto s = std::ranges::find(run_.steps, step, &RunStep::full_name) - run_.steps.begin();
    requests_[{static_cast<std::size_t>(p), static_cast<std::size_t>(s)}].push_back(
        Request{outcome, static_cast<std::int64_t>(milliseconds * one_millisecond)});
  }

  FlowCounts count_flows() const {
    FlowCounts counts;
    for (const auto& [scope, requests] : requests_) {
      std::size_t& count = counts[scope.first][run_.steps[scope.second].scenario];
      count = std::max(count, requests.size());
    }
    return counts;
  }

  static void count_health(Run& run) {
    const Delivery delivery = delivery_of(run);
    run.health.planned_flows = delivery.planned_flows;
    run.health.started_flows = delivery.started_flows;
    run.health.generator_dropped = delivery.generator_dropped;
    run.health.in_flight_dropped = delivery.in_flight_dropped;
  }

  void lay_out_phase(Run& run, std::size_t phase,
                     const std::map<std::size_t, std::size_t>& scenarios) const {
    std::uint64_t sequence = run.flows.empty() ? 0 : run.flows.back().sequence + 1;
    const std::uint64_t first = sequence;
    for (const auto& [scenario, count] : scenarios) {
      for (std::size_t i = 0; i < count; ++i) {
        lay_out_flow(run, {phase, scenario}, {i, count}, sequence++);
      }
    }
    RunPhase& planned = run.phases[phase];
    if (planned.kind != PhaseKind::closed && planned.planned_flows == 0) {
      planned.planned_flows = sequence - first;
    }
  }

  /// The i-th request of each step of the scenario, one after the other.
  void lay_out_flow(Run& run, std::pair<std::size_t, std::size_t> phase_and_scenario,
                    std::pair<std::size_t, std::size_t> index_of_count,
                    std::uint64_t sequence) const {
    const auto [phase, scenario] = phase_and_scenario;
    const auto [index, count] = index_of_count;
    const RunPhase& during = run.phases[phase];
    const std::int64_t length = during.ended - during.started;
    const std::int64_t intended = during.started + length *
                                                       static_cast<std::int64_t>(2 * index + 1) /
                                                       static_cast<std::int64_t>(2 * count);
    Flow flow{.sequence = sequence,
              .user = 0,
              .phase = static_cast<std::uint16_t>(phase),
              .scenario = static_cast<std::uint16_t>(scenario),
              .end = FlowEnd::ok,
              .intended = intended,
              .finished = intended,
              .skipped_steps = 0};
    for (std::size_t step = 0; step < run.steps.size(); ++step) {
      if (run.steps[step].scenario != scenario) {
        continue;
      }
      const auto found = requests_.find({phase, step});
      if (found != requests_.end() && index < found->second.size()) {
        add_sample(run, flow, static_cast<std::uint16_t>(step), found->second[index]);
      } else {
        ++flow.skipped_steps;
      }
    }
    run.flows.push_back(flow);
  }

  static void add_sample(Run& run, Flow& flow, std::uint16_t step, const Request& request) {
    const bool is_first = flow.finished == flow.intended;
    const bool is_sent =
        request.outcome != Outcome::dropped && request.outcome != Outcome::generator_dropped;
    const std::int64_t start = flow.finished;
    const std::int64_t end = start + request.latency;
    const bool is_ok = request.outcome == Outcome::ok;
    const bool is_answered = is_ok || request.outcome >= Outcome::rate_limited;
    run.samples.push_back(
        Sample{.sequence = flow.sequence,
               .user = flow.user,
               .phase = flow.phase,
               .step = step,
               .outcome = request.outcome,
               .is_new_connection = false,
               .counts_from_intended = is_first && run.phases[flow.phase].kind == PhaseKind::open,
               .status = static_cast<std::uint16_t>(is_ok ? 200 : 0),
               .intended = start,
               .dispatched = is_sent ? start : -1,
               .connected = is_sent ? start : -1,
               .first_byte = is_sent && is_answered ? end : -1,
               .first_body_byte = is_ok ? end : -1,
               .finished = end,
               .connect_time = -1,
               .tls_time = -1,
               .bytes_in = is_ok ? 100U : 0U});
    flow.finished = end;
    flow.end = is_ok ? flow.end : end_of(request.outcome);
  }

  static FlowEnd end_of(Outcome outcome) {
    const std::map<Outcome, FlowEnd> ends{{Outcome::dropped, FlowEnd::dropped},
                                          {Outcome::cut, FlowEnd::cut},
                                          {Outcome::generator_dropped, FlowEnd::generator_dropped}};
    const auto found = ends.find(outcome);
    return found == ends.end() ? FlowEnd::failed : found->second;
  }

  Run run_{
      .spec_name = "checkout",
      .spec_file = "loadgate.yaml",
      .rules = {},
      .gate = {.confidence = 0.95, .on_inconclusive = Policy::warn},
      .baseline = {.file = "baselines/checkout.json",
                   .read_from = "auto",
                   .max_runs = 10,
                   .min_runs = 5,
                   .on_missing = Policy::warn,
                   .on_mismatch = MismatchPolicy::inconclusive},
      .seed = 1,
      .plan = {.total = {},
               .load = {.name = "load", .digest = {}, .settings = {{"phases[0].rate", "50/s"}}},
               .steps = {}},
      .phases = {},
      .steps = {},
      .scenarios = {},
      .http_version = "1.1",
      .testbed = {.architecture = "x86_64",
                  .usable_cores = 4,
                  .cpu_quota = "none",
                  .memory_gib = 16,
                  .runner_label = "ubuntu-24.04",
                  .details = {{"cpu_model", "Example CPU"}}},
      .provenance = {.commit = "1a2b3c4d5e6f",
                     .ref = "main",
                     .job = "job-1",
                     .run_url = "https://ci.example/1",
                     .tool_version = "0.1.0",
                     .started_at = {1'700'000'000'000'000'000},
                     .ended_at = {1'700'000'040'000'000'000},
                     .overrides = {}},
      .health = {.planned_flows = 0,
                 .started_flows = 0,
                 .generator_dropped = 0,
                 .in_flight_dropped = 0,
                 .max_in_flight_seen = 1,
                 .run_delay_share = 0,
                 .throttled = 0,
                 .steal_share = 0,
                 .loop_stalls = 0,
                 .longest_stall = 0},
      .end = RunEnd::complete,
      .warnings = {},
      .errors = {},
      .checks = {},
      .preflight_requests = 0,
      .flows = {},
      .samples = {}};
  std::map<std::pair<std::size_t, std::size_t>, std::vector<Request>> requests_;
  std::vector<std::function<void(Run&)>> changes_;
};

inline RunBuilder a_run() {
  return {};
}

}  // namespace loadgate::testing
