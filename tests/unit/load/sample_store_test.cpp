// SPDX-License-Identifier: Apache-2.0
#include "load/sample_store.h"

#include <numeric>

#include "played_world.h"

namespace loadgate {
namespace {

using namespace testing;  // NOLINT

constexpr std::int64_t whole_second = 1'000'000'000;

/// A second of an open phase, then iterations whose end nobody knows.
Plan two_phases() {
  return make_plan(spec_with({open_phase("load", per_second(100), seconds(1)),
                              iterations_phase("fixed", 10, 1)}))
      .value();
}

Sample sample_at(std::int64_t intended, Outcome outcome = Outcome::ok) {
  Sample sample{};
  const bool is_sent = outcome != Outcome::dropped;
  sample.sequence = static_cast<std::uint64_t>(intended / 1000);
  sample.outcome = outcome;
  sample.intended = intended;
  sample.dispatched = is_sent ? intended + 10 : -1;
  sample.connected = sample.dispatched;
  sample.first_byte = is_sent ? intended + 2'000'000 : -1;
  sample.first_body_byte = sample.first_byte;
  sample.finished = outcome == Outcome::ok ? intended + 3'000'000 : -1;
  sample.connect_time = sample.tls_time = -1;
  return sample;
}

Flow flow_of(const Sample& sample, FlowEnd end) {
  return Flow{.sequence = sample.sequence,
              .user = 0,
              .phase = sample.phase,
              .scenario = 0,
              .end = end,
              .intended = sample.intended,
              .finished = sample.finished,
              .skipped_steps = 0};
}

struct Filled {
  explicit Filled(std::uint64_t limit)
      : plan(two_phases()), turns(whole_phases(plan), 1, 500), store(1, limit, turns) {}
  void add(const Sample& sample) {
    store.add(sample);
    store.add(
        flow_of(sample, sample.outcome == Outcome::ok        ? FlowEnd::ok
                        : sample.outcome == Outcome::dropped ? FlowEnd::dropped
                                                             : FlowEnd::cut),
        {.is_unanswered = is_censored(sample.outcome), .own_time = own_time_of(sample).sum()});
  }
  Condensed counted(std::int64_t end) {
    Condenser condenser(1);
    store.count_to(condenser, end);
    return condenser.take();
  }

  Plan plan;
  TurnClock turns;
  SampleStore store;
};

TEST(SampleStore, KeepsEverySampleUpToTheLimit) {
  Filled filled(100);
  for (std::int64_t i = 0; i < 100; ++i) {
    filled.add(sample_at(i * 10'000'000));
  }
  EXPECT_FALSE(filled.store.is_over_limit());
  std::vector<Sample> samples;
  std::vector<Flow> flows;
  filled.store.move_to(samples, flows);
  ASSERT_EQ(samples.size(), 100U);
  EXPECT_EQ(samples[99], sample_at(990'000'000));
  EXPECT_EQ(flows[99], flow_of(samples[99], FlowEnd::ok));
}

TEST(SampleStore, CountsBeyondTheLimitAsIfAllHadBeenKept) {
  Filled few(10);
  Filled all(1'000'000);
  for (std::int64_t i = 0; i < 2000; ++i) {
    for (Filled* filled : {&few, &all}) {
      filled->add(sample_at(i * 700'000, i % 500 == 499 ? Outcome::cut : Outcome::ok));
    }
  }
  EXPECT_TRUE(few.store.is_over_limit());
  EXPECT_EQ(few.store.samples(), 2000U);
  EXPECT_EQ(few.counted(2 * whole_second), all.counted(2 * whole_second));
}

TEST(SampleStore, MakesNoAgeOfADroppedRequestLongerThanItIs) {
  Filled few(10);
  Filled all(1'000'000);
  constexpr std::int64_t end = 20 * whole_second;
  for (std::int64_t i = 0; i < 4000; ++i) {
    for (Filled* filled : {&few, &all}) {
      filled->add(sample_at(i * 4'000'000, i % 2 == 0 ? Outcome::dropped : Outcome::ok));
    }
  }
  const Condensed rounded = few.counted(end);
  const Condensed exact = all.counted(end);
  ASSERT_EQ(rounded.scopes.size(), 2U);
  for (std::size_t scope = 0; scope < 2; ++scope) {
    EXPECT_EQ(rounded.scopes[scope].ends, exact.scopes[scope].ends);
    const auto ages = rounded.scopes[scope].readings[0].at_least.counts();
    const auto true_ages = exact.scopes[scope].readings[0].at_least.counts();
    const auto sum = [](const std::vector<BucketCount>& counts) {
      return std::accumulate(
          counts.begin(), counts.end(), 0.0, [](double so_far, const BucketCount& counted) {
            return so_far + static_cast<double>(counted.count) *
                                static_cast<double>(three_digits.value(counted.bucket));
          });
    };
    EXPECT_LE(sum(ages), sum(true_ages));
    EXPECT_GE(sum(ages), sum(true_ages) - 2000.0 * whole_second) << "a second each at most";
  }
}

TEST(DroppedCounts, StayFewHoweverLongTheRunIs) {
  DroppedCounts counts;
  constexpr std::int64_t end = 30 * 86'400 * whole_second;
  for (std::int64_t moment = 0; moment < end; moment += 60 * whole_second) {
    counts.add(moment);
  }
  std::size_t stretches = 0;
  std::uint64_t total = 0;
  counts.each(end, [&](std::int64_t last, std::uint64_t count) {
    EXPECT_LE(last, end);
    ++stretches;
    total += count;
  });
  EXPECT_LE(stretches, 4096U);
  EXPECT_EQ(total, 43'200U);
}

/// 1,300 flows of two requests.
Plan plan_of_two_steps() {
  Spec spec = spec_with(
      {open_phase("load", per_second(500), seconds(2)), iterations_phase("fixed", 300, 7)});
  spec.scenarios.front().steps.push_back(step("GET", "/second"));
  spec.load.preflight = false;
  return make_plan(spec).value();
}

class CondensedRun : public ::testing::TestWithParam<std::uint64_t> {};

TEST_P(CondensedRun, HasTheCountsAndSaysSo) {
  const Plan plan = plan_of_two_steps();
  PlayedWorld kept_world;
  PlayedWorld world;
  LoadContext context = world.context(plan);
  context.most_samples = GetParam();
  const auto run = execute(context, world.doors()).value();
  const auto kept = kept_world.try_run(plan).value();
  ASSERT_TRUE(run.condensed);
  EXPECT_TRUE(run.samples.empty());
  EXPECT_EQ(run.condensed, condense(kept).condensed);
  EXPECT_EQ(run.health.started_flows, 1300U);
  EXPECT_EQ(run.health.started_flows, kept.health.started_flows);
  EXPECT_THAT(run.warnings, ::testing::ElementsAre(condensed_warning));
  EXPECT_EQ(sample_count(run), 2600U);
}

// From the first request on, as more flows are planned; from the 2,001st on; all but the last.
INSTANTIATE_TEST_SUITE_P(AtAnyMoment, CondensedRun, ::testing::Values(200, 2000, 2599));

TEST(WholeRun, KeepsWhatIsNotTooMuch) {
  const Plan plan = plan_of_two_steps();
  PlayedWorld world;
  LoadContext context = world.context(plan);
  context.most_samples = 2600;
  const auto run = execute(context, world.doors()).value();
  EXPECT_FALSE(run.condensed);
  EXPECT_EQ(run.samples.size(), 2600U);
  EXPECT_TRUE(run.warnings.empty());
}

}  // namespace
}  // namespace loadgate
