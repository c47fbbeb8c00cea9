// SPDX-License-Identifier: Apache-2.0
#include "load/paired.h"

#include <map>
#include <set>

#include "played_world.h"
#include "run/offered.h"

namespace loadgate {
namespace {

using namespace testing;  // NOLINT
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::string_view old_url = "http://old:8080";

bool is_old(const WireRequest& request) {
  return request.url.find("://old:") != std::string::npos;
}

PairedLoad against_old(std::uint64_t run_salt = 7) {
  return {.base_urls = {std::string(old_url)}, .run_salt = run_salt};
}

/// The small spec beside its old build, without a preflight.
Spec paired_spec(std::vector<Phase> phases) {
  Spec spec = spec_with(std::move(phases));
  spec.target.against = text(std::string(old_url));
  spec.load.preflight = false;
  spec.gate.extend = 0;
  return spec;
}

/// Each request shows whose it is and what it drew.
Spec telling_spec(std::vector<Phase> phases) {
  Spec spec = paired_spec(std::move(phases));
  Step step_a = step("GET", "/a");
  step_a.path = text({"/a/", reference(ReferenceKind::user), "/",
                      reference(ReferenceKind::iteration), "/", random_between(0, 1'000'000)});
  Step step_b = step("GET", "/b");
  step_b.path = text({"/b/", reference(ReferenceKind::uuid)});
  spec.scenarios = {scenario("a", {step_a, step_b}, 3), scenario("b", {step_b})};
  return spec;
}

PairedRun run_pair(PlayedWorld& world, Spec spec, const PairedLoad& paired = against_old()) {
  world.plan = make_plan(std::move(spec)).value();
  return execute_paired(world.context(world.plan), paired, world.doors()).value();
}

struct TurnSeen {
  Arm arm;
  PairSlice slice;
};

/// Of both arms, by time.
std::vector<TurnSeen> turns_of(const PairedRun& runs) {
  std::vector<TurnSeen> turns;
  for (const Run* run : {&runs.base, &runs.candidate}) {
    for (const PairSlice& slice : run->pairing->slices) {
      turns.push_back({run->pairing->arm, slice});
    }
  }
  std::ranges::sort(turns, {}, [](const TurnSeen& turn) { return turn.slice.started; });
  return turns;
}

std::vector<bool> base_first(const PairedRun& runs) {
  std::vector<bool> order;
  const std::vector<TurnSeen> turns = turns_of(runs);
  for (std::size_t i = 0; i < turns.size(); i += 2) {
    order.push_back(turns[i].arm == Arm::base);
  }
  return order;
}

/// What was sent in each slice of the arm, by pair.
std::map<std::uint32_t, std::vector<std::string>> sent_by_pair(const PlayedWorld& world,
                                                               const Run& run) {
  std::map<std::uint32_t, std::vector<std::string>> sent;
  for (std::size_t i = 0; i < world.requests.size(); ++i) {
    const bool is_of_arm = is_old(world.requests[i]) == (run.pairing->arm == Arm::base);
    const std::int64_t at = world.sent_at[i] - run.provenance.started_at.nanoseconds;
    const PairSlice* slice = is_of_arm ? slice_of(run, 0, at) : nullptr;
    if (slice != nullptr) {
      sent[slice->pair].push_back(PlayedWorld::path_of(world.requests[i]));
    }
  }
  return sent;
}

void expect_no_overlap(const PairedRun& runs) {
  const std::vector<TurnSeen> turns = turns_of(runs);
  for (const Run* run : {&runs.base, &runs.candidate}) {
    for (const Sample& sample : run->samples) {
      const PairSlice* own = slice_of(*run, sample.phase, sample.intended);
      ASSERT_NE(own, nullptr);
      for (const auto& [arm, slice] : turns) {
        if (slice.started > own->started) {
          ASSERT_LE(sample.finished, slice.started) << "when the next slice began";
        }
      }
    }
  }
}

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
  for (const Run* run : {&runs.base, &runs.candidate}) {
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
  for (const Run* run : {&runs.base, &runs.candidate}) {
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

TEST(Paired, looks_again_as_often_as_was_planned_with_flows_that_are_new) {
  Spec spec = telling_spec({open_phase("first", per_second(100), milliseconds(2500)),
                            open_phase("second", per_second(50), milliseconds(2500))});
  spec.gate.extend = 2;
  PairedLoad paired = against_old();
  std::vector<std::size_t> slices_seen;
  paired.undecided = [&slices_seen](const PairedRun& so_far) {
    slices_seen.push_back(so_far.base.pairing->slices.size());
    return std::vector<std::size_t>{1};
  };
  PlayedWorld world;
  const PairedRun runs = run_pair(world, spec, paired);
  EXPECT_THAT(slices_seen, ElementsAre(50U, 63U)) << "not after the last look";
  for (const Run* run : {&runs.base, &runs.candidate}) {
    const std::vector<PairSlice>& slices = run->pairing->slices;
    ASSERT_EQ(slices.size(), 76U);
    for (std::uint32_t pair = 0; pair < 51; ++pair) {
      EXPECT_EQ(slices[25 + pair].phase, 1U);
      EXPECT_EQ(slices[25 + pair].pair, pair);
      EXPECT_EQ(slices[25 + pair].is_dropped, pair == 0 || pair == 25 || pair == 38) << pair;
      EXPECT_EQ(slices[25 + pair].ended - slices[25 + pair].started, 100'000'000);
    }
    std::set<std::uint64_t> sequences;
    for (const Flow& flow : run->flows) {
      sequences.insert(flow.sequence);
    }
    EXPECT_EQ(sequences.size(), run->flows.size()) << "no flow comes twice";
    EXPECT_EQ(run->flows.size(), 250U + 125 + 65 + 65);
    EXPECT_EQ(run->phases[1].planned_flows, 125U + 65 + 65);
    EXPECT_EQ(run->health.planned_flows, run->health.started_flows);
    EXPECT_TRUE(std::ranges::is_sorted(slices, {}, &PairSlice::started));
  }
  expect_no_overlap(runs);
}

TEST(Paired, looks_again_at_users_random_arrivals_and_iterations_too) {
  Spec spec = telling_spec({closed_phase("users", 2, seconds(1)), iterations_phase("fixed", 50, 2),
                            open_phase("open", per_second(100), milliseconds(2500))});
  spec.load.arrivals = Arrivals::poisson;
  spec.gate.extend = 1;
  PairedLoad paired = against_old();
  paired.undecided = [](const PairedRun&) { return std::vector<std::size_t>{0, 1, 2}; };
  PlayedWorld world;
  const PairedRun runs = run_pair(world, spec, paired);
  for (std::uint16_t phase = 0; phase < 3; ++phase) {
    std::set<std::uint64_t> sequences;
    std::uint64_t flows = 0;
    for (const Flow& flow : runs.base.flows) {
      flows += flow.phase == phase ? 1U : 0U;
      sequences.insert(flow.phase == phase ? flow.sequence : *sequences.begin());
    }
    EXPECT_EQ(std::ranges::count(runs.base.pairing->slices, phase, &PairSlice::phase), 38);
    EXPECT_GT(flows, 0U);
  }
  EXPECT_EQ(runs.base.phases[1].planned_flows, 76U);
  std::map<std::uint64_t, int> ordinals;
  for (const Flow& flow : runs.candidate.flows) {
    ordinals[flow.sequence] += flow.phase == 1 ? 1 : 0;
  }
  for (std::uint64_t ordinal = 0; ordinal < 76; ++ordinal) {
    EXPECT_EQ(ordinals[ordinal], 1) << ordinal;
  }
  expect_no_overlap(runs);
}

TEST(Paired, does_not_look_again_beyond_its_budget) {
  Spec spec = paired_spec({open_phase("load", per_second(100), milliseconds(2500))});
  spec.gate.extend = 2;
  spec.load.budget.requests = 800;
  PairedLoad paired = against_old();
  paired.undecided = [](const PairedRun&) { return std::vector<std::size_t>{0}; };
  PlayedWorld world;
  const PairedRun runs = run_pair(world, spec, paired);
  EXPECT_EQ(world.requests.size(), 2U * (250 + 130));
  const std::string why =
      "no further look: budget: the load may send 1,020 requests, to both builds, and "
      "load.budget.requests is 800";
  EXPECT_THAT(runs.base.warnings, ElementsAre(why));
  EXPECT_THAT(runs.candidate.warnings, ElementsAre(why));
  EXPECT_EQ(runs.candidate.end, RunEnd::complete);
}

TEST(Paired, counts_both_builds_in_the_budget) {
  Spec spec = paired_spec({open_phase("load", per_second(100), seconds(5))});
  spec.load.budget.requests = 999;
  const Plan plan = make_plan(spec).value();
  PlayedWorld world;
  const auto runs = execute_paired(world.context(plan), against_old(), world.doors());
  ASSERT_FALSE(runs);
  EXPECT_EQ(runs.error().message,
            "budget: the load may send 1,000 requests, to both builds, and load.budget.requests "
            "is 999");
  EXPECT_THAT(world.requests, IsEmpty());
}

/// Answers at once, in real time.
class EchoTransport : public Transport {
 public:
  void start(std::uint64_t token, WireRequest) override {
    Exchange exchange{};
    exchange.token = token;
    exchange.outcome = Outcome::ok;
    exchange.status = 200;
    exchange.dispatched = exchange.connected = monotonic_now();
    exchange.first_byte = exchange.first_body_byte = exchange.finished = monotonic_now();
    exchange.connect_time = exchange.tls_time = -1;
    under_way_.push_back(std::move(exchange));
  }
  void wait(Instant deadline, std::vector<Exchange>& ended) override {
    if (under_way_.empty()) {
      real_clock().sleep_until(deadline);
    }
    std::ranges::move(under_way_, std::back_inserter(ended));
    under_way_.clear();
  }
  void abandon(std::vector<Exchange>& ended) override { wait(0, ended); }
  void forget_cookies(std::uint64_t) override {}
  std::size_t under_way() const override { return under_way_.size(); }
  std::uint64_t stalls() const override { return 0; }
  std::int64_t longest_stall() const override { return 0; }

 private:
  std::vector<Exchange> under_way_;
};

TEST(Paired, has_several_workers_take_their_turns_together) {
  PlayedWorld world;
  const Plan plan =
      make_plan(paired_spec({open_phase("load", per_second(9000), milliseconds(250))})).value();
  const Doors played = world.doors();
  std::size_t workers = 0;
  const Doors doors{
      .clock = real_clock(),
      .resolve = played.resolve,
      .open = [&workers](const TransportOptions&) -> Result<std::unique_ptr<Transport>> {
        ++workers;
        return std::make_unique<EchoTransport>();
      },
      .usable_cores = 3,
      .may_spin = false};
  const PairedRun runs = execute_paired(world.context(plan), against_old(), doors).value();
  EXPECT_EQ(workers, 2U);
  const std::vector<TurnSeen> turns = turns_of(runs);
  ASSERT_EQ(turns.size(), 50U);
  for (const Run* run : {&runs.base, &runs.candidate}) {
    ASSERT_EQ(run->flows.size(), 2250U);
    for (std::size_t i = 0; i < run->flows.size(); ++i) {
      EXPECT_EQ(run->flows[i].sequence, i);
      const PairSlice* own = slice_of(*run, 0, run->flows[i].intended);
      const auto next = std::ranges::find_if(
          turns, [own](const TurnSeen& turn) { return turn.slice.started > own->started; });
      const bool is_last = next == turns.end() || run->flows[i].end != FlowEnd::ok;
      ASSERT_TRUE(is_last || run->flows[i].finished <= next->slice.started) << i;
    }
  }
}

TEST(Paired, says_when_the_builds_speak_different_versions_of_http) {
  Spec spec = paired_spec({open_phase("load", per_second(50), seconds(5))});
  spec.load.preflight = true;
  PlayedWorld world([](const WireRequest& request) { return Reply{.is_http2 = is_old(request)}; });
  world.scheme = "https";
  PairedLoad paired = against_old();
  paired.base_urls = {"https://old:8080"};
  const PairedRun runs = run_pair(world, spec, paired);
  EXPECT_EQ(runs.candidate.http_version, "1.1");
  EXPECT_THAT(runs.base.warnings, Each(HasSubstr("what differs may be the protocol")));
}

}  // namespace
}  // namespace loadgate
