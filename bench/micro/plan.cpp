// SPDX-License-Identifier: Apache-2.0
#include <benchmark/benchmark.h>

#include "base/random.h"
#include "plan/make_plan.h"
#include "plan/poisson.h"
#include "world.h"

namespace loadgate::bench {
namespace {

void philox_block(benchmark::State& state) {
  std::array<std::uint32_t, 4> counter{};
  for (auto _ : state) {
    counter = philox(counter, {1, 2});
    benchmark::DoNotOptimize(counter);
  }
}
BENCHMARK(philox_block);

void draw_of_a_plan(benchmark::State& state) {
  DrawKey key{.seed = 1,
              .purpose = Purpose::template_value,
              .scenario = 0,
              .owner = 0,
              .iteration = 0,
              .draw = 0};
  for (auto _ : state) {
    ++key.owner;
    benchmark::DoNotOptimize(draw_below(key, 1000));
  }
}
BENCHMARK(draw_of_a_plan);

void next_arrival(benchmark::State& state, std::size_t phase) {
  const Plan& plan = World::only().plan();
  std::optional<ArrivalSequence> arrivals(std::in_place, plan, phase);
  for (auto _ : state) {
    auto arrival = arrivals->next();
    if (!arrival) {
      arrivals.emplace(plan, phase);
    }
    benchmark::DoNotOptimize(arrival);
  }
}
BENCHMARK_CAPTURE(next_arrival, constant, 0U);
BENCHMARK_CAPTURE(next_arrival, ramp, 1U);

void next_poisson_gap(benchmark::State& state) {
  PoissonProcess process(1, 0);
  for (auto _ : state) {
    benchmark::DoNotOptimize(process.next());
  }
}
BENCHMARK(next_poisson_gap);

}  // namespace
}  // namespace loadgate::bench
