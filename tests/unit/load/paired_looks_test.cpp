// SPDX-License-Identifier: Apache-2.0
#include "load/paired.h"

#include <map>
#include <set>

#include "paired_fixture.h"

namespace loadgate {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

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
  for (const loadgate::Run* run : {&runs.base, &runs.candidate}) {
    const std::vector<PairSlice>& slices = run->pairing->slices;
    EXPECT_EQ(run->pairing->looks, 3U);
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
  for (const loadgate::Run* run : {&runs.base, &runs.candidate}) {
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
