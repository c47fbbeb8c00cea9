// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "report/report.h"

namespace loadgate::testing {

inline constexpr double ms = 1e6;

inline Figure figure(double value) {
  return {.value = value, .is_censored = false, .count = 1500};
}

inline Change relative(double estimate, double at_least, double at_most) {
  return {.estimate = estimate, .at_least = at_least, .at_most = at_most, .is_relative = true};
}

/// An `increase` finding of latency.p95 that holds: "buy/login", 98 ms -> 100 ms.
inline Finding held(const std::string& step) {
  return Finding{.key = "latency.p95 " + step + " [steady] increase",
                 .kind = FindingKind::increase,
                 .state = State::pass,
                 .blocks = Blocks::nothing,
                 .severity = Severity::error,
                 .origin = RuleOrigin::spec,
                 .metric = "latency.p95",
                 .step = step,
                 .phase = "steady",
                 .unit = Unit::nanoseconds,
                 .better = Better::lower,
                 .where = {.line = 21, .column = 5},
                 .baseline = figure(98 * ms),
                 .now = figure(100 * ms),
                 .change = relative(0.0204, -0.01, 0.041),
                 .limit = std::nullopt,
                 .tolerance = 0.1,
                 .min_delta = 0,
                 .interval_low = std::nullopt,
                 .interval_high = std::nullopt,
                 .p_value = 0.31,
                 .sees = 0.12,
                 .samples = 1500,
                 .survivors_only = false,
                 .reason = "no more than +4.1 %",
                 .advice = {},
                 .policy = Policy::pass};
}

/// The same step slower than its tolerance: 212 ms -> 250 ms, blocks.
inline Finding slower(const std::string& step) {
  Finding finding = held(step);
  finding.state = State::fail;
  finding.blocks = Blocks::regression;
  finding.policy = Policy::fail;
  finding.baseline = figure(212 * ms);
  finding.now = figure(250 * ms);
  finding.change = relative(0.179, 0.112, 0.25);
  finding.p_value = 0.0004;
  finding.reason = "at least +11.2 %";
  return finding;
}

/// Undecided: 2.10 s -> 2.30 s.
inline Finding unclear(const std::string& step) {
  Finding finding = held(step);
  finding.key = "latency.p99 " + step + " [steady] increase";
  finding.metric = "latency.p99";
  finding.state = State::inconclusive;
  finding.policy = Policy::warn;
  finding.baseline = figure(2100 * ms);
  finding.now = figure(2300 * ms);
  finding.change = relative(0.0952, -0.04, 0.24);
  finding.tolerance = 0.05;
  finding.reason = "between −4 % and +24 %: too noisy to say";
  finding.advice =
      "more runs of the accepted code in the baseline (it has 5, 8 or more are better), on the "
      "same "
      "kind of machine: loadgate baseline record loadgate.yaml --add --runs 3";
  return finding;
}

inline Finding without_baseline(Finding finding) {
  finding.state = State::no_baseline;
  finding.blocks = Blocks::nothing;
  finding.policy = Policy::warn;
  finding.baseline = std::nullopt;
  finding.change = std::nullopt;
  finding.sees = std::nullopt;
  finding.p_value = std::nullopt;
  finding.reason = "there is no baseline to compare with";
  finding.advice = "make one, while nothing fails: loadgate baseline record loadgate.yaml --runs 8";
  return finding;
}

/// An absolute limit on the errors of a step, held: 0.2 % of at most 5 %.
inline Finding guarded(const std::string& step) {
  Finding finding = held(step);
  finding.key = "error_rate " + step + " [steady] limit";
  finding.kind = FindingKind::limit;
  finding.metric = "error_rate";
  finding.origin = RuleOrigin::guard;
  finding.unit = Unit::fraction;
  finding.where = {.line = 12, .column = 9};
  finding.baseline = std::nullopt;
  finding.now = figure(0.002);
  finding.change = std::nullopt;
  finding.tolerance = std::nullopt;
  finding.limit = 0.05;
  finding.interval_low = 0.0;
  finding.interval_high = 0.0041;
  finding.sees = std::nullopt;
  finding.p_value = std::nullopt;
  finding.reason = "0.2 % is within the limit of 5 % (between 0 % and 0.41 %)";
  return finding;
}

inline Finding too_many_errors(const std::string& step) {
  Finding finding = guarded(step);
  finding.state = State::fail;
  finding.blocks = Blocks::regression;
  finding.policy = Policy::fail;
  finding.now = figure(0.08);
  finding.interval_low = 0.066;
  finding.interval_high = 0.095;
  finding.reason = "8 % is above the limit of 5 % (between 6.6 % and 9.5 %)";
  return finding;
}

/// The check of the run itself: the server let requests pile up.
inline Finding in_flight(std::uint64_t dropped) {
  Finding finding = guarded("");
  finding.key = "load.in_flight check";
  finding.kind = FindingKind::check;
  finding.state = State::fail;
  finding.blocks = Blocks::regression;
  finding.policy = Policy::fail;
  finding.metric = "load.in_flight";
  finding.phase = "";
  finding.unit = Unit::count;
  finding.where = {.line = 0, .column = 0};
  finding.now = Figure{.value = static_cast<double>(dropped), .is_censored = false, .count = 1500};
  finding.limit = std::nullopt;
  finding.interval_low = std::nullopt;
  finding.interval_high = std::nullopt;
  finding.reason = std::to_string(dropped) +
                   " of 1,500 flows were dropped: the server did not answer the 1,000 before them";
  finding.advice = "find out what the server waits for, or raise load.max_in_flight";
  return finding;
}

inline ScopeFigures scope(const std::string& step, double p95) {
  const auto of_successes = [](double value) {
    return Figure{.value = value, .is_censored = false, .count = 1497};
  };
  const std::map<Statistic, Figure> statistics{{Statistic::p50, of_successes(p95 / 2.5)},
                                               {Statistic::p95, of_successes(p95)},
                                               {Statistic::p99, of_successes(p95 * 1.25)}};
  return ScopeFigures{.step = step,
                      .phase = "steady",
                      .requests = 1500,
                      .successes = 1497,
                      .outcomes = {{"ok", 1497}, {"server_5xx", 3}},
                      .scalars = {{"error_rate", 0.002}, {"throughput", 49.9}},
                      .distributions = {{"latency",
                                         {.count = 1497,
                                          .statistics = statistics,
                                          .histogram = {{p95 / 2.5, 1400}, {p95, 97}}}}},
                      .checks_passed = 1497,
                      .checks_evaluated = 1500};
}

inline PhaseRow phase(const std::string& name) {
  return PhaseRow{.name = name,
                  .measure = true,
                  .users = 0,
                  .offered_per_second = 50,
                  .achieved_per_second = 50,
                  .p50 = figure(98 * ms),
                  .p95 = figure(250 * ms),
                  .p99 = figure(311 * ms),
                  .errors = 3,
                  .requests = 1500};
}

inline Provenance provenance() {
  return Provenance{.commit = "5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f80",
                    .ref = "faster-cart",
                    .job = "github/42/1/gate/0",
                    .run_url = "https://github.example/acme/shop/actions/runs/42",
                    .tool_version = "1.0.0",
                    .started_at = {.nanoseconds = 1'795'000'000'000'000'000},
                    .ended_at = {.nanoseconds = 1'795'000'038'000'000'000},
                    .overrides = {}};
}

inline Testbed testbed() {
  return Testbed{.architecture = "x86_64",
                 .usable_cores = 4,
                 .cpu_quota = "none",
                 .memory_gib = 16,
                 .runner_label = "ubuntu24-X64",
                 .details = {{"cpu_model", "EPYC 7763"}}};
}

/// Three steps, one measured phase, a baseline of ten runs; the findings and the verdict given.
inline Report report(Verdict verdict, std::vector<Finding> findings) {
  const int status = verdict == Verdict::fail ? 1 : verdict == Verdict::not_measured ? 4 : 0;
  return Report{
      .spec_name = "checkout",
      .spec_file = "loadgate.yaml",
      .tool_version = "1.0.0",
      .judgement = {.verdict = verdict,
                    .trust = {.trust = Trust::trusted, .reasons = {}, .advice = {}},
                    .findings = std::move(findings),
                    .warnings = {}},
      .status = status,
      .baseline = BaselineSummary{.described = "main@1a2b3c4",
                                  .runs = 10,
                                  .age_days = 9,
                                  .same_class = true,
                                  .changed_in_tree = false},
      .plan_digest = "9c1f0000000000000000000000000000000000000000000000000000000000ab",
      .provenance = provenance(),
      .testbed = testbed(),
      .end = RunEnd::complete,
      .http_version = "1.1",
      .lag_p99 = 41'000,
      .duration = 38'000'000'000,
      .run_command = "loadgate check loadgate.yaml",
      .baseline_file = "baselines/checkout.json",
      .phases = {phase("steady")},
      .scopes = {{.now = scope("buy/add to cart", 250 * ms),
                  .baseline = scope("buy/add to cart", 212 * ms)},
                 {.now = scope("buy/login", 100 * ms), .baseline = scope("buy/login", 98 * ms)},
                 {.now = scope("ask/question", 2300 * ms), .baseline = std::nullopt}},
      .seconds = {{.second = 0, .started = 50, .errors = 0, .p95 = 249 * ms},
                  {.second = 1, .started = 50, .errors = 3, .p95 = 251 * ms}},
      .errors = {{.outcome = Outcome::server_5xx,
                  .step = 0,
                  .phase = 0,
                  .status = 500,
                  .detail = R"({"error":"out of stock"})"}},
      .steps = {"buy/login", "buy/add to cart", "ask/question"},
      .phase_names = {"steady"},
      .warnings = {},
      .failure = {},
      .failure_hint = {},
      .description = {},
      .deliveries = {{.phase = "steady", .planned = 1500, .started = 1500}}};
}

}  // namespace loadgate::testing
