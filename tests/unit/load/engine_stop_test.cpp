// SPDX-License-Identifier: Apache-2.0
#include "played_world.h"

namespace loadgate {
namespace {

using namespace testing;  // NOLINT

TEST(Signal, ends_the_run_at_once_with_what_was_measured) {
  PlayedWorld* played = nullptr;
  int requests = 0;
  PlayedWorld world([&](const WireRequest&) {
    if (++requests == 5) {
      played->stop = 15;
    }
    return Reply{.after = milliseconds(150)};
  });
  played = &world;
  const auto run = world.run(spec_with({open_phase("load", per_second(10), seconds(60)),
                                        open_phase("never", per_second(10), seconds(60))}));
  EXPECT_EQ(run.end, RunEnd::interrupted);
  // The fifth had no time to be answered: a flow that was cut, and no error of the server.
  ASSERT_EQ(run.samples.size(), 4U);
  EXPECT_EQ(count(run, Outcome::ok), 4U);
  EXPECT_EQ(count(run, FlowEnd::cut), 1U);
  EXPECT_LT(run.flows.back().finished, 600'000'000);
  EXPECT_EQ(run.phases[1].started, -1);
  EXPECT_EQ(run.phases[1].ended, -1);
}

TEST(Signal, cuts_flows_that_pause) {
  Spec spec = spec_with_steps({step("GET", "/a"), step("GET", "/b")});
  spec.scenarios[0].steps[1].pauses_before = {{.low = seconds(5), .high = seconds(5)}};
  PlayedWorld* played = nullptr;
  int requests = 0;
  PlayedWorld world([&](const WireRequest&) {
    if (++requests == 10) {
      played->stop = 2;
    }
    return Reply{};
  });
  played = &world;
  const auto run = world.run(spec);
  EXPECT_EQ(count(run, FlowEnd::cut), 10U);
  EXPECT_EQ(run.samples.size(), 10U);
  EXPECT_EQ(run.flows[0].skipped_steps, 1U);
}

TEST(Signal, ends_closed_phases_too) {
  PlayedWorld* played = nullptr;
  PlayedWorld world([&](const WireRequest&) {
    if (played->requests.size() == 50) {
      played->stop = 2;
    }
    return Reply{};
  });
  played = &world;
  const auto run = world.run(spec_with({closed_phase("users", 2, seconds(3600))}));
  EXPECT_EQ(run.end, RunEnd::interrupted);
  EXPECT_EQ(run.samples.size(), 50U);
}

TEST(Signal, in_the_preflight_means_that_nothing_was_measured) {
  PlayedWorld* played = nullptr;
  PlayedWorld world([&](const WireRequest&) {
    played->stop = 2;
    return Reply{.after = forever};
  });
  played = &world;
  world.plan = make_plan(small_spec()).value();
  const auto run = world.try_run(world.plan);
  ASSERT_FALSE(run);
  EXPECT_EQ(run.error().kind, ErrorKind::cannot_measure);
  EXPECT_EQ(run.error().message, "interrupted in the preflight, before the load began");
}

}  // namespace
}  // namespace loadgate
