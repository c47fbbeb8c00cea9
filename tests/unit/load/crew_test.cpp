// SPDX-License-Identifier: Apache-2.0
#include "load/crew.h"

#include "load/progress_board.h"
#include "load/worker.h"
#include "played_world.h"

namespace loadgate {
namespace {

using namespace testing;  // NOLINT

std::vector<Flow> flows_in(const WorkerRecord& record) {
  std::vector<Sample> samples;
  std::vector<Flow> flows;
  record.store->move_to(samples, flows);
  return flows;
}

std::size_t workers_at(std::int64_t rate, std::int64_t cores) {
  return worker_count(
      make_plan(spec_with({open_phase("load", per_second(rate), seconds(1))})).value(), Share{},
      cores);
}

TEST(Crew, has_a_worker_for_each_8000_requests_a_second_above_5000) {
  EXPECT_EQ(workers_at(5000, 64), 1U);
  EXPECT_EQ(workers_at(8001, 64), 2U);
  EXPECT_EQ(workers_at(50'000, 64), 7U);
}

TEST(Crew, leaves_one_core_to_the_others) {
  EXPECT_EQ(workers_at(50'000, 4), 3U);
  EXPECT_EQ(workers_at(50'000, 2), 1U);
  EXPECT_EQ(workers_at(50'000, 1), 1U);
}

TEST(Crew, has_a_worker_for_each_1000_users) {
  const auto workers_for = [](std::int64_t users) {
    Spec spec = spec_with({closed_phase("users", users, seconds(1))});
    return worker_count(make_plan(spec).value(), Share{}, 64);
  };
  EXPECT_EQ(workers_for(1000), 1U);
  EXPECT_EQ(workers_for(1001), 2U);
  EXPECT_EQ(workers_for(5000), 5U);
}

TEST(Crew, has_fewer_workers_in_a_share_of_the_plan) {
  const Plan plan =
      make_plan(spec_with({open_phase("load", per_second(50'000), seconds(1))})).value();
  EXPECT_EQ(worker_count(plan, {.index = 0, .count = 1}, 64), 7U);
  EXPECT_EQ(worker_count(plan, {.index = 2, .count = 3}, 64), 3U);
}

TEST(Crew, gives_each_worker_a_slot) {
  Spec spec = spec_with({open_phase("load", per_second(50'000), seconds(1))});
  spec.load.max_in_flight = 2;
  EXPECT_EQ(worker_count(make_plan(spec).value(), Share{}, 64), 2U);
}

TEST(Crew, makes_the_same_load_with_any_number_of_workers) {
  Spec spec = spec_with({open_phase("load", per_second(50), seconds(1))});
  spec.scenarios = {scenario("a", {step("GET", "/a")}), scenario("b", {step("GET", "/b")})};
  spec.load.preflight = false;
  const Plan plan = make_plan(spec).value();
  const auto scenarios_with = [&plan](std::size_t workers) {
    PlayedWorld world;
    const LoadContext context = world.context(plan);
    const LoadProgram program = compile_load(context, "test").value();
    std::vector<std::pair<std::uint64_t, std::uint16_t>> flows;
    for (std::size_t index = 0; index < workers; ++index) {
      // One after the other, each in a time of its own: they share nothing.
      PlayedClock clock;
      ProgressBoard board;
      Brake brake(Budget{});
      TurnClock turns(whole_phases(plan), workers, clock.now());
      Worker worker({WorkerSetup{.context = context,
                                 .program = program,
                                 .clock = clock,
                                 .board = board,
                                 .brake = brake,
                                 .run_start = clock.now(),
                                 .share = {.index = index, .count = workers},
                                 .slots = 10,
                                 .turns = turns,
                                 .most_samples = most_samples}},
                    turns,
                    std::make_unique<PlayedTransport>(
                        clock, world.server,
                        TransportOptions{.endpoints = {}, .connections = 10, .may_spin = false},
                        world.forgotten_jars));
      worker.run();
      for (const Flow& flow : flows_in(worker.take_records().front())) {
        flows.emplace_back(flow.sequence, flow.scenario);
      }
    }
    std::ranges::sort(flows);
    return flows;
  };
  EXPECT_EQ(scenarios_with(1).size(), 50U);
  EXPECT_EQ(scenarios_with(1), scenarios_with(3));
}

TEST(TurnClock, knows_the_next_start_when_every_worker_has_done_its_iterations) {
  const Plan plan =
      make_plan(spec_with({open_phase("a", per_second(1), seconds(2)), iterations_phase("b", 10, 2),
                           open_phase("c", per_second(1), seconds(1))}))
          .value();
  TurnClock turns(whole_phases(plan), 2, 1000);
  EXPECT_EQ(turns.start_of(1), 2'000'001'000);
  EXPECT_EQ(turns.start_of(2), -1);
  EXPECT_EQ(turns.end_of(1), -1);
  turns.finish(1, 3'000'000'000);
  EXPECT_EQ(turns.start_of(2), -1);
  turns.finish(1, 4'000'000'000);
  EXPECT_EQ(turns.start_of(2), 4'000'000'000);
  EXPECT_EQ(turns.end_of(1), 4'000'000'000);
  EXPECT_EQ(turns.end_of_phase(1), 4'000'000'000);
  EXPECT_EQ(turns.start_of(3), 5'000'000'000) << "the end of the last phase";
  EXPECT_EQ(turns.turn_at(2'000'000'000), 0U);
  EXPECT_EQ(turns.turn_at(2'500'000'000), 1U);
  EXPECT_EQ(turns.turn_at(9'000'000'000), 2U);
}

TEST(TurnClock, lets_an_arm_begin_when_every_worker_has_seen_the_other_ones_flows_end) {
  const Plan plan = make_plan(spec_with({open_phase("a", per_second(1), seconds(25))})).value();
  TurnClock turns(paired_turns(plan, 7), 2, 0);
  EXPECT_EQ(turns.count(), 50U);
  EXPECT_EQ(turns.end_of(0), 1'000'000'000) << "when its last flow could start";
  EXPECT_EQ(turns.start_of(1), -1);
  turns.finish(0, 1'200'000'000);
  EXPECT_EQ(turns.start_of(1), -1);
  turns.finish(0, 1'500'000'000);
  EXPECT_EQ(turns.start_of(1), 1'502'000'000) << "a moment later, so that both workers know";
  EXPECT_EQ(turns.end_of(0), 1'000'000'000);
  EXPECT_EQ(turns.end_of(1), 2'502'000'000);
  EXPECT_EQ(turns.start_of(2), -1);
}

TEST(ProgressBoard, has_buckets_that_fit_every_latency_to_3_percent) {
  for (std::int64_t value = 1; value < 4'000'000'000'000; value = value * 9 / 8 + 1) {
    const std::size_t bucket = latency_bucket(value);
    ASSERT_LT(bucket, latency_buckets);
    ASSERT_NEAR(bucket_latency(bucket), static_cast<double>(value),
                static_cast<double>(value) * 0.03 + 1);
  }
  EXPECT_EQ(latency_bucket(-5), 0U);
}

constexpr Instant one_second = 1'000'000'000;

ProgressMoment after(std::int64_t seconds_gone) {
  return {.phase = 0, .now = seconds_gone * one_second, .phase_end = 100 * one_second};
}

void start_flows(ProgressBoard& board, int count) {
  for (int i = 0; i < count; ++i) {
    board.count_started();
  }
}

TEST(ProgressBoard, counts_flows_that_were_started_once_and_no_dropped_ones) {
  Spec spec = spec_with_steps({step("GET", "/a"), step("GET", "/b")});
  spec.load.phases = {open_phase("load", per_second(10), seconds(1))};
  const Plan plan = make_plan(spec).value();
  PlayedWorld world([](const WireRequest&) { return Reply{.after = milliseconds(150)}; });
  const LoadContext context = world.context(plan);
  const LoadProgram program = compile_load(context, "test").value();
  ProgressBoard board;
  Brake brake(Budget{});
  TurnClock turns(whole_phases(plan), 1, world.clock.now());
  Worker worker({WorkerSetup{.context = context,
                             .program = program,
                             .clock = world.clock,
                             .board = board,
                             .brake = brake,
                             .run_start = world.clock.now(),
                             .share = {},
                             .slots = 2,
                             .turns = turns,
                             .most_samples = most_samples}},
                turns,
                std::make_unique<PlayedTransport>(
                    world.clock, world.server,
                    TransportOptions{.endpoints = {}, .connections = 2, .may_spin = false},
                    world.forgotten_jars));
  worker.run();
  const auto began =
      std::ranges::count_if(flows_in(worker.take_records().front()),
                            [](const Flow& flow) { return flow.end != FlowEnd::dropped; });
  EXPECT_LT(began, 10);
  EXPECT_EQ(board.started(), static_cast<std::uint64_t>(began));
}

TEST(ProgressWindow, shows_the_flows_started_and_the_p95_of_the_last_seconds) {
  ProgressBoard board;
  ProgressWindow window;
  window.look({&board}, after(0));
  EXPECT_EQ(window.p95_ns(), 0);
  start_flows(board, 40);
  for (int i = 1; i <= 100; ++i) {
    board.count_finished(i > 98);
    board.count_latency(i <= 94 ? 1'000'000 : 50'000'000);
  }
  window.look({&board}, after(2));
  EXPECT_EQ(window.finished(), 100U);
  EXPECT_EQ(window.errors(), 2U);
  EXPECT_DOUBLE_EQ(window.started_per_second(), 20);
  EXPECT_NEAR(window.p95_ns(), 50e6, 1.5e6);
  for (std::int64_t second = 3; second <= 6; ++second) {
    start_flows(board, 10);
    window.look({&board}, after(second));
  }
  EXPECT_DOUBLE_EQ(window.started_per_second(), 10) << "of three seconds";
}

TEST(ProgressWindow, does_not_mix_two_phases) {
  ProgressBoard board;
  ProgressWindow window;
  window.look({&board}, after(0));
  start_flows(board, 1000);
  window.look({&board}, after(1));
  start_flows(board, 10);
  window.look({&board}, {.phase = 1, .now = 2 * one_second, .phase_end = 5 * one_second});
  EXPECT_DOUBLE_EQ(window.started_per_second(), 10);
}

TEST(ProgressWindow, counts_no_drain_as_time_in_which_flows_could_start) {
  ProgressBoard board;
  ProgressWindow window;
  window.look({&board}, after(98));
  start_flows(board, 80);
  window.look({&board}, after(100));
  window.look({&board}, after(101));
  board.count_finished(false);
  window.look({&board}, after(130));
  EXPECT_DOUBLE_EQ(window.started_per_second(), 40);
  EXPECT_EQ(window.finished(), 1U);
}

}  // namespace
}  // namespace loadgate
