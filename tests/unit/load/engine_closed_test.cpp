// SPDX-License-Identifier: Apache-2.0
#include "load/user_pool.h"
#include "played_world.h"

namespace loadgate {
namespace {

using namespace testing;  // NOLINT
using ::testing::ElementsAre;

std::vector<std::uint64_t> sequences(const Run& run) {
  std::vector<std::uint64_t> all;
  std::ranges::transform(run.flows, std::back_inserter(all), &Flow::sequence);
  return all;
}

TEST(ClosedLoad, keeps_each_user_at_one_flow_after_the_other_until_the_phase_ends) {
  PlayedWorld world([](const WireRequest&) { return Reply{.after = milliseconds(300)}; });
  const auto run = world.run(spec_with({closed_phase("users", 2, seconds(1))}));
  EXPECT_THAT(sequences(run), ElementsAre(0, 1, 2, 3, 4, 5, 6, 7));
  EXPECT_EQ(run.flows[6].intended, 900'000'000) << "begun before the end";
  EXPECT_EQ(run.flows[6].finished, 1'200'000'000) << "and ended after it";
  EXPECT_EQ(run.flows[7].user, 1U);
  EXPECT_FALSE(run.samples[0].counts_from_intended);
  EXPECT_EQ(run.phases[0].kind, PhaseKind::closed);
  EXPECT_EQ(run.phases[0].ended, 1'000'000'000);
  EXPECT_EQ(run.health.max_in_flight_seen, 2U);
  EXPECT_EQ(run.health.planned_flows, 0U);
}

TEST(ClosedLoad, waits_the_pauses_after_the_last_step_between_two_flows) {
  Spec spec = spec_with({closed_phase("users", 1, seconds(1))});
  spec.scenarios[0].pauses_after = {{.low = milliseconds(399), .high = milliseconds(399)}};
  PlayedWorld world;
  const auto run = world.run(spec);
  ASSERT_EQ(run.flows.size(), 3U);
  EXPECT_EQ(run.flows[1].intended, 400'000'000);
  EXPECT_EQ(run.flows[0].finished, 1'000'000) << "the pause is no part of the flow";
}

TEST(ClosedLoad, lets_users_come_one_by_one_in_a_ramp) {
  Spec spec = spec_with({closed_phase("ramp", 1, seconds(10))});
  std::get<ClosedLoad>(spec.load.phases[0].load).to = 3;
  PlayedWorld world([](const WireRequest&) { return Reply{.after = seconds(9)}; });
  const auto run = world.run(spec);
  std::vector<std::pair<std::uint32_t, std::int64_t>> begins;
  for (const Flow& flow : run.flows) {
    begins.emplace_back(flow.user, flow.intended / 1'000'000);
  }
  EXPECT_THAT(begins, ElementsAre(std::pair(0U, 0), std::pair(1U, 2500), std::pair(2U, 7500),
                                  std::pair(0U, 9000)));
  EXPECT_EQ(run.phases[0].users, 3);
}

TEST(ClosedLoad, lets_users_go_one_by_one_in_a_ramp_down) {
  const ClosedLoad load{.users = 3, .to = 1, .duration = seconds(10)};
  EXPECT_EQ(presence_of(load, 0).until, seconds(10));
  EXPECT_EQ(presence_of(load, 1).until, milliseconds(7500));
  EXPECT_EQ(presence_of(load, 2).until, milliseconds(2500));
  EXPECT_EQ(presence_of(load, 2).from, seconds(0));
}

TEST(ClosedLoad, never_gives_a_user_two_flows_at_once_over_a_border_of_phases) {
  PlayedWorld world([](const WireRequest&) { return Reply{.after = milliseconds(700)}; });
  const auto run = world.run(
      spec_with({closed_phase("one", 2, seconds(1)), closed_phase("two", 2, seconds(1))}));
  EXPECT_EQ(run.health.max_in_flight_seen, 2U);
  std::vector<std::int64_t> begins;
  for (const Flow& flow : run.flows) {
    if (flow.phase == 1 && flow.user == 0) {
      begins.push_back(flow.intended / 1'000'000);
    }
  }
  EXPECT_THAT(begins, ElementsAre(1400)) << "busy until then with a flow of the first phase";
}

TEST(Iterations, are_shared_by_the_users_by_number) {
  PlayedWorld world;
  const auto run = world.run(spec_with({iterations_phase("fixed", 7, 3)}));
  EXPECT_THAT(sequences(run), ElementsAre(0, 1, 2, 3, 4, 5, 6));
  for (const Flow& flow : run.flows) {
    EXPECT_EQ(flow.user, flow.sequence % 3);
  }
  EXPECT_EQ(run.phases[0].planned_flows, 7U);
  EXPECT_EQ(run.phases[0].kind, PhaseKind::iterations);
  EXPECT_TRUE(run.phases[0].is_constant);
  EXPECT_EQ(run.health.planned_flows, 7U);
  EXPECT_EQ(run.health.started_flows, 7U);
}

TEST(Iterations, end_before_the_next_phase_begins) {
  PlayedWorld world([](const WireRequest&) { return Reply{.after = milliseconds(400)}; });
  const auto run = world.run(
      spec_with({iterations_phase("fixed", 5, 2), open_phase("after", per_second(1), seconds(1))}));
  EXPECT_EQ(run.phases[0].ended, 1'200'000'000);
  EXPECT_EQ(run.phases[1].started, 1'200'000'000);
  EXPECT_EQ(run.samples.back().intended, 1'700'000'000);
  EXPECT_EQ(run.phases[1].ended, 2'200'000'000);
}

TEST(Iterations, run_the_same_scenarios_whatever_the_server_does) {
  Spec spec = spec_with({iterations_phase("fixed", 40, 4)});
  spec.scenarios = {scenario("a", {step("GET", "/a")}), scenario("b", {step("GET", "/b")})};
  const auto scenarios_of = [&spec](Nanoseconds delay) {
    int requests = 0;
    PlayedWorld world([&requests, delay](const WireRequest&) {
      return Reply{.after = milliseconds(1) + delay * (++requests % 7)};
    });
    std::vector<std::uint16_t> scenarios;
    std::ranges::transform(world.run(spec).flows, std::back_inserter(scenarios), &Flow::scenario);
    return scenarios;
  };
  EXPECT_EQ(scenarios_of(Nanoseconds{0}), scenarios_of(milliseconds(13)));
}

TEST(Iterations, end_even_if_every_request_fails_at_once) {
  PlayedWorld world([](const WireRequest&) {
    return Reply{.after = Nanoseconds{0}, .outcome = Outcome::connect};
  });
  const auto run = world.run(spec_with({iterations_phase("fixed", 20, 4)}));
  EXPECT_EQ(count(run, Outcome::connect), 20U);
}

}  // namespace
}  // namespace loadgate
