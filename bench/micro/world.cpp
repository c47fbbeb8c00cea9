// SPDX-License-Identifier: Apache-2.0
#include "world.h"

#include <cstdio>
#include <cstdlib>

#include "cli/vocabulary.h"
#include "plan/make_plan.h"
#include "spec/parse.h"

namespace loadgate::bench {
namespace {

constexpr std::string_view spec_text = R"(version: 1
name: micro
target:
  url: http://127.0.0.1:8080
  headers: {Accept: application/json}
scenarios:
  buy:
    steps:
      - name: plain
        request: GET /api/items
      - name: list
        request: GET /api/items
        capture: {id: json:/items/0/id}
      - name: add
        request: POST /api/cart/${id}
        headers: {X-Trace: "${uuid}"}
        json: {productId: "${id}", quantity: "${random:1..3}", note: "flow ${iteration}"}
        capture: {order: json:/order}
        expect: {status: 201, json: {/status: done}}
load:
  phases:
    - {name: constant, for: 1000s, rate: 1000/s}
    - {name: ramp, for: 1000s, rate: 500/s, to: 1500/s}
)";

template <typename Value>
Value must(Result<Value> result) {
  if (!result) {
    std::fprintf(stderr, "%s\n", result.error().message.c_str());
    std::exit(1);
  }
  return std::move(*result);
}

}  // namespace

World::World()
    : plan_(must(make_plan(must(parse_spec(spec_text, "micro.yaml", full_vocabulary()))))),
      captures_{{"id", CapturedValue{.text = "\"p-17\"", .is_json = true}}},
      program_(must(compile_load(LoadContext{.plan = plan_,
                                             .outside = outside_,
                                             .target_urls = {"http://127.0.0.1:8080"},
                                             .secrets = secrets_,
                                             .progress = silence_,
                                             .stop = stop_},
                                 "loadgate"))) {}

const World& World::only() {
  static const World world;
  return world;
}

const StepProgram& World::step(std::string_view name) const {
  for (const StepProgram& step : program_.steps) {
    if (step.step->name == name) {
      return step;
    }
  }
  std::abort();
}

RenderContext World::at(const StepProgram& step) const {
  const Arrival arrival{.sequence = 7, .phase = 0, .scenario = 0, .intended = Nanoseconds{0}};
  return RenderContext{.plan = plan_,
                       .outside = outside_,
                       .flow = flow_of(arrival),
                       .captures = captures_,
                       .step = step.full_name,
                       .now = {}};
}

}  // namespace loadgate::bench
