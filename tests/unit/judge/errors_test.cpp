// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "unit/judge/cases.h"

namespace loadgate {
namespace {

using namespace loadgate::testing;

const std::string error_increase = "error_rate buy/pay [steady] increase";
const std::string error_limit = "error_rate buy/pay [steady] limit";

RunBuilder with_errors(std::size_t errors, Outcome outcome = Outcome::server_5xx,
                       std::size_t requests = 1000) {
  return run_of(100, requests - errors).with_outcomes(pay, steady, outcome, errors);
}

Baseline pool_with_errors(const std::vector<std::size_t>& errors) {
  std::vector<RunBuilder> runs;
  for (const std::size_t count : errors) {
    runs.push_back(with_errors(count));
  }
  return pool_of(runs);
}

const Baseline clean = pool_with_errors({0, 0, 0, 0, 0, 0, 0, 0});

Judgement judge_errors(std::size_t errors, const Baseline& baseline) {
  return judge_one(with_errors(errors).with_rule(guard()), baseline);
}

TEST(Errors, ACleanRunAgainstACleanPoolPasses) {
  const Judgement judgement = judge_errors(0, clean);
  EXPECT_EQ(state_of(judgement, error_increase), "pass");
  EXPECT_EQ(finding_of(judgement, error_increase).reason, "no more than +0.27 pp");
  EXPECT_EQ(finding_of(judgement, error_limit).reason, "0 % is within the limit of 5 %");
}

TEST(Errors, ManyMoreErrorsFail) {
  const Judgement judgement = judge_errors(30, clean);
  const Finding& finding = finding_of(judgement, error_increase);
  EXPECT_EQ(finding.state, State::fail);
  EXPECT_DOUBLE_EQ(finding.change->estimate, 0.03);
  EXPECT_FALSE(finding.change->is_relative);
  EXPECT_EQ(finding.reason, "at least +2.23 pp");
  EXPECT_EQ(finding_of(judgement, error_limit).reason,
            "3 % is within the limit of 5 % (between 0 % and 4.3 %)");
  EXPECT_EQ(status_of(judgement), 1);
}

TEST(Errors, APassSaysWhichIncreaseWouldHaveFailed) {
  const Judgement judgement = judge_errors(5, clean);
  EXPECT_EQ(state_of(judgement, error_increase), "pass");
  EXPECT_EQ(finding_of(judgement, error_increase).reason,
            "no sign of it; +0.9 pp would have failed");
  EXPECT_EQ(state_of(judge_errors(9, clean), error_increase), "fail");
  EXPECT_EQ(state_of(judge_errors(8, clean), error_increase), "pass");
}

TEST(Errors, LessThanMinExtraNeverFails) {
  Rule strict = guard();
  strict.max_increase = 0;
  strict.min_extra = 6;
  const auto state = [&](std::size_t errors) {
    return state_of(judge_one(with_errors(errors).with_rule(strict), clean), error_increase);
  };
  EXPECT_EQ(state(5), "pass");
  EXPECT_EQ(state(6), "fail");
}

TEST(Errors, APoolThatJumpsForgivesWhatAQuietOneDoesNot) {
  EXPECT_EQ(state_of(judge_errors(14, pool_with_errors({1, 2, 1, 2, 1, 2, 1, 2})), error_increase),
            "fail");
  EXPECT_EQ(state_of(judge_errors(14, pool_with_errors({0, 12, 0, 0, 0, 0, 0, 0})), error_increase),
            "pass");
}

TEST(Errors, ARuleAboutOneClassCountsThatClassAndItsGroup) {
  Rule timeouts = rule("error_rate.timeout", Statistic::value);
  timeouts.at_most = 0.01;
  const std::string key = "error_rate.timeout buy/pay [steady] limit";
  const auto judged = [&](Outcome outcome) {
    return judge_one(with_errors(30, outcome).with_rule(timeouts).with_rule(guard()), std::nullopt);
  };
  EXPECT_EQ(state_of(judged(Outcome::timeout_idle), key), "fail");
  EXPECT_EQ(state_of(judged(Outcome::server_5xx), key), "pass");
}

TEST(Errors, RunsOfOneCandidateAreSummed) {
  const loadgate::Run first = with_errors(6).with_rule(guard()).build();
  const loadgate::Run second = with_errors(8).with_rule(guard()).build();
  const Judgement judgement = judge({first, second}, clean);
  const Finding& finding = finding_of(judgement, error_limit);
  EXPECT_EQ(finding.samples, 2000U);
  EXPECT_DOUBLE_EQ(finding.now->value, 0.007);
}

TEST(Errors, ChecksThatHoldLessOftenFail) {
  Rule checks = rule("check_rate", Statistic::value);
  checks.max_decrease = 0.005;
  const std::string key = "check_rate buy/pay [steady] decrease";
  const auto with_checks = [](std::uint64_t passed) {
    return with_errors(0).with_check(
        {.step = 0, .phase = 0, .name = "json /ok", .passed = passed, .evaluated = 1000});
  };
  const Baseline pool = pool_of(std::vector<RunBuilder>(8, with_checks(1000)));
  const auto judged = [&](std::uint64_t passed) {
    return judge_one(with_checks(passed).with_rule(checks).with_rule(guard()), pool);
  };
  EXPECT_EQ(state_of(judged(999), key), "pass");
  const Judgement fewer = judged(970);
  EXPECT_EQ(state_of(fewer, key), "fail");
  EXPECT_NEAR(finding_of(fewer, key).change->estimate, -0.03, 1e-12);
  EXPECT_EQ(finding_of(fewer, key).reason, "at least −2.23 pp");
}

TEST(Errors, DropsOfTheServerAreErrorsAndThoseOfTheGeneratorAreNot) {
  EXPECT_EQ(state_of(judge_one(with_errors(100, Outcome::dropped).with_rule(guard()), std::nullopt),
                     error_limit),
            "fail");
  const Judgement ours =
      judge_one(with_errors(100, Outcome::generator_dropped).with_rule(guard()), std::nullopt);
  EXPECT_EQ(finding_of(ours, error_limit).now->value, 0);
}

}  // namespace
}  // namespace loadgate
