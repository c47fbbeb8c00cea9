// SPDX-License-Identifier: Apache-2.0
#include "load/paired.h"

#include <map>
#include <set>

#include "paired_fixture.h"

namespace loadgate {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(Paired, gives_both_arms_the_same_flows_in_each_window_and_never_at_once) {
  int requests = 0;
  PlayedWorld world([&requests](const WireRequest&) {
    return Reply{.after = milliseconds(5 + ++requests % 40)};
  });
  const PairedRun runs =
      run_pair(world, telling_spec({open_phase("load", per_second(100), milliseconds(2500))}));
  const auto base = sent_by_pair(world, runs.base);
  const auto candidate = sent_by_pair(world, runs.candidate);
  ASSERT_EQ(base.size(), 25U);
  for (auto [pair, sent] : base) {
    auto other = candidate.at(pair);
    EXPECT_GE(sent.size(), 10U);
    std::ranges::sort(sent);
    std::ranges::sort(other);
    EXPECT_EQ(sent, other) << "pair " << pair;
  }
  EXPECT_EQ(runs.base.flows.size(), 250U);
  EXPECT_EQ(runs.candidate.flows.size(), 250U);
  expect_no_overlap(runs);
}

TEST(Paired, sends_what_an_unpaired_run_sends) {
  const Spec spec = telling_spec(
      {open_phase("load", per_second(100), milliseconds(2500)), iterations_phase("fixed", 61, 4)});
  PlayedWorld alone;
  alone.run(spec);
  PlayedWorld world;
  run_pair(world, spec);
  std::vector<std::string> expected = alone.sent();
  std::vector<std::string> to_candidate;
  for (const WireRequest& request : world.requests) {
    if (!is_old(request)) {
      to_candidate.push_back("GET " + PlayedWorld::path_of(request));
    }
  }
  std::ranges::sort(expected);
  std::ranges::sort(to_candidate);
  EXPECT_EQ(to_candidate, expected);
}

TEST(Paired, cuts_each_measured_phase_into_25_windows_and_offers_the_others_once) {
  Spec spec = paired_spec({open_phase("warm-up", per_second(10), seconds(1)),
                           open_phase("load", per_second(100), seconds(5))});
  spec.load.phases[0].measure = false;
  PlayedWorld world;
  const PairedRun runs = run_pair(world, spec);
  for (const loadgate::Run* run : {&runs.base, &runs.candidate}) {
    const std::vector<PairSlice>& slices = run->pairing->slices;
    ASSERT_EQ(slices.size(), 25U);
    for (std::uint32_t pair = 0; pair < 25; ++pair) {
      EXPECT_EQ(slices[pair].phase, 1U);
      EXPECT_EQ(slices[pair].pair, pair);
      EXPECT_EQ(slices[pair].is_dropped, pair == 0);
      EXPECT_EQ(slices[pair].ended - slices[pair].started, 200'000'000);
    }
    EXPECT_EQ(run->phases[0].ended - run->phases[0].started, 1'000'000'000);
    EXPECT_EQ(run->phases[1].started, slices.front().started);
    EXPECT_EQ(run->phases[1].ended, slices.back().ended);
    EXPECT_EQ(offered_time(*run, 1), 5'000'000'000) << "not the time that the other one had";
    EXPECT_EQ(run->health.planned_flows, 500U);
    EXPECT_EQ(run->health.started_flows, 500U);
    EXPECT_EQ(run->end, RunEnd::complete);
  }
  EXPECT_EQ(world.requests.size(), 2U * (10 + 500));
  EXPECT_EQ(runs.base.plan.total, runs.candidate.plan.total);
}

TEST(Paired, tosses_a_coin_for_each_pair_that_the_run_salt_repeats) {
  const Spec spec = paired_spec({open_phase("load", per_second(50), seconds(5))});
  const auto order = [&spec](std::uint64_t salt) {
    PlayedWorld world;
    return base_first(run_pair(world, spec, against_old(salt)));
  };
  const std::vector<bool> first = order(1);
  EXPECT_EQ(first.size(), 25U);
  EXPECT_GT(std::ranges::count(first, true), 3);
  EXPECT_GT(std::ranges::count(first, false), 3);
  EXPECT_EQ(order(1), first);
  EXPECT_NE(order(2), first);
  EXPECT_NE(order(std::uint64_t{1} << 32U), order(0)) << "all of its bits count";
}

TEST(Paired, lets_the_next_slice_wait_for_the_flows_of_the_one_before) {
  PlayedWorld world([](const WireRequest& request) {
    return Reply{.after = is_old(request) ? milliseconds(340) : milliseconds(1)};
  });
  const PairedRun runs =
      run_pair(world, paired_spec({open_phase("load", per_second(100), milliseconds(2500))}));
  EXPECT_EQ(runs.base.flows.size(), 250U);
  EXPECT_EQ(count(runs.base, Outcome::ok), 250U);
  expect_no_overlap(runs);
  const std::vector<TurnSeen> turns = turns_of(runs);
  for (std::size_t i = 0; i + 1 < turns.size(); ++i) {
    const std::int64_t gap = turns[i + 1].slice.started - turns[i].slice.ended;
    EXPECT_EQ(gap, (turns[i].arm == Arm::base ? 335'000'000 : 0) + 2'000'000) << i;
  }
}

TEST(Paired, gives_users_of_a_window_the_same_flows_whatever_the_windows_before_came_to) {
  PlayedWorld world([](const WireRequest& request) {
    return Reply{.after = is_old(request) ? milliseconds(7) : milliseconds(3)};
  });
  const PairedRun runs = run_pair(world, telling_spec({closed_phase("users", 3, seconds(1))}));
  const auto base = sent_by_pair(world, runs.base);
  const auto candidate = sent_by_pair(world, runs.candidate);
  ASSERT_EQ(base.size(), 25U);
  std::set<std::string> all;
  for (const auto& [pair, sent] : base) {
    const std::set<std::string> faster(candidate.at(pair).begin(), candidate.at(pair).end());
    for (const std::string& path : sent) {
      EXPECT_TRUE(faster.contains(path)) << "pair " << pair << ": " << path;
      EXPECT_TRUE(all.insert(path).second) << "twice: " << path;
    }
  }
  EXPECT_GT(runs.candidate.flows.size(), runs.base.flows.size());
  expect_no_overlap(runs);
}

TEST(Paired, cuts_iterations_by_their_count) {
  PlayedWorld world;
  const PairedRun runs = run_pair(world, telling_spec({iterations_phase("fixed", 60, 4)}));
  for (const loadgate::Run* run : {&runs.base, &runs.candidate}) {
    std::map<std::uint32_t, std::size_t> flows;
    std::vector<std::uint64_t> ordinals;
    for (const Flow& flow : run->flows) {
      ++flows[slice_of(*run, 0, flow.intended)->pair];
      ordinals.push_back(flow.sequence);
    }
    EXPECT_EQ(flows.size(), 25U);
    for (const auto& [pair, count_of_pair] : flows) {
      EXPECT_EQ(count_of_pair, 60 * (pair + 1) / 25 - 60 * pair / 25) << pair;
    }
    ASSERT_EQ(ordinals.size(), 60U);
    EXPECT_EQ(ordinals.front(), 0U);
    EXPECT_EQ(ordinals.back(), 59U);
  }
  expect_no_overlap(runs);
}

TEST(Paired, sends_each_arm_s_requests_over_its_own_endpoints_with_its_own_cookies) {
  Spec spec = paired_spec({closed_phase("users", 2, seconds(1))});
  spec.target.keeps_cookies = true;
  PlayedWorld world;
  run_pair(world, spec);
  std::map<bool, std::set<std::size_t>> endpoints;
  std::map<bool, std::set<std::uint64_t>> jars;
  for (const WireRequest& request : world.requests) {
    endpoints[is_old(request)].insert(request.endpoint);
    jars[is_old(request)].insert(request.cookie_jar.value());
  }
  EXPECT_THAT(endpoints[false], ElementsAre(0U));
  EXPECT_THAT(endpoints[true], ElementsAre(1U));
  EXPECT_EQ(jars[true].size(), 2U);
  for (const std::uint64_t jar : jars[true]) {
    EXPECT_FALSE(jars[false].contains(jar));
  }
  ASSERT_EQ(world.options.size(), 1U) << "one transport for both";
  EXPECT_EQ(world.options[0].endpoints[1].place.host, "old");
  EXPECT_EQ(world.options[0].connections, 2U) << "of each";
}

TEST(Paired, sets_each_build_up_and_gives_its_flows_what_that_captured) {
  Spec spec = paired_spec({iterations_phase("fixed", 25, 1)});
  Step log_in = step("POST", "/login");
  log_in.captures = {capture("key", CaptureKind::json, "/key")};
  spec.setup = scenario("setup", {log_in});
  spec.teardown = scenario("teardown", {step("DELETE", "/login")});
  spec.scenarios[0].steps[0].headers = {
      header("X-Key", text(reference(ReferenceKind::capture, "key")))};
  PlayedWorld world([](const WireRequest& request) {
    return Reply{.body = is_old(request) ? R"({"key": "of-the-old"})" : R"({"key": "of-the-new"})"};
  });
  run_pair(world, spec);
  std::map<std::string, int> seen;
  for (const WireRequest& request : world.requests) {
    const std::string build = is_old(request) ? "old" : "new";
    const auto key = std::ranges::find_if(
        request.headers, [](const std::string& line) { return line.starts_with("X-Key"); });
    ++seen[build + " " + request.method +
           (key == request.headers.end() ? "" : key->substr(key->find(' ')))];
  }
  EXPECT_EQ(seen, (std::map<std::string, int>{{"old POST", 1},
                                              {"new POST", 1},
                                              {"old GET of-the-old", 25},
                                              {"new GET of-the-new", 25},
                                              {"old DELETE", 1},
                                              {"new DELETE", 1}}));
}

TEST(Paired, names_the_old_build_that_cannot_be_reached) {
  Spec spec = paired_spec({open_phase("load", per_second(50), seconds(5))});
  spec.load.preflight = true;
  spec.setup = scenario("setup", {step("POST", "/setup")});
  spec.setup->steps[0].on_error = OnError::go_on;
  spec.teardown = scenario("teardown", {step("POST", "/teardown")});
  PlayedWorld world([](const WireRequest& request) {
    return is_old(request) ? Reply{.outcome = Outcome::connect, .detail = "refused"} : Reply{};
  });
  const Plan plan = make_plan(spec).value();
  const auto runs = execute_paired(world.context(plan), against_old(), world.doors());
  ASSERT_FALSE(runs);
  EXPECT_EQ(runs.error().kind, ErrorKind::cannot_measure);
  EXPECT_EQ(runs.error().message,
            "against http://old:8080: connect: GET http://old:8080/api/items: refused");
  EXPECT_TRUE(std::ranges::all_of(world.requests, is_old)) << "nothing was sent to the new one";
  EXPECT_EQ(PlayedWorld::path_of(world.requests.back()), "/teardown");
}

TEST(Paired, cleans_both_up_when_the_new_one_cannot_be_measured) {
  Spec spec = paired_spec({open_phase("load", per_second(50), seconds(5))});
  spec.setup = scenario("setup", {step("POST", "/setup")});
  spec.teardown = scenario("teardown", {step("POST", "/teardown")});
  PlayedWorld world(
      [](const WireRequest& request) { return Reply{.status = is_old(request) ? 200 : 500}; });
  const Plan plan = make_plan(spec).value();
  const auto runs = execute_paired(world.context(plan), against_old(), world.doors());
  ASSERT_FALSE(runs);
  EXPECT_THAT(runs.error().message, HasSubstr("setup: POST /setup: server_5xx"));
  EXPECT_FALSE(runs.error().message.starts_with("against"));
  EXPECT_THAT(world.sent(),
              ElementsAre("POST /setup", "POST /setup", "POST /teardown", "POST /teardown"));
}

TEST(Paired, keeps_what_both_showed_before_a_signal_and_drops_the_slice_that_it_cut) {
  PlayedWorld* played = nullptr;
  PlayedWorld world([&](const WireRequest&) {
    if (played->requests.size() == 205) {
      played->stop = 2;
    }
    return Reply{};
  });
  played = &world;
  const PairedRun runs =
      run_pair(world, paired_spec({open_phase("load", per_second(100), milliseconds(2500))}));
  EXPECT_EQ(runs.base.end, RunEnd::interrupted);
  EXPECT_EQ(runs.candidate.end, RunEnd::interrupted);
  const std::vector<TurnSeen> turns = turns_of(runs);
  ASSERT_EQ(turns.size(), 21U) << "of 10 requests each";
  for (std::size_t i = 0; i < turns.size(); ++i) {
    EXPECT_EQ(turns[i].slice.is_dropped, i < 2 || i == 20) << i;
  }
  EXPECT_GE(runs.base.samples.size() + runs.candidate.samples.size(), 204U);
}

}  // namespace
}  // namespace loadgate
