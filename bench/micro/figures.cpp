// SPDX-License-Identifier: Apache-2.0
#include "metric/figures.h"

#include <benchmark/benchmark.h>

#include "base/random.h"
#include "load/load.h"
#include "metric/ranking.h"
#include "run/run_file.h"
#include "world.h"

namespace loadgate::bench {
namespace {

double drawn_latency(std::uint32_t number) {
  const DrawKey key{.seed = 1,
                    .purpose = Purpose::mock,
                    .scenario = 0,
                    .owner = number,
                    .iteration = 0,
                    .draw = 0};
  return 5e6 / draw_unit(key);
}

std::vector<Observation> observations(std::int64_t count) {
  std::vector<Observation> result;
  for (std::int64_t i = 0; i < count; ++i) {
    result.push_back({.value = drawn_latency(static_cast<std::uint32_t>(i)),
                      .is_censored = i % 1000 == 0,
                      .at = i * 100'000});
  }
  return result;
}

void nearest_rank_of_a_count(benchmark::State& state) {
  std::size_t count = 100'000;
  for (auto _ : state) {
    benchmark::DoNotOptimize(nearest_rank(Rational{99, 100}, ++count));
  }
}
BENCHMARK(nearest_rank_of_a_count);

void rank_and_read_p99(benchmark::State& state) {
  const std::vector<Observation> samples = observations(state.range(0));
  for (auto _ : state) {
    benchmark::DoNotOptimize(Ranking(samples).figure(Statistic::p99));
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(rank_and_read_p99)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMillisecond);

Run run_of(std::int64_t count) {
  Run run = empty_run(World::only().plan());
  for (std::int64_t i = 0; i < count; ++i) {
    Sample sample{};
    sample.sequence = static_cast<std::uint64_t>(i);
    sample.outcome = Outcome::ok;
    sample.counts_from_intended = true;
    sample.status = 200;
    sample.intended = i * 100'000;
    sample.dispatched = sample.intended + 3000 + i % 1000;
    sample.connected = sample.dispatched + 5000;
    sample.finished =
        sample.dispatched + static_cast<std::int64_t>(drawn_latency(static_cast<std::uint32_t>(i)));
    sample.first_byte = sample.finished - 2000;
    sample.first_body_byte = sample.finished - 1000;
    sample.connect_time = -1;
    sample.tls_time = -1;
    sample.bytes_in = 135;
    run.samples.push_back(sample);
    run.flows.push_back(Flow{.sequence = sample.sequence,
                             .user = 0,
                             .phase = 0,
                             .scenario = 0,
                             .end = FlowEnd::ok,
                             .intended = sample.intended,
                             .finished = sample.finished,
                             .skipped_steps = static_cast<std::uint32_t>(run.steps.size()) - 1});
  }
  run.health.started_flows = run.flows.size();
  run.phases[0].started = 0;
  run.phases[0].ended = count * 100'000;
  return run;
}

void write_run_file(benchmark::State& state) {
  const Run run = run_of(state.range(0));
  for (auto _ : state) {
    benchmark::DoNotOptimize(run_to_json(run));
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(write_run_file)->Arg(100'000)->Unit(benchmark::kMillisecond);

void read_run_file(benchmark::State& state) {
  const std::string text = run_to_json(run_of(state.range(0)));
  for (auto _ : state) {
    auto run = run_from_json(text, "run.json");
    if (!run) {
      state.SkipWithError(run.error().message.c_str());
      break;
    }
    benchmark::DoNotOptimize(run);
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(read_run_file)->Arg(100'000)->Unit(benchmark::kMillisecond);

void all_figures_of_a_run(benchmark::State& state) {
  const Run run = run_of(state.range(0));
  for (auto _ : state) {
    benchmark::DoNotOptimize(figures_of(run));
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(all_figures_of_a_run)->Arg(100'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace loadgate::bench
