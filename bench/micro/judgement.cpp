// SPDX-License-Identifier: Apache-2.0
#include <benchmark/benchmark.h>

#include "base/random.h"
#include "baseline/baseline.h"
#include "judge/judgement.h"
#include "plan/digest_plan.h"
#include "report/report.h"

namespace loadgate::bench {
namespace {

constexpr std::int64_t second = 1'000'000'000;
constexpr std::int64_t length = 100 * second;

Sample sample_of(std::uint64_t number, std::uint64_t seed, std::uint64_t samples,
                 std::size_t steps) {
  const DrawKey key{.seed = seed,
                    .purpose = Purpose::mock,
                    .scenario = 0,
                    .owner = static_cast<std::uint32_t>(number),
                    .iteration = 0,
                    .draw = 0};
  Sample sample{};
  sample.sequence = number;
  sample.step = static_cast<std::uint16_t>(number % steps);
  sample.outcome = Outcome::ok;
  sample.counts_from_intended = true;
  sample.status = 200;
  sample.intended = length * static_cast<std::int64_t>(number) / static_cast<std::int64_t>(samples);
  sample.dispatched = sample.intended + 3000;
  sample.connected = sample.dispatched + 5000;
  sample.finished = sample.dispatched + static_cast<std::int64_t>(5e6 / draw_unit(key));
  sample.first_byte = sample.first_body_byte = sample.finished - 2000;
  sample.connect_time = sample.tls_time = -1;
  sample.bytes_in = 135;
  return sample;
}

/// A rule for the latency of each step and one for its errors, each with a limit and a tolerance.
void add_step(Run& run, std::size_t index) {
  const std::string name = "main/step " + std::to_string(index);
  run.steps.push_back({.full_name = name, .scenario = 0});
  run.plan.steps.push_back({.name = name, .digest = {}, .settings = {{"request", name}}});
  Rule rule = rule_without_demands();
  rule.step = name;
  rule.metric = "latency";
  rule.statistic = Statistic::p95;
  rule.at_most = 10e9;
  rule.max_increase = 0.1;
  run.rules.push_back(rule);
  rule.metric = "error_rate";
  rule.statistic = Statistic::value;
  rule.at_most = 0.05;
  rule.max_increase = 0.005;
  run.rules.push_back(rule);
}

Run run_of(std::uint64_t samples, std::size_t steps, std::uint64_t seed) {
  Run run{};
  run.spec_name = "checkout";
  run.spec_file = "loadgate.yaml";
  run.gate = {.confidence = 0.95, .on_inconclusive = Policy::warn};
  run.baseline.min_runs = 5;
  run.baseline.max_runs = 10;
  run.scenarios = {"main"};
  run.phases = {{.name = "load",
                 .kind = PhaseKind::open,
                 .measure = true,
                 .is_constant = true,
                 .users = 0,
                 .offered_per_second = static_cast<double>(samples) / 100,
                 .planned_flows = samples,
                 .started = 0,
                 .ended = length}};
  run.plan.load.settings = {{"seed", "1"}};
  for (std::size_t step = 0; step < steps; ++step) {
    add_step(run, step);
  }
  run.plan = sealed(std::move(run.plan));
  run.provenance.job = "job-" + std::to_string(seed);
  run.health.planned_flows = run.health.started_flows = samples;
  for (std::uint64_t number = 0; number < samples; ++number) {
    run.samples.push_back(sample_of(number, seed, samples, steps));
    const Sample& sample = run.samples.back();
    run.flows.push_back({.sequence = number,
                         .user = 0,
                         .phase = 0,
                         .scenario = 0,
                         .end = FlowEnd::ok,
                         .intended = sample.intended,
                         .finished = sample.finished,
                         .skipped_steps = 0});
  }
  return run;
}

/// From measured samples to all reports: what `check` does after the load.
void judge_and_report(benchmark::State& state) {
  const auto samples = static_cast<std::uint64_t>(state.range(0));
  const auto steps = static_cast<std::size_t>(state.range(1));
  Baseline pool{.spec_name = "checkout", .release = {}, .runs = {}, .anchor = {}};
  for (std::uint64_t seed = 2; seed < 10; ++seed) {
    pool.runs.push_back(baseline_run_of(run_of(samples / 10, steps, seed)));
  }
  const std::optional<Baseline> baseline = pool;
  const std::vector<Run> runs{run_of(samples, steps, 1)};
  for (auto _ : state) {
    const Report report = make_report(runs, judge(runs, baseline), std::nullopt, baseline);
    for (const Format& format : all_formats()) {
      benchmark::DoNotOptimize(format.render(report));
    }
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(judge_and_report)
    ->Args({100'000, 1})
    ->Args({100'000, 50})
    ->Args({100'000, 1000})
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace loadgate::bench
