// SPDX-License-Identifier: Apache-2.0
#include "load/brake.h"
#include "played_world.h"

namespace loadgate {
namespace {

using namespace testing;  // NOLINT
using ::testing::HasSubstr;

Error refusal_of(PlayedWorld& world, Spec spec) {
  world.plan = make_plan(std::move(spec)).value();
  const auto run = world.try_run(world.plan);
  EXPECT_FALSE(run);
  return run ? Error{} : run.error();
}

TEST(Budget, is_looked_at_before_anything_is_sent) {
  Spec spec = spec_with({open_phase("load", per_second(10), seconds(2))});
  spec.load.budget.requests = 19;
  spec.setup = scenario("setup", {step("POST", "/seed")});
  PlayedWorld world;
  EXPECT_EQ(refusal_of(world, spec).kind, ErrorKind::cannot_measure);
  EXPECT_TRUE(world.requests.empty());
}

TEST(Budget, ends_the_load_when_its_requests_are_used_up) {
  Spec spec = spec_with({closed_phase("users", 3, seconds(10))});
  spec.load.budget.requests = 25;
  PlayedWorld world;
  const auto run = world.run(spec);
  EXPECT_EQ(world.requests.size(), 25U);
  EXPECT_EQ(run.end, RunEnd::exhausted);
  EXPECT_EQ(run.stopped_by, "budget: 25 requests were sent, and the plan was not at its end");
  EXPECT_LE(run.samples.size(), 25U);
  EXPECT_GE(run.samples.size(), 22U) << "what was under way says nothing about the server";
  EXPECT_EQ(count(run, Outcome::ok), run.samples.size());
}

TEST(Budget, counts_retries_and_polls) {
  Spec spec = spec_with({closed_phase("users", 1, seconds(60))});
  spec.load.retries = 3;
  spec.load.budget.requests = 10;
  PlayedWorld world([](const WireRequest&) {
    return Reply{.status = 429, .headers = {{"retry-after", "0"}}};
  });
  const auto run = world.run(spec);
  EXPECT_EQ(world.requests.size(), 10U);
  EXPECT_EQ(run.end, RunEnd::exhausted);
}

TEST(Budget, that_just_suffices_changes_nothing) {
  Spec spec = spec_with({open_phase("load", per_second(10), seconds(2))});
  spec.load.budget = {.requests = 20, .time = seconds(2)};
  PlayedWorld world([](const WireRequest&) { return Reply{.after = seconds(1)}; });
  const auto run = world.run(spec);
  EXPECT_EQ(run.end, RunEnd::complete);
  EXPECT_EQ(run.stopped_by, "");
  EXPECT_EQ(count(run, Outcome::ok), 20U);
}

TEST(Budget, ends_the_load_when_its_time_is_over) {
  Spec spec = spec_with({iterations_phase("fixed", 1'000'000, 2)});
  spec.load.budget.time = seconds(5);
  PlayedWorld world([](const WireRequest&) { return Reply{.after = milliseconds(100)}; });
  const auto run = world.run(spec);
  EXPECT_EQ(run.end, RunEnd::exhausted);
  EXPECT_EQ(run.stopped_by, "budget: the load took 5s, and the plan was not at its end");
  EXPECT_NEAR(static_cast<double>(run.samples.size()), 100, 4);
}

TEST(Brake, keeps_the_first_reason) {
  Brake brake({});
  EXPECT_TRUE(brake.take_request());
  EXPECT_FALSE(brake.is_on());
  brake.pull(RunEnd::stopped, "first");
  brake.pull(RunEnd::exhausted, "second");
  EXPECT_TRUE(brake.is_on());
  EXPECT_EQ(brake.end(), RunEnd::stopped);
  EXPECT_EQ(brake.why(), "first");
}

TEST(Brake, ends_the_load_like_a_signal_but_by_its_own_name) {
  PlayedWorld world;
  Spec spec = spec_with({closed_phase("users", 1, seconds(60))});
  spec.load.budget.requests = 5;
  const auto run = world.run(spec);
  EXPECT_EQ(run.end, RunEnd::exhausted);
  EXPECT_EQ(run.flows.back().end, FlowEnd::cut);
  EXPECT_EQ(run.phases[0].ended, run.flows.back().finished);
}

}  // namespace
}  // namespace loadgate
