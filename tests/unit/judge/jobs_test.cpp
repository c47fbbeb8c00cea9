// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "unit/judge/cases.h"

namespace loadgate {
namespace {

using namespace loadgate::testing;

Run job_run(double middle, const std::string& job) {
  return run_of(middle)
      .with_job(job)
      .with_rule(latency_rule())
      .with_rule(latency_limit(400))
      .with_rule(guard())
      .with([](auto& run) { run.gate.jobs = 2; })
      .build();
}

Judgement judged(const std::vector<Run>& runs) {
  return judge(runs, quiet_pool());
}

TEST(TwoJobs, OneJobCanOnlySuspect) {
  const Judgement judgement = judged({job_run(140, "github/1/1/first/0")});
  const Finding& finding = finding_of(judgement, p95_increase);
  EXPECT_EQ(finding.state, State::suspect);
  EXPECT_TRUE(finding.reason.ends_with(" in one job: a second one decides")) << finding.reason;
  EXPECT_EQ(finding.advice,
            "measure in another job and judge both: loadgate check loadgate.yaml "
            "--confirm loadgate-report");
  EXPECT_EQ(status_of(judgement), 3);
  EXPECT_EQ(verdict_name(judgement), "inconclusive");
}

TEST(TwoJobs, RepeatsInsideOneJobAreStillOne) {
  const Judgement judgement =
      judged({job_run(140, "github/1/1/first/0"), job_run(141, "github/1/1/first/0")});
  EXPECT_EQ(state_of(judgement, p95_increase), "suspect");
}

TEST(TwoJobs, TheSecondOneConfirms) {
  const Judgement judgement =
      judged({job_run(140, "github/1/1/first/0"), job_run(138, "github/1/1/second/0")});
  EXPECT_EQ(state_of(judgement, p95_increase), "fail");
  EXPECT_EQ(status_of(judgement), 1);
}

TEST(TwoJobs, OrTheSecondOneAcquits) {
  const Judgement judgement =
      judged({job_run(125, "github/1/1/first/0"), job_run(100, "github/1/1/second/0")});
  EXPECT_NE(state_of(judgement, p95_increase), "fail");
  EXPECT_NE(state_of(judgement, p95_increase), "suspect");
  EXPECT_EQ(status_of(judgement), 0);
}

TEST(TwoJobs, AnAbsoluteLimitNeedsNoSecondJob) {
  const Judgement judgement = judged({job_run(300, "github/1/1/first/0")});
  EXPECT_EQ(state_of(judgement, p95_limit), "fail");
  EXPECT_EQ(status_of(judgement), 1);
}

TEST(TwoJobs, WhatOnlyWarnsIsNoSuspect) {
  auto run = job_run(140, "github/1/1/first/0");
  run.rules[0].severity = Severity::warn;
  EXPECT_EQ(state_of(judged({run}), p95_increase), "warn");
}

}  // namespace
}  // namespace loadgate
