// SPDX-License-Identifier: Apache-2.0
#include "load/request_writer.h"

#include <benchmark/benchmark.h>

#include "world.h"

namespace loadgate::bench {
namespace {

void render_path_with_a_capture(benchmark::State& state) {
  const World& world = World::only();
  const StepProgram& step = world.step("add");
  const RenderContext context = world.at(step);
  for (auto _ : state) {
    benchmark::DoNotOptimize(write_phrase(step.path, context));
  }
}
BENCHMARK(render_path_with_a_capture);

void render_json_body(benchmark::State& state) {
  const World& world = World::only();
  const StepProgram& step = world.step("add");
  const RenderContext context = world.at(step);
  for (auto _ : state) {
    benchmark::DoNotOptimize(write_body(step.body, context));
  }
}
BENCHMARK(render_json_body);

void write_whole_request(benchmark::State& state, const char* name) {
  const World& world = World::only();
  const StepProgram& step = world.step(name);
  const RenderContext context = world.at(step);
  for (auto _ : state) {
    benchmark::DoNotOptimize(write_request(world.program(), step, context));
  }
}
BENCHMARK_CAPTURE(write_whole_request, plain, "plain");
BENCHMARK_CAPTURE(write_whole_request, templates, "add");

}  // namespace
}  // namespace loadgate::bench
