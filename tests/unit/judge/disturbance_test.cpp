// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/judge/cases.h"

namespace loadgate {
namespace {

using ::testing::ElementsAre;
using namespace loadgate::testing;

RunBuilder gated_run(double middle = 100) {
  return run_of(middle).with_rule(latency_rule()).with_rule(guard());
}

/// Far beyond what the rule tolerates.
void sent_late(loadgate::Run& run) {
  for (Sample& sample : run.samples) {
    sample.dispatched += 60 * one_millisecond;
    sample.finished += 60 * one_millisecond;
  }
}

struct TakenCpu {
  std::string cause;
  void (*disturb)(Health& health);
};
const std::vector<TakenCpu> ways{
    {"other work kept loadgate waiting for a CPU for 1.1 % of the time",
     [](Health& health) { health.run_delay_share = 0.011; }},
    {"the CPU quota stopped loadgate 1 time", [](Health& health) { health.throttled = 1; }},
    {"the machine's host took 0.6 % of the CPU time for others",
     [](Health& health) { health.steal_share = 0.006; }},
};

TEST(Disturbance, ACpuThatOthersTookDegradesARunThatWasNotLateAndChangesNoVerdict) {
  for (const TakenCpu& way : ways) {
    const auto judged = [&](double middle) {
      return judge_one(gated_run(middle).with([&](loadgate::Run& run) { way.disturb(run.health); }),
                       quiet_pool());
    };
    EXPECT_EQ(judged(100).trust.trust, Trust::degraded);
    EXPECT_THAT(judged(100).trust.reasons,
                ElementsAre(way.cause + "; no rule's figure is late by it"));
    EXPECT_EQ(judged(100).trust.advice, "");
    EXPECT_EQ(judged(100).verdict, Verdict::pass);
    EXPECT_EQ(judged(200).verdict, Verdict::fail);
  }
}

TEST(Disturbance, ACpuThatOthersTookALittleOfIsTrusted) {
  const Judgement judgement = judge_one(gated_run().with([](loadgate::Run& run) {
    run.health.run_delay_share = 0.01;
    run.health.steal_share = 0.005;
  }),
                                        quiet_pool());
  EXPECT_EQ(judgement.trust.trust, Trust::trusted);
}

TEST(Disturbance, AdvisesAnUndecidedRuleByItsCause) {
  const auto advice_of = [](const auto& disturb) {
    return finding_of(judge_one(gated_run().with(sent_late).with(disturb), quiet_pool()),
                      p95_increase)
        .advice;
  };
  EXPECT_EQ(advice_of([](loadgate::Run& run) { run.health.throttled = 4; }),
            "raise the CPU quota of the job, or lower the rate");
  EXPECT_EQ(advice_of([](loadgate::Run& run) {
              run.health.loop_stalls = 1;
              run.health.longest_stall = 300 * one_millisecond;
            }),
            "let nothing stop loadgate while it measures");
  EXPECT_EQ(advice_of([](loadgate::Run&) {}),
            "give loadgate a core of its own, use a larger runner, or lower the rate");
}

}  // namespace
}  // namespace loadgate
