// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "judge/expand.h"
#include "unit/judge/cases.h"

namespace loadgate {
namespace {

using namespace loadgate::testing;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::string asked_step = "ask/question";

/// Half of the requests are short, half are long; `buy/pay` has no classes.
RunBuilder classified(double short_middle, double long_middle) {
  return a_run()
      .with_spread(asked_step, steady, 200, short_middle)
      .with_spread(asked_step, steady, 200, long_middle)
      .with_spread(pay, steady, 200, 100)
      .with([](loadgate::Run& run) {
        run.classes = {"short", "long"};
        run.steps[0].classes = {0, 1};
        std::size_t seen = 0;
        for (Sample& sample : run.samples) {
          if (sample.step == 0) {
            sample.data_class = seen++ < 200 ? 0 : 1;
          }
        }
      });
}

Rule about(const std::string& data_class, Rule rule = latency_rule()) {
  rule.data_class = data_class;
  return rule;
}

std::vector<std::string> keys_of(const RunBuilder& run) {
  const loadgate::Run built = run.build();
  std::vector<std::string> keys;
  for (const Question& asked : expand_rules(built)) {
    keys.push_back(asked.key);
  }
  return keys;
}

TEST(Classes, ARuleMeansThoseThatItsPatternFits) {
  EXPECT_THAT(keys_of(classified(10, 100).with_rule(about("short"))),
              ElementsAre("latency.p95 ask/question [steady] [short] increase"));
  EXPECT_THAT(keys_of(classified(10, 100).with_rule(about("*"))),
              ElementsAre("latency.p95 ask/question [steady] [long] increase",
                          "latency.p95 ask/question [steady] [short] increase"));
  EXPECT_THAT(keys_of(classified(10, 100).with_rule(latency_rule())),
              ElementsAre("latency.p95 ask/question [steady] increase",
                          "latency.p95 buy/pay [steady] increase"));
  EXPECT_THAT(keys_of(classified(10, 100).with_rule(about("odd"))), IsEmpty());
}

TEST(Classes, AreJudgedApartFromTheirStep) {
  const Baseline pool = pool_of(std::vector<RunBuilder>(8, classified(10, 100)));
  const RunBuilder slower = classified(20, 100)
                                .with_rule(about("short"))
                                .with_rule(about("long"))
                                .with_rule(latency_rule());
  const Judgement judgement = judge_one(slower, pool);
  const Finding& finding =
      finding_of(judgement, "latency.p95 ask/question [steady] [short] increase");
  EXPECT_EQ(finding.state, State::fail);
  EXPECT_EQ(finding.data_class, "short");
  EXPECT_EQ(finding.step, asked_step);
  EXPECT_EQ(finding.samples, 200U);
  EXPECT_NEAR(finding.change->estimate, 1.0, 1e-9);
  EXPECT_EQ(state_of(judgement, "latency.p95 ask/question [steady] [long] increase"), "pass");
  EXPECT_EQ(state_of(judgement, "latency.p95 ask/question [steady] increase"), "pass");
}

TEST(Classes, ALimitIsOfTheirRequestsAlone) {
  const Judgement judgement =
      judge_one(classified(10, 100).with_rule(about("*", latency_limit(50))).with_rule(guard()),
                std::nullopt);
  EXPECT_EQ(state_of(judgement, "latency.p95 ask/question [steady] [short] limit"), "pass");
  EXPECT_EQ(state_of(judgement, "latency.p95 ask/question [steady] [long] limit"), "fail");
}

TEST(Classes, ThatAnOlderBaselineLacksHaveNoBaseline) {
  const RunBuilder without = classified(10, 100).with([](loadgate::Run& run) {
    run.classes.clear();
    run.steps[0].classes.clear();
    for (Sample& sample : run.samples) {
      sample.data_class = no_class;
    }
  });
  const Baseline pool = pool_of(std::vector<RunBuilder>(8, without));
  const Judgement judgement =
      judge_one(classified(10, 100).with_rule(about("short")).with_rule(latency_rule()), pool);
  const std::string key = "latency.p95 ask/question [steady] [short] increase";
  EXPECT_EQ(state_of(judgement, key), "no_baseline");
  EXPECT_EQ(finding_of(judgement, key).reason, "no run of the baseline has a figure for this");
  EXPECT_EQ(state_of(judgement, "latency.p95 ask/question [steady] increase"), "pass");
}

TEST(Classes, ARuleThatFitsNoneOfThisRunHasNoData) {
  const Judgement judgement =
      judge_one(classified(10, 100).with_rule(about("odd")).with_rule(guard()), std::nullopt);
  const Finding& finding = finding_of(judgement, "latency.p95 * [*] [odd] increase");
  EXPECT_EQ(finding.state, State::no_data);
  EXPECT_EQ(finding.reason, "the rule fits no class of the data that its steps use");
  EXPECT_EQ(status_of(judgement), 1);
}

TEST(Classes, ErrorsOfOneMakeItsTimesThoseOfSurvivors) {
  const RunBuilder run = classified(10, 100)
                             .with_rule(about("*", latency_limit(500)))
                             .with([](loadgate::Run& changed) {
                               int broken = 0;
                               for (Sample& sample : changed.samples) {
                                 if (sample.data_class == 0 && broken < 30) {
                                   sample.outcome = Outcome::server_5xx;
                                   ++broken;
                                 }
                               }
                             });
  Rule lenient = guard();
  lenient.at_most = 0.2;
  const Judgement judgement = judge_one(RunBuilder(run).with_rule(lenient), std::nullopt);
  EXPECT_EQ(state_of(judgement, "latency.p95 ask/question [steady] [short] limit"), "inconclusive");
  EXPECT_TRUE(
      finding_of(judgement, "latency.p95 ask/question [steady] [short] limit").survivors_only);
  EXPECT_EQ(state_of(judgement, "latency.p95 ask/question [steady] [long] limit"), "pass");
}

TEST(Classes, AnErrorRuleAboutOneDoesNotGuardItsStep) {
  Rule of_class = about("short", guard());
  of_class.origin = RuleOrigin::spec;
  Rule of_other = guard();
  of_other.step = pay;
  const Judgement judgement =
      judge_one(classified(10, 100).with_rule(of_class).with_rule(of_other), std::nullopt);
  EXPECT_THAT(judgement.warnings,
              ElementsAre("the error guard is off (severity: off) for ask/question"));
}

TEST(Judge, ManyStepsAndRulesAreJudgedOneByOne) {
  // Work that grows with steps × rules × samples would not come to an end here.
  constexpr int steps = 2000;
  RunBuilder builder = a_run();
  for (int i = 0; i < steps; ++i) {
    const std::string step = "main/step " + std::to_string(i);
    Rule own = latency_rule();
    Rule errors = guard();
    own.step = errors.step = step;
    builder.with_requests(step, steady, 3, 10).with_rule(own).with_rule(errors);
  }
  const Baseline pool = pool_of(std::vector<RunBuilder>(5, builder));
  const Judgement judgement = judge_one(builder, pool);
  EXPECT_EQ(judgement.findings.size(), 3U * steps);
}

}  // namespace
}  // namespace loadgate
