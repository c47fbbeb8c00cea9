// SPDX-License-Identifier: Apache-2.0
#include "played_world.h"

namespace loadgate {
namespace {

using namespace testing;  // NOLINT
using ::testing::Each;
using ::testing::ElementsAre;

TEST(OpenLoad, sends_exactly_the_planned_requests_at_their_moments) {
  PlayedWorld world;
  const auto run = world.run(spec_with({open_phase("load", per_second(2000), seconds(5))}));
  ASSERT_EQ(run.samples.size(), 10'000U);
  EXPECT_EQ(world.requests.size(), 10'000U);
  EXPECT_EQ(count(run, Outcome::ok), 10'000U);
  EXPECT_EQ(run.flows.size(), 10'000U);
  for (std::size_t i = 0; i < run.samples.size(); ++i) {
    ASSERT_EQ(run.samples[i].sequence, i);
    ASSERT_EQ(run.samples[i].intended, static_cast<std::int64_t>(2 * i + 1) * 250'000);
    ASSERT_EQ(run.samples[i].dispatched, run.samples[i].intended);
    ASSERT_EQ(latency_of(run.samples[i]), 1'000'000);
  }
  EXPECT_EQ(run.end, RunEnd::complete);
  EXPECT_EQ(run.health.planned_flows, 10'000U);
  EXPECT_EQ(run.health.started_flows, 10'000U);
}

TEST(OpenLoad, sends_the_same_sequence_each_time_and_another_for_another_seed) {
  Spec spec = spec_with({open_phase("load", per_second(100), seconds(3))});
  spec.scenarios = {scenario("a", {step("GET", "/a")}, 3), scenario("b", {step("GET", "/b")})};
  PlayedWorld first;
  PlayedWorld second;
  PlayedWorld other;
  first.run(spec);
  second.run(spec);
  spec.load.seed = 2;
  other.run(spec);
  EXPECT_EQ(first.sent(), second.sent());
  EXPECT_NE(first.sent(), other.sent());
  EXPECT_NEAR(static_cast<double>(std::ranges::count(first.sent(), "GET /a")), 225, 30);
}

TEST(OpenLoad, begins_a_phase_at_the_nominal_end_of_the_one_before) {
  PlayedWorld world([](const WireRequest&) { return Reply{.after = seconds(4)}; });
  const auto run = world.run(spec_with({open_phase("first", per_second(1), seconds(2)),
                                        open_phase("second", per_second(2), seconds(1))}));
  std::vector<std::int64_t> intended;
  std::ranges::transform(run.samples, std::back_inserter(intended), &Sample::intended);
  EXPECT_THAT(intended, ElementsAre(500'000'000, 1'500'000'000, 2'250'000'000, 2'750'000'000));
  EXPECT_EQ(run.phases[0].started, 0);
  EXPECT_EQ(run.phases[0].ended, 2'000'000'000);
  EXPECT_EQ(run.phases[1].started, 2'000'000'000);
  EXPECT_EQ(run.phases[1].ended, 3'000'000'000);
  EXPECT_EQ(run.samples.back().finished, 6'750'000'000);
}

TEST(OpenLoad, counts_the_wait_of_a_late_request_as_latency) {
  PlayedWorld* played = nullptr;
  int requests = 0;
  PlayedWorld world([&](const WireRequest&) {
    if (++requests == 3) {
      played->clock.advance(milliseconds(250));  // the generator is held up while it sends
    }
    return Reply{};
  });
  played = &world;
  const auto run = world.run(spec_with({open_phase("load", per_second(10), seconds(1))}));
  EXPECT_EQ(count(run, Outcome::ok), 10U);
  const Sample& late = run.samples[3];
  EXPECT_EQ(late.dispatched - late.intended, 150'000'000);
  EXPECT_EQ(latency_of(late), 151'000'000);
}

TEST(OpenLoad, drops_what_finds_no_slot_and_censors_it_at_the_end_of_the_run) {
  PlayedWorld world([](const WireRequest&) { return Reply{.after = seconds(2)}; });
  Spec spec = spec_with({open_phase("load", per_second(10), seconds(1))});
  spec.load.max_in_flight = 4;
  const auto run = world.run(spec);
  EXPECT_EQ(world.requests.size(), 4U);
  ASSERT_EQ(run.samples.size(), 10U);
  EXPECT_EQ(count(run, Outcome::ok), 4U);
  EXPECT_EQ(count(run, Outcome::dropped), 6U);
  EXPECT_EQ(count(run, FlowEnd::dropped), 6U);
  EXPECT_EQ(run.samples[4].outcome, Outcome::dropped);
  EXPECT_EQ(run.samples[4].dispatched, -1);
  EXPECT_EQ(run.samples[4].finished, run.samples[3].finished) << "the end of the run";
  EXPECT_EQ(run.health.in_flight_dropped, 6U);
  EXPECT_EQ(run.health.generator_dropped, 0U);
  EXPECT_EQ(run.health.started_flows, 4U);
  EXPECT_EQ(run.health.max_in_flight_seen, 4U);
}

TEST(OpenLoad, reads_answers_that_have_come_before_it_calls_a_slot_taken) {
  PlayedWorld* played = nullptr;
  PlayedWorld world([&](const WireRequest&) {
    played->clock.advance(milliseconds(60));  // every answer is there before the next arrival
    return Reply{.after = Nanoseconds{0}};
  });
  played = &world;
  Spec spec = spec_with({open_phase("load", per_second(50), seconds(1))});
  spec.load.max_in_flight = 1;
  const auto run = world.run(spec);
  EXPECT_EQ(count(run, Outcome::dropped), 0U);
}

TEST(OpenLoad, calls_an_arrival_its_own_drop_when_it_is_more_than_a_second_late) {
  PlayedWorld* played = nullptr;
  int requests = 0;
  PlayedWorld world([&](const WireRequest&) {
    if (++requests == 1) {
      played->clock.advance(seconds(2));
    }
    return Reply{};
  });
  played = &world;
  const auto run = world.run(spec_with({open_phase("load", per_second(10), seconds(3))}));
  ASSERT_EQ(run.samples.size(), 30U);
  EXPECT_EQ(count(run, Outcome::generator_dropped), 9U);
  EXPECT_EQ(count(run, FlowEnd::generator_dropped), 9U);
  EXPECT_EQ(count(run, Outcome::ok), 21U);
  EXPECT_EQ(run.health.generator_dropped, 9U);
  EXPECT_EQ(run.health.in_flight_dropped, 0U);
}

TEST(OpenLoad, does_not_blame_the_server_for_slots_that_its_own_catching_up_has_filled) {
  PlayedWorld* played = nullptr;
  int requests = 0;
  PlayedWorld world([&](const WireRequest&) {
    if (++requests == 1) {
      played->clock.advance(milliseconds(900));
    }
    return Reply{.after = milliseconds(50)};
  });
  played = &world;
  Spec spec = spec_with({open_phase("load", per_second(10), seconds(1))});
  spec.load.max_in_flight = 2;
  const auto run = world.run(spec);
  EXPECT_EQ(count(run, Outcome::dropped), 0U);
  EXPECT_EQ(count(run, Outcome::generator_dropped), 8U);
}

TEST(OpenLoad, waits_for_timeouts_after_the_last_phase) {
  PlayedWorld world([](const WireRequest&) { return Reply{.after = forever}; });
  const auto run = world.run(spec_with({open_phase("load", per_second(2), seconds(1))}));
  EXPECT_THAT(outcomes(run), ElementsAre(Outcome::timeout_total, Outcome::timeout_total));
  EXPECT_EQ(run.samples[1].finished, 10'750'000'000);
  EXPECT_EQ(run.phases[0].ended, 1'000'000'000);
}

TEST(OpenLoad, warns_of_what_this_machine_ran_out_of) {
  PlayedWorld world([](const WireRequest&) {
    return Reply{.outcome = Outcome::generator_dropped, .detail = "no ports left"};
  });
  const auto run = world.run(spec_with({open_phase("load", per_second(10), seconds(1))}));
  EXPECT_THAT(run.warnings, ::testing::ElementsAre("10 requests were not sent: no ports left"));
  EXPECT_EQ(run.health.generator_dropped, 10U);
  EXPECT_EQ(run.health.started_flows, 0U);
}

TEST(OpenLoad, goes_on_when_the_target_dies_half_way) {
  int requests = 0;
  PlayedWorld world([&](const WireRequest&) {
    return ++requests <= 5 ? Reply{}
                           : Reply{.outcome = Outcome::connect, .detail = "connection refused"};
  });
  const auto run = world.run(spec_with({open_phase("load", per_second(10), seconds(1))}));
  EXPECT_EQ(count(run, Outcome::ok), 5U);
  EXPECT_EQ(count(run, Outcome::connect), 5U);
  EXPECT_EQ(run.end, RunEnd::complete);
  ASSERT_EQ(run.errors.size(), 3U);
  EXPECT_EQ(run.errors[0].detail, "connection refused");
}

TEST(OpenLoad, offers_what_is_planned_also_where_arrivals_are_random) {
  Spec spec = spec_with({open_phase("random", per_second(100), seconds(2)),
                         ramp_phase("ramp", per_second(1), per_second(4), milliseconds(1500))});
  spec.load.arrivals = Arrivals::poisson;
  PlayedWorld world;
  const auto run = world.run(spec);
  for (const RunPhase& phase : run.phases) {
    const double duration = static_cast<double>(phase.ended - phase.started) / 1e9;
    EXPECT_DOUBLE_EQ(phase.offered_per_second, static_cast<double>(phase.planned_flows) / duration);
  }
  EXPECT_NE(run.phases[0].offered_per_second, 100) << "this seed has another number of arrivals";
  EXPECT_EQ(run.flows.size(), run.phases[0].planned_flows + run.phases[1].planned_flows);
}

TEST(OpenLoad, describes_the_phases_of_the_run) {
  Spec spec = spec_with({ramp_phase("up", per_second(10), per_second(30), seconds(1)),
                         open_phase("steady", per_second(10), seconds(1))});
  spec.load.phases[0].measure = false;
  PlayedWorld world;
  const auto run = world.run(spec);
  EXPECT_EQ(run.phases[0].offered_per_second, 20);
  EXPECT_FALSE(run.phases[0].is_constant);
  EXPECT_EQ(run.phases[0].planned_flows, 20U);
  EXPECT_TRUE(run.phases[1].is_constant);
  EXPECT_EQ(run.samples.size(), 30U);
  EXPECT_EQ(run.health.planned_flows, 10U) << "of measured phases";
  EXPECT_EQ(run.health.started_flows, 10U);
  EXPECT_THAT(world.listener.phases, ::testing::Contains("steady"));
  EXPECT_EQ(world.listener.last.finished, 30U);
}

}  // namespace
}  // namespace loadgate
