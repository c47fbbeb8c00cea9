// SPDX-License-Identifier: Apache-2.0
#include "load/start_moment.h"
#include "played_world.h"

namespace loadgate {
namespace {

using namespace testing;  // NOLINT
using ::testing::ElementsAre;

Phase users_ramp(std::int64_t from, std::int64_t to) {
  Phase phase = closed_phase("users", from, seconds(2));
  std::get<ClosedLoad>(phase.load).to = to;
  return phase;
}

/// Every kind of phase; what is sent shows who sends it.
Plan plan_of_every_kind() {
  Spec spec = spec_with({open_phase("open", per_second(31), seconds(3)), users_ramp(2, 7),
                         ramp_phase("up", per_second(5), per_second(40), seconds(2)),
                         iterations_phase("fixed", 47, 5)});
  Step draw = step("GET", "/draw");
  draw.path = text({"/draw/", random_between(0, 1'000'000), "/", reference(ReferenceKind::uuid)});
  Step user = step("GET", "/user");
  user.path =
      text({"/user/", reference(ReferenceKind::user), "/", reference(ReferenceKind::iteration)});
  spec.scenarios = {scenario("a", {draw, user}, 3), scenario("b", {user})};
  spec.load.preflight = false;
  return make_plan(std::move(spec)).value();
}

Run run_share(PlayedWorld& world, const Plan& plan, Share share) {
  LoadContext context = world.context(plan);
  context.share = share;
  return testing::consistent(execute(context, world.doors())).value();
}

TEST(Shard, sends_together_with_the_others_what_one_process_would) {
  const Plan plan = plan_of_every_kind();
  const Server server = [](const WireRequest&) { return Reply{.after = milliseconds(90)}; };
  PlayedWorld whole(server);
  const auto alone = run_share(whole, plan, {});
  std::vector<std::string> expected = whole.sent();
  std::ranges::sort(expected);
  ASSERT_GT(expected.size(), 400U);
  for (const std::uint64_t count : {2U, 3U, 8U}) {
    std::vector<std::string> sent;
    std::uint64_t planned = 0;
    for (std::uint64_t index = 0; index < count; ++index) {
      PlayedWorld world(server);
      const auto run = run_share(world, plan, {.index = index, .count = count});
      std::ranges::copy(world.sent(), std::back_inserter(sent));
      planned += run.health.planned_flows;
      EXPECT_EQ(run.health.started_flows, run.health.planned_flows);
      EXPECT_EQ(run.shards.count, count);
      EXPECT_EQ(run.shards.held.at(0).index, index);
      EXPECT_EQ(run.phases[0].planned_flows, 93U) << "the plan's, in every shard";
    }
    std::ranges::sort(sent);
    EXPECT_EQ(sent, expected);
    EXPECT_EQ(planned, alone.health.planned_flows);
  }
}

TEST(Shard, has_its_part_of_the_slots) {
  Spec spec = spec_with({open_phase("load", per_second(10), seconds(1))});
  spec.load.max_in_flight = 5;
  spec.load.preflight = false;
  const Plan plan = make_plan(spec).value();
  std::vector<std::size_t> connections;
  for (std::uint64_t index = 0; index < 3; ++index) {
    PlayedWorld world;
    run_share(world, plan, {.index = index, .count = 3});
    connections.push_back(world.options.at(0).connections);
  }
  EXPECT_THAT(connections, ElementsAre(2, 2, 1));
}

/// What shards of the plan send, each alone, with such a budget.
std::vector<std::size_t> sent_by_shards(Spec spec, std::int64_t budget, std::uint64_t count) {
  spec.load.budget.requests = budget;
  spec.load.preflight = false;
  const Plan plan = make_plan(std::move(spec)).value();
  std::vector<std::size_t> sent;
  for (std::uint64_t index = 0; index < count; ++index) {
    PlayedWorld world;
    run_share(world, plan, {.index = index, .count = count});
    sent.push_back(world.requests.size());
  }
  return sent;
}

TEST(Shard, has_its_part_of_a_budget_of_requests) {
  const Spec endless = spec_with({closed_phase("users", 6, seconds(10))});
  EXPECT_THAT(sent_by_shards(endless, 25, 3), ElementsAre(9, 8, 8));
  EXPECT_THAT(sent_by_shards(endless, 25, 1), ElementsAre(25));
}

TEST(Shard, sends_all_of_a_plan_that_its_budget_suffices_for) {
  Spec counted = spec_with({open_phase("load", per_second(10), seconds(1))});
  counted.scenarios = {scenario("a", {step("GET", "/1"), step("GET", "/2")})};
  EXPECT_THAT(sent_by_shards(counted, 20, 3), ElementsAre(8, 6, 6));
}

TEST(Shard, without_a_request_of_the_budget_is_refused_before_anything_is_sent) {
  Spec spec = spec_with({closed_phase("users", 6, seconds(10))});
  spec.load.budget.requests = 2;
  const Plan plan = make_plan(spec).value();
  PlayedWorld world;
  LoadContext context = world.context(plan);
  context.share = {.index = 0, .count = 3};
  const auto run = execute(context, world.doors());
  ASSERT_FALSE(run);
  EXPECT_EQ(run.error().message, "budget.requests: 2 cannot be shared out to 3 shards");
  EXPECT_EQ(run.error().hint, "raise load.budget.requests to at least one for each shard");
  EXPECT_TRUE(world.requests.empty());
}

TEST(Shard, without_a_slot_is_refused_before_anything_is_sent) {
  Spec spec = spec_with({open_phase("load", per_second(10), seconds(1))});
  spec.load.max_in_flight = 2;
  const Plan plan = make_plan(spec).value();
  PlayedWorld world;
  LoadContext context = world.context(plan);
  context.share = {.index = 0, .count = 3};
  const auto run = execute(context, world.doors());
  ASSERT_FALSE(run);
  EXPECT_EQ(run.error().message, "max_in_flight: 2 cannot be shared out to 3 shards");
  EXPECT_TRUE(world.requests.empty());
}

TEST(Shard, to_which_nothing_falls_is_a_run_without_requests) {
  const Plan plan = [] {
    Spec spec = spec_with({iterations_phase("fixed", 4, 2), closed_phase("users", 2, seconds(1))});
    spec.load.preflight = false;
    return make_plan(spec).value();
  }();
  PlayedWorld world;
  const auto run = run_share(world, plan, {.index = 2, .count = 3});
  EXPECT_TRUE(world.requests.empty());
  EXPECT_EQ(run.end, RunEnd::complete);
  EXPECT_EQ(run.health.planned_flows, 0U);
}

TEST(StartMoment, is_soon_where_none_is_asked_for) {
  const Plan plan = plan_of_every_kind();
  PlayedWorld world;
  const Instant before = world.clock.now();
  const StartMoment start = await_start(world.context(plan), world.clock).value();
  EXPECT_EQ(start.at, before + 10'000'000);
  EXPECT_EQ(start.late, 0);
  EXPECT_TRUE(world.listener.notes.empty());
}

TEST(StartMoment, is_awaited_and_told_of) {
  const Plan plan = plan_of_every_kind();
  PlayedWorld world;
  LoadContext context = world.context(plan);
  context.start_at = Timestamp{world.clock.wall().nanoseconds + 12'345'678'901};
  const StartMoment start = await_start(context, world.clock).value();
  EXPECT_EQ(start.at, context.start_at->nanoseconds) << "the played clocks show the same";
  EXPECT_EQ(start.wall, *context.start_at);
  EXPECT_EQ(start.late, 0);
  EXPECT_LE(start.at - world.clock.now(), 10'000'000);
  EXPECT_THAT(world.listener.notes,
              ElementsAre("the load begins at 1970-01-01T00:16:52Z, in 12.3 s",
                          "the load begins at 1970-01-01T00:16:52Z, in 7.35 s",
                          "the load begins at 1970-01-01T00:16:52Z, in 2.35 s"));
}

TEST(StartMoment, that_has_passed_is_a_late_start_in_the_run) {
  const Plan plan = plan_of_every_kind();
  PlayedWorld world;
  LoadContext context = world.context(plan);
  context.start_at = Timestamp{world.clock.wall().nanoseconds - 2'500'000'000};
  const auto run = execute(context, world.doors()).value();
  EXPECT_EQ(run.health.late_start, 2'510'000'000);
  EXPECT_EQ(run.provenance.started_at.nanoseconds,
            context.start_at->nanoseconds + run.health.late_start);
  EXPECT_THAT(run.warnings,
              ElementsAre("the load began 2.51 s after 1970-01-01T00:16:37Z, the moment of "
                          "--start-at: the preparations took until then"));
}

TEST(StartMoment, is_given_up_at_a_signal) {
  const Plan plan = plan_of_every_kind();
  PlayedWorld world;
  LoadContext context = world.context(plan);
  context.start_at = Timestamp{world.clock.wall().nanoseconds + 60'000'000'000};
  world.stop = 15;
  const auto run = execute(context, world.doors());
  ASSERT_FALSE(run);
  EXPECT_EQ(run.error().message, "interrupted while waiting for the start, before the load began");
  EXPECT_TRUE(world.requests.empty());
}

}  // namespace
}  // namespace loadgate
