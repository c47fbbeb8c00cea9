// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "cases.h"

namespace loadgate {
namespace {

using namespace testing;  // NOLINT

/// Quiet, with a rule that holds.
loadgate::Run ended_by(RunEnd end, const std::string& why) {
  return run_of(100)
      .with_rule(latency_limit(1000))
      .with_end(end)
      .with([why](loadgate::Run& run) { run.stopped_by = why; })
      .build();
}

TEST(EarlyEnd, AConditionOfStopWhenFailsTheGateByItsName) {
  const Judgement judgement = judge(
      {ended_by(RunEnd::stopped, "stop_when[1]: error_rate > 20% for 5s; it was 43.1 %")}, {});
  EXPECT_EQ(judgement.verdict, Verdict::fail);
  EXPECT_EQ(status_of(judgement), 1);
  const Finding& check = judgement.findings.front();
  EXPECT_EQ(check.key, "stop_when[1]");
  EXPECT_EQ(check.kind, FindingKind::check);
  EXPECT_EQ(check.state, State::fail);
  EXPECT_EQ(check.reason, "error_rate > 20% for 5s; it was 43.1 %");
}

TEST(EarlyEnd, ABudgetThatWasUsedUpIsNoMeasurement) {
  const Judgement judgement =
      judge({ended_by(RunEnd::exhausted, "budget: 20,000 requests were sent")}, {});
  EXPECT_EQ(judgement.verdict, Verdict::inconclusive);
  EXPECT_EQ(status_of(judgement), 4);
  EXPECT_EQ(judgement.findings.front().key, "budget");
  EXPECT_EQ(judgement.findings.front().reason, "20,000 requests were sent");
}

TEST(EarlyEnd, ARuleThatFailsGoesBeforeAUsedUpBudget) {
  loadgate::Run run = ended_by(RunEnd::exhausted, "budget: 20,000 requests were sent");
  run.rules[0].at_most = 1e6;  // 1 ms
  EXPECT_EQ(status_of(judge({run}, {})), 1);
}

TEST(EarlyEnd, OfAFileWithoutAReasonHasANameAllTheSame) {
  EXPECT_EQ(judge({ended_by(RunEnd::stopped, "")}, {}).findings.front().key, "stop_when");
  EXPECT_EQ(judge({ended_by(RunEnd::exhausted, "")}, {}).findings.front().key, "budget");
}

TEST(EarlyEnd, OfACompleteRunThereIsNone) {
  EXPECT_EQ(judge({ended_by(RunEnd::complete, "")}, {}).findings.front().kind, FindingKind::limit);
}

}  // namespace
}  // namespace loadgate
