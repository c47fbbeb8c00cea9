// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "unit/judge/cases.h"

namespace loadgate {
namespace {

using namespace loadgate::testing;

Judgement judge_change(double middle, const Rule& changed, const Baseline& baseline) {
  return judge_one(run_of(middle).with_rule(changed).with_rule(guard()), baseline);
}

TEST(Increase, AClearRegressionFailsWithWhatIsSure) {
  const Judgement judgement = judge_change(130, latency_rule(), quiet_pool());
  const Finding& finding = finding_of(judgement, p95_increase);
  EXPECT_EQ(finding.state, State::fail);
  EXPECT_EQ(finding.blocks, Blocks::regression);
  EXPECT_NEAR(finding.baseline->value, 145.7e6, 0.1e6);
  EXPECT_EQ(finding.now->value, 188.5e6);
  EXPECT_NEAR(finding.change->estimate, 0.294, 0.001);
  EXPECT_EQ(finding.reason, "at least +19.8 %");
  EXPECT_EQ(status_of(judgement), 1);
  EXPECT_EQ(verdict_name(judgement), "fail");
}

TEST(Increase, NoChangePassesAndSaysWhatItCouldHaveSeen) {
  const Judgement judgement = judge_change(101, latency_rule(), quiet_pool());
  const Finding& finding = finding_of(judgement, p95_increase);
  EXPECT_EQ(finding.state, State::pass);
  EXPECT_EQ(finding.reason, "no more than +8.58 %");
  const Judgement near = judge_change(106, latency_rule(), quiet_pool());
  EXPECT_EQ(state_of(near, p95_increase), "pass");
  EXPECT_EQ(finding_of(near, p95_increase).reason,
            "no sign of it; +23.3 % would have been seen in 4 runs of 5");
  EXPECT_EQ(status_of(near), 0);
}

TEST(Increase, BetweenToleranceAndProofItIsInconclusive) {
  const Judgement judgement = judge_change(115, latency_rule(), quiet_pool());
  const Finding& finding = finding_of(judgement, p95_increase);
  EXPECT_EQ(finding.state, State::inconclusive);
  EXPECT_EQ(finding.reason, "between +6 % and +23.6 %: too noisy to say");
  EXPECT_EQ(finding.advice,
            "the same code in a second job, judged together with this run: loadgate run "
            "loadgate.yaml, then loadgate compare --spec loadgate.yaml with the run files of both");
  EXPECT_EQ(verdict_name(judgement), "inconclusive");
  EXPECT_EQ(status_of(judgement), 0);
}

TEST(Increase, ASmallPoolAsksForMoreRuns) {
  const Finding finding =
      finding_of(judge_change(115, latency_rule(), quiet_pool(5)), p95_increase);
  EXPECT_EQ(finding.state, State::inconclusive);
  EXPECT_EQ(finding.advice,
            "more runs of the accepted code in the baseline (it has 5, 8 or more are better), on "
            "the same kind of machine: loadgate baseline record loadgate.yaml --add --runs 3");
}

TEST(Increase, OfTooFewRunsNobodyKnowsTheNoise) {
  const Finding finding =
      finding_of(judge_change(130, latency_rule(), quiet_pool(2)), p95_increase);
  EXPECT_EQ(finding.state, State::inconclusive);
  EXPECT_TRUE(finding.reason.ends_with(": too few runs in the baseline to say")) << finding.reason;
}

TEST(Increase, FasterThanTheToleranceIsImproved) {
  const Finding finding = finding_of(judge_change(75, latency_rule(), quiet_pool()), p95_increase);
  EXPECT_EQ(finding.state, State::improved);
  EXPECT_EQ(finding.reason, "better by at least −19.4 %");
}

TEST(Increase, FasterByLessThanTheToleranceIsAPass) {
  // +-0 is ruled out, but -10 % is not shown.
  const Finding finding = finding_of(judge_change(90, latency_rule(), quiet_pool()), p95_increase);
  EXPECT_LT(*finding.change->at_most, 0);
  EXPECT_EQ(finding.state, State::pass);
}

TEST(Increase, NothingIsProvenAgainstABaselineThatNeverGotItsAnswers) {
  const Rule lenient = [] {
    Rule errors = guard();
    errors.at_most = 0.5;
    return errors;
  }();
  const Baseline stalled = pool_of(std::vector<RunBuilder>(
      8, run_of(100, 170).with_outcomes(pay, steady, Outcome::timeout_total, 30, 300)));
  const auto judged = [&](double middle) {
    return judge_one(run_of(middle).with_rule(latency_rule()).with_rule(lenient), stalled);
  };
  EXPECT_EQ(state_of(judged(400), p95_increase), "inconclusive");
  EXPECT_EQ(state_of(judged(200), p95_increase), "pass");
}

TEST(Increase, LessThanMinDeltaIsNoRegression) {
  Rule patient = latency_rule();
  patient.min_delta = 50e6;
  EXPECT_EQ(state_of(judge_change(130, patient, quiet_pool()), p95_increase), "pass");
  patient.min_delta = 40e6;
  EXPECT_EQ(state_of(judge_change(130, patient, quiet_pool()), p95_increase), "fail");
}

TEST(Increase, TooFewRunsAreJudgedAsUnquantified) {
  const Judgement judgement = judge_change(200, latency_rule(), quiet_pool(2));
  EXPECT_EQ(state_of(judgement, p95_increase), "fail");
  EXPECT_TRUE(finding_of(judgement, p95_increase).reason.ends_with(" (unquantified)"));
  // The same change that ten runs would prove is open with one.
  EXPECT_EQ(state_of(judge_change(130, latency_rule(), quiet_pool(1)), p95_increase),
            "inconclusive");
}

TEST(Increase, WhereMoreIsBetterADecreaseIsMirrored) {
  Rule throughput = rule("throughput", Statistic::value);
  throughput.max_decrease = 0.05;
  const std::string key = "throughput buy/pay [steady] decrease";
  std::vector<RunBuilder> runs(8, run_of(100, 300));
  const auto judged = [&](std::size_t requests) {
    return judge_one(run_of(100, requests).with_rule(throughput).with_rule(guard()), pool_of(runs));
  };
  const Judgement less = judged(240);
  EXPECT_EQ(state_of(less, key), "fail");
  EXPECT_NEAR(finding_of(less, key).change->estimate, -0.2, 0.001);
  EXPECT_EQ(finding_of(less, key).reason, "at least −13.4 %");
  EXPECT_EQ(state_of(judged(300), key), "pass");
  EXPECT_EQ(state_of(judged(360), key), "improved");
}

TEST(Increase, RepeatsInsideOneJobAreOneRun) {
  const auto candidate = [](const std::string& job, double middle) {
    return run_of(middle).with_job(job).with_rule(latency_rule()).with_rule(guard()).build();
  };
  const Baseline pool = quiet_pool();
  const auto margin = [&](const std::vector<loadgate::Run>& runs) {
    const Judgement judgement = judge(runs, pool);
    const Change change = *finding_of(judgement, p95_increase).change;
    return *change.at_most - *change.at_least;
  };
  const double one = margin({candidate("a", 110)});
  EXPECT_DOUBLE_EQ(margin({candidate("a", 110), candidate("a", 110)}), one);
  EXPECT_LT(margin({candidate("a", 110), candidate("b", 110)}), one * 0.8);
}

TEST(Increase, HolmAsksForMoreWhereManyRulesCanBlock) {
  // +18 % proves itself alone (p = .002) but not among forty rules: those of forty quiet steps.
  RunBuilder alone = run_of(118);
  std::vector<RunBuilder> runs;
  for (const double middle : quiet_middles) {
    runs.push_back(run_of(middle));
  }
  RunBuilder crowd = alone;
  for (int i = 0; i < 39; ++i) {
    const std::string step = "other/" + std::to_string(i);
    crowd.with_spread(step, steady, 100, 100);
    for (RunBuilder& run : runs) {
      run.with_spread(step, steady, 100, 100);
    }
  }
  const RunBuilder crowd_without_rules = crowd;
  const Rule tight = latency_rule(0.03);
  const Baseline pool = pool_of(runs);
  EXPECT_EQ(state_of(judge_one(alone.with_rule(tight), quiet_pool()), p95_increase), "fail");
  const Finding finding = finding_of(judge_one(crowd.with_rule(tight), pool), p95_increase);
  EXPECT_EQ(finding.state, State::inconclusive);
  EXPECT_EQ(finding.reason,
            "at least +8.77 % by itself, but not sure enough among all the rules that can block");
  Rule warning = tight;
  warning.severity = Severity::warn;
  Rule others = warning;
  others.step = "other/*";
  Rule own = tight;
  own.step = pay;
  EXPECT_EQ(
      state_of(judge_one(RunBuilder(crowd_without_rules).with_rule(own).with_rule(others), pool),
               p95_increase),
      "fail");
  EXPECT_EQ(state_of(judge_one(alone.with_rule(warning), pool), p95_increase), "warn");
}

TEST(Increase, ACensoredFigureCanFailAndNeverPass) {
  Rule lenient = guard();
  lenient.at_most = 0.5;
  lenient.max_increase = 0.5;
  const auto judged = [&](double age) {
    return judge_one(run_of(90, 170)
                         .with_outcomes(pay, steady, Outcome::timeout_total, 30, age)
                         .with_rule(latency_rule())
                         .with_rule(lenient),
                     quiet_pool());
  };
  EXPECT_EQ(state_of(judged(1000), p95_increase), "fail");
  const Judgement open = judged(140);
  EXPECT_EQ(state_of(open, p95_increase), "inconclusive");
  EXPECT_FALSE(finding_of(open, p95_increase).change->at_most.has_value());
}

TEST(Increase, BytesThatNeverVariedAreComparedExactly) {
  Rule bytes = rule("bytes_in", Statistic::mean);
  bytes.max_increase = 0.01;
  const std::string key = "bytes_in.mean buy/pay [steady] increase";
  const auto judged = [&](std::uint64_t size) {
    return judge_one(
        run_of(100).with_rule(bytes).with_rule(guard()).with([size](loadgate::Run& run) {
          for (Sample& sample : run.samples) {
            sample.bytes_in = size;
          }
        }),
        quiet_pool());
  };
  EXPECT_EQ(state_of(judged(101), key), "pass");
  EXPECT_EQ(state_of(judged(102), key), "fail");
}

TEST(Increase, ABaselineOfZeroLeavesMinDeltaToDecide) {
  Rule bytes = rule("bytes_in", Statistic::mean);
  bytes.max_increase = 0.10;
  const std::string key = "bytes_in.mean buy/pay [steady] increase";
  RunBuilder empty = run_of(100);
  empty.with([](loadgate::Run& run) {
    for (Sample& sample : run.samples) {
      sample.bytes_in = 0;
    }
  });
  const Baseline pool = pool_of({empty, empty, empty});
  const auto judged = [&](double min_delta) {
    bytes.min_delta = min_delta;
    return judge_one(run_of(100).with_rule(bytes).with_rule(guard()), pool);
  };
  EXPECT_EQ(state_of(judged(0), key), "inconclusive");
  EXPECT_EQ(state_of(judged(99), key), "fail");
  EXPECT_EQ(finding_of(judged(99), key).reason, "more than 99 B worse than a baseline of 0");
  EXPECT_EQ(state_of(judged(100), key), "pass");
}

}  // namespace
}  // namespace loadgate
