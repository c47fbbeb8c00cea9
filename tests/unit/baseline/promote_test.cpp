// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "baseline/baseline.h"
#include "support/run_builder.h"

namespace loadgate {
namespace {

using testing::a_run;
using testing::one_second;
using testing::RunBuilder;

using Runs = std::vector<Run>;

/// A run of the n-th job, a minute after the one before it.
RunBuilder nth(int n, double middle = 20) {
  return a_run()
      .with_spread("buy/login", "steady", 200, middle)
      .with_job("job-" + std::to_string(n))
      .with([n](Run& run) { run.provenance.started_at.nanoseconds += n * 60 * one_second; });
}

Runs runs_of(std::initializer_list<int> numbers) {
  Runs runs;
  for (const int n : numbers) {
    runs.push_back(nth(n).build());
  }
  return runs;
}

PromoteOptions replacing() {
  return {.add = false, .release = std::nullopt, .reason = "", .max_runs = 10};
}
PromoteOptions adding() {
  return {.add = true, .release = std::nullopt, .reason = "", .max_runs = 10};
}

struct Promotion {
  std::optional<Baseline> baseline;
  std::string error;
  std::vector<std::string> warnings;
};

Promotion promoted(const std::optional<Baseline>& present, const Runs& runs,
                   const PromoteOptions& options) {
  Promotion outcome;
  Result<Baseline> baseline = promote(present, runs, options, outcome.warnings);
  if (baseline) {
    outcome.baseline = *baseline;
  } else {
    outcome.error = baseline.error().message;
    EXPECT_EQ(baseline.error().kind, ErrorKind::invalid_input);
    EXPECT_FALSE(baseline.error().hint.empty());
  }
  return outcome;
}

std::string refusal_of(const Runs& runs) {
  return promoted(std::nullopt, runs, replacing()).error;
}

std::vector<std::string> jobs_of(const std::vector<BaselineRun>& runs) {
  std::vector<std::string> jobs;
  for (const BaselineRun& run : runs) {
    jobs.push_back(run.provenance.job);
  }
  return jobs;
}

using Jobs = std::vector<std::string>;

TEST(Promote, MakesAPoolOfTheGivenRunsOldestFirst) {
  const Promotion outcome = promoted(std::nullopt, runs_of({3, 1, 2}), replacing());
  ASSERT_TRUE(outcome.baseline) << outcome.error;
  EXPECT_EQ(outcome.baseline->spec_name, "checkout");
  EXPECT_EQ(jobs_of(outcome.baseline->runs), (Jobs{"job-1", "job-2", "job-3"}));
  EXPECT_TRUE(outcome.baseline->anchor.empty());
  EXPECT_EQ(outcome.warnings, std::vector<std::string>{});
}

TEST(Promote, GivesEqualBytesWhateverTheOrderOfTheRuns) {
  const auto bytes_of = [](std::initializer_list<int> numbers) {
    return baseline_to_json(*promoted(std::nullopt, runs_of(numbers), replacing()).baseline);
  };
  EXPECT_EQ(bytes_of({1, 2, 3}), bytes_of({2, 3, 1}));
}

TEST(Promote, ReplacesThePresentRunsUnlessTheyAreAddedTo) {
  const auto present = promoted(std::nullopt, runs_of({1, 2}), replacing()).baseline;
  EXPECT_EQ(jobs_of(promoted(present, runs_of({3}), replacing()).baseline->runs), Jobs{"job-3"});
  EXPECT_EQ(jobs_of(promoted(present, runs_of({3}), adding()).baseline->runs),
            (Jobs{"job-1", "job-2", "job-3"}));
  EXPECT_EQ(jobs_of(promoted(std::nullopt, runs_of({3}), adding()).baseline->runs), Jobs{"job-3"});
}

TEST(Promote, LetsTheOldestBeyondTheLimitLeave) {
  const auto present = promoted(std::nullopt, runs_of({1, 2, 3}), replacing()).baseline;
  PromoteOptions options = adding();
  options.max_runs = 3;
  EXPECT_EQ(jobs_of(promoted(present, runs_of({4, 5}), options).baseline->runs),
            (Jobs{"job-3", "job-4", "job-5"}));
}

TEST(Promote, SetsTheAnchorOnReleaseOnlyAndKeepsItAfterwards) {
  PromoteOptions release = replacing();
  release.release = "v1.2.0";
  const auto released = promoted(std::nullopt, runs_of({1, 2}), release).baseline;
  EXPECT_EQ(released->release, "v1.2.0");
  EXPECT_EQ(jobs_of(released->anchor), (Jobs{"job-1", "job-2"}));
  const auto later = promoted(released, runs_of({3}), replacing()).baseline;
  EXPECT_EQ(later->release, "v1.2.0");
  EXPECT_EQ(jobs_of(later->anchor), (Jobs{"job-1", "job-2"}));
  EXPECT_EQ(jobs_of(later->runs), Jobs{"job-3"});
}

TEST(Promote, RefusesNoRunsAndRunsOfSeveralSpecs) {
  EXPECT_EQ(refusal_of({}), "there is no run to promote");
  const loadgate::Run other = nth(2).with_spec_name("search").build();
  EXPECT_EQ(refusal_of({nth(1).build(), other}),
            "run 2 of 2 is of spec 'search', run 1 of 'checkout'");
  const auto present = promoted(std::nullopt, runs_of({1}), replacing()).baseline;
  EXPECT_EQ(promoted(present, {other}, replacing()).error,
            "the present baseline is of spec 'checkout', the runs are of 'search'");
}

TEST(Promote, RefusesRunsThatDidNotEndOrHaveNoSample) {
  EXPECT_EQ(refusal_of({nth(1).with_end(RunEnd::interrupted).build()}),
            "the run did not run to its end");
  EXPECT_EQ(refusal_of({nth(1).with_end(RunEnd::target_died).build()}),
            "the run did not run to its end");
  EXPECT_EQ(refusal_of({a_run().with_step("buy/login").with_phase("steady").build()}),
            "the run has no sample in a measured phase");
}

TEST(Promote, LeavesErrorsAndDeliveryToTheJudge) {
  EXPECT_EQ(refusal_of({a_run()
                            .with_requests("buy/login", "steady", 60, 20)
                            .with_outcomes("buy/login", "steady", Outcome::server_5xx, 40)
                            .build()}),
            "");
  EXPECT_EQ(
      refusal_of(
          {nth(1).with_outcomes("buy/login", "steady", Outcome::generator_dropped, 50).build()}),
      "");
}

TEST(Promote, RefusesAnotherClassOfMachines) {
  EXPECT_EQ(refusal_of({nth(1).build(), nth(2).with_cores(8).build()}),
            "run 2 of 2 was made on 'x86_64, 8 cores, quota none, 16 GiB, ubuntu-24.04', run 1 of "
            "2 on 'x86_64, 4 cores, quota none, 16 GiB, ubuntu-24.04'");
  const auto present = promoted(std::nullopt, runs_of({1}), replacing()).baseline;
  const loadgate::Run other = nth(2).with_cores(8).build();
  EXPECT_EQ(promoted(present, {other}, adding()).error,
            "the run was made on 'x86_64, 8 cores, quota none, 16 GiB, ubuntu-24.04', the present "
            "baseline on 'x86_64, 4 cores, quota none, 16 GiB, ubuntu-24.04'");
  EXPECT_TRUE(promoted(present, {other}, replacing()).baseline);
}

TEST(Promote, RefusesAnotherPlan) {
  const auto present = promoted(std::nullopt, runs_of({1}), replacing()).baseline;
  const loadgate::Run faster = nth(2)
                                   .with([](loadgate::Run& run) {
                                     run.plan.load.digest = "another";
                                     run.plan.load.settings = {{"phases[0].rate", "100/s"}};
                                   })
                                   .build();
  EXPECT_EQ(promoted(present, {faster}, adding()).error,
            "the run has another plan than the present baseline: recorded at 50/s, this run "
            "100/s: phases[0].rate");
  EXPECT_TRUE(promoted(present, {faster}, replacing()).baseline);

  const loadgate::Run longer = nth(2).with_spread("buy/pay", "steady", 10, 20).build();
  EXPECT_EQ(promoted(present, {longer}, adding()).error,
            "the run has another plan than the present baseline: step 'buy/pay' is new");
  EXPECT_EQ(refusal_of({longer, nth(1).build()}),
            "run 2 of 2 has another plan than run 1 of 2: step 'buy/pay' is gone");
}

TEST(Promote, RefusesARunThatIsThereTwice) {
  EXPECT_EQ(refusal_of(runs_of({1, 2, 1})),
            "the run of job 'job-1' that began at 2023-11-14T22:14:20Z is there twice");
  const auto present = promoted(std::nullopt, runs_of({1}), replacing()).baseline;
  EXPECT_FALSE(promoted(present, runs_of({1}), adding()).baseline);
  EXPECT_TRUE(promoted(present, runs_of({1}), replacing()).baseline);
}

TEST(Promote, AWideSpreadWarnsAVeryWideOneNeedsAReason) {
  const auto two = [](double other) { return Runs{nth(1, 20).build(), nth(2, other).build()}; };
  EXPECT_TRUE(promoted(std::nullopt, two(22), replacing()).warnings.empty());
  // ln(26/20) / √2 = 0.186, ln(40/20) / √2 = 0.490
  EXPECT_EQ(promoted(std::nullopt, two(26), replacing()).warnings,
            std::vector<std::string>{"latency.p95 of 'buy/login' [steady] spreads by 18.6 % "
                                     "between the runs; only large changes will be seen"});
  EXPECT_EQ(refusal_of(two(40)),
            "latency.p95 of 'buy/login' [steady] spreads by 49 % between the runs, more than "
            "30 %");
  PromoteOptions with_reason = replacing();
  with_reason.reason = "two kinds of machines, both ours";
  EXPECT_TRUE(promoted(std::nullopt, two(40), with_reason).baseline);
  EXPECT_EQ(promoted(std::nullopt, two(40), with_reason).warnings.size(), 1U);
}

TEST(Promote, WarnsOfRunsThatShareAJob) {
  const Runs runs{nth(1).build(), nth(2).with_job("job-1").build()};
  EXPECT_EQ(promoted(std::nullopt, runs, replacing()).warnings,
            std::vector<std::string>{
                "2 runs were made in one job, 'job-1': they share its machine and moment, so the "
                "baseline does not know how much machines differ; enough to begin with, better is "
                "each run from a job of its own (docs/ci.md)"});
}

TEST(DescribeBaseline, ShowsRunsAndFigures) {
  const auto login = [](int n, double middle) {
    return nth(n, middle).with_outcomes("buy/login", "steady", Outcome::server_5xx, 1).build();
  };
  PromoteOptions release = replacing();
  release.release = "v1";
  const auto baseline = promoted(std::nullopt, {login(1, 20), login(2, 22)}, release).baseline;
  EXPECT_EQ(describe_baseline(*baseline),
            "checkout: 2 runs, release v1 (2 runs)\n"
            "  machine  x86_64, 4 cores, quota none, 16 GiB, ubuntu-24.04\n"
            "  plan     b7df5db1c73f\n"
            "\n"
            "  recorded              commit   ref   job    loadgate\n"
            "  2023-11-14T22:14:20Z  1a2b3c4  main  job-1  0.1.0\n"
            "  2023-11-14T22:15:20Z  1a2b3c4  main  job-2  0.1.0\n"
            "\n"
            "  step       phase   metric         p50      p95      p99  spread of p95    errors\n"
            "  buy/login  steady  latency    21.0 ms  30.4 ms  31.3 ms         6.74 %  2 of 402\n"
            "  buy        steady  iteration  21.0 ms  30.4 ms  31.3 ms         6.74 %  2 of 402\n");
}

}  // namespace
}  // namespace loadgate
