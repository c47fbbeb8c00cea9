// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/judge/cases.h"

namespace loadgate {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using namespace loadgate::testing;

RunBuilder guarded_run() {
  return run_of(100).with_rule(latency_rule()).with_rule(guard());
}

TEST(Warnings, AWidePoolOfTheSameMachinesWarnsOfNothing) {
  EXPECT_THAT(judge_one(guarded_run(), quiet_pool()).warnings, IsEmpty());
}

TEST(Warnings, AnUnseenCpuModelIsNamed) {
  const Judgement judgement = judge_one(
      guarded_run().with([](auto& run) { run.testbed.details["cpu_model"] = "Other CPU"; }),
      quiet_pool());
  EXPECT_THAT(judgement.warnings,
              ElementsAre("the baseline has not seen this CPU model: Other CPU (it has Example "
                          "CPU)"));
}

TEST(Warnings, AMachineThatChangedDuringTheRunIsNamed) {
  const auto warnings = [](std::int64_t before, std::int64_t after) {
    return judge_one(guarded_run().with([=](auto& run) {
             run.health.canary_before_p50 = before;
             run.health.canary_after_p50 = after;
           }),
                     quiet_pool())
        .warnings;
  };
  EXPECT_THAT(warnings(24'000, 47'000), IsEmpty());
  EXPECT_THAT(warnings(-1, 80'000), IsEmpty());
  EXPECT_THAT(warnings(24'000, 80'000),
              ElementsAre("the machine changed during the run: loadgate's echo to itself took "
                          "24.0 µs before the load and 80.0 µs after it"));
  EXPECT_THAT(warnings(80'000, 24'000), ::testing::SizeIs(1));
}

TEST(Warnings, ASmallPoolNamesItsFloor) {
  EXPECT_THAT(judge_one(guarded_run(), quiet_pool(5)).warnings,
              ElementsAre("the baseline has 5 runs: a kind of machine that it has not seen alarms "
                          "in up to 6.7 % of runs; 8 or more are better"));
  EXPECT_THAT(judge_one(guarded_run(), quiet_pool(8)).warnings, IsEmpty());
}

TEST(Warnings, FewerRunsThanTheLeastAreUnquantified) {
  EXPECT_THAT(judge_one(guarded_run(), quiet_pool(2)).warnings,
              Contains("unquantified: the baseline has 2 runs of 5, so a spread of 10 % between "
                       "jobs is assumed, not measured"));
}

TEST(Warnings, RulesOfOtherProfilesAreListedAndNotJudged) {
  Rule spike = latency_rule();
  spike.phase = "spike";
  spike.is_elsewhere = true;
  const Judgement other = judge_one(guarded_run().with_rule(spike), quiet_pool());
  EXPECT_THAT(other.warnings, ElementsAre("not applied, because the load without a profile has no "
                                          "such measured phase: latency.p95 [spike]"));
  EXPECT_EQ(other.findings.size(), judge_one(guarded_run(), quiet_pool()).findings.size());
  const RunBuilder deploy =
      guarded_run().with_rule(spike).with([](auto& run) { run.profile = "deploy"; });
  EXPECT_THAT(judge_one(deploy, quiet_pool()).warnings,
              ElementsAre("not applied, because the profile 'deploy' has no such measured phase: "
                          "latency.p95 [spike]"));
}

const std::string one_machine =
    "one machine: all runs of the baseline come from the same job or machine, so it does not know "
    "how much machines differ";

TEST(Warnings, APoolFromOneJobOrHostIsOneMachine) {
  Baseline pool = quiet_pool();
  for (BaselineRun& run : pool.runs) {
    run.provenance.job = "github/1/1/measure/0";
  }
  EXPECT_THAT(judge_one(guarded_run(), pool).warnings, ElementsAre(one_machine));
  for (std::size_t i = 0; i < pool.runs.size(); ++i) {
    pool.runs[i].provenance.job = "process/" + std::to_string(i) + "/17/desk";
  }
  EXPECT_THAT(judge_one(guarded_run(), pool).warnings, ElementsAre(one_machine));
  pool.runs[0].provenance.job = "process/1/17/laptop";
  EXPECT_THAT(judge_one(guarded_run(), pool).warnings, IsEmpty());
}

TEST(Warnings, ARemovedGuardIsSaidEveryTime) {
  Rule off = guard();
  off.severity = Severity::off;
  for (const bool has_pool : {true, false}) {
    const std::optional<Baseline> pool = has_pool ? std::optional(quiet_pool()) : std::nullopt;
    EXPECT_THAT(judge_one(run_of(100).with_rule(latency_rule()).with_rule(off), pool).warnings,
                ElementsAre("the error guard is off (severity: off) for buy/pay"));
  }
}

TEST(Warnings, ARuleThatSeesFarLessThanItPromisesIsNamed) {
  const Judgement judgement =
      judge_one(run_of(100).with_rule(latency_rule(0.02)).with_rule(guard()), quiet_pool());
  EXPECT_THAT(judgement.warnings,
              ElementsAre("the baseline is too noisy for the tolerance of latency.p95 buy/pay "
                          "[steady] increase: it would see a change of 14.3 % in 4 runs of 5, more "
                          "than 3 times what is allowed"));
}

TEST(Warnings, OfTooFewRunsItIsTheirNumberThatHidesChanges) {
  EXPECT_THAT(judge_one(guarded_run(), quiet_pool(2)).warnings,
              Contains("the baseline has too few runs for the tolerance of latency.p95 buy/pay "
                       "[steady] increase: it would see a change of 52 % in 4 runs of 5, more "
                       "than 3 times what is allowed"));
}

TEST(Warnings, RunsWithoutAUsableFigureAreNamed) {
  Baseline pool = quiet_pool();
  for (ScopeFigures& scope : pool.runs[3].figures.scopes) {
    scope.distributions.clear();
  }
  EXPECT_THAT(judge_one(guarded_run(), pool).warnings,
              ElementsAre("some runs of the baseline have no usable figure for latency.p95 "
                          "buy/pay [steady] increase"));
}

}  // namespace
}  // namespace loadgate
