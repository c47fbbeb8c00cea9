// SPDX-License-Identifier: Apache-2.0
#include "baseline/verify.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/run_builder.h"

namespace loadgate {
namespace {

using loadgate::testing::a_run;
using loadgate::testing::one_second;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::string commit = "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d";

Baseline verified_pool() {
  Baseline pool{.spec_name = "checkout", .release = std::nullopt, .runs = {}, .anchor = {}};
  for (int n = 0; n < 3; ++n) {
    pool.runs.push_back(baseline_run_of(
        a_run()
            .with_spread("buy/login", "steady", 100, 20)
            .with_job("github/1/1/measure/" + std::to_string(n))
            .with_commit(commit)
            .with([n](Run& run) { run.provenance.started_at.nanoseconds += n * one_second; })
            .build()));
  }
  return pool;
}

std::vector<std::string> mistakes_after(const std::function<void(Baseline&)>& change) {
  Baseline pool = verified_pool();
  change(pool);
  return mistakes_in(pool, baseline_to_json(pool));
}

TEST(Verify, WhatPromoteWroteIsRight) {
  EXPECT_THAT(mistakes_after([](Baseline&) {}), IsEmpty());
}

TEST(Verify, OtherBytesAreAnEdit) {
  const Baseline pool = verified_pool();
  EXPECT_THAT(mistakes_in(pool, baseline_to_json(pool) + "\n"),
              ElementsAre("its bytes are not those that loadgate writes: it was edited, or written "
                          "by another version"));
}

TEST(Verify, EachRunSaysWhereItIsFrom) {
  EXPECT_THAT(mistakes_after([](Baseline& pool) { pool.runs[1].provenance.commit = "main"; }),
              ElementsAre("run 2 of 3 has no commit"));
  EXPECT_THAT(mistakes_after([](Baseline& pool) { pool.runs[0].provenance.job = ""; }),
              ElementsAre("run 1 of 3 has no job"));
  EXPECT_THAT(mistakes_after([](Baseline& pool) { pool.runs[2].provenance.tool_version = ""; }),
              ElementsAre("run 3 of 3 has no version of loadgate"));
  EXPECT_THAT(mistakes_after([](Baseline& pool) { pool.runs[0].provenance.run_url = ""; }),
              ElementsAre("run 1 of 3 has no address of its CI run"));
  EXPECT_THAT(mistakes_after([](Baseline& pool) {
                pool.runs[0].provenance.ended_at = pool.runs[0].provenance.started_at;
              }),
              ElementsAre("run 1 of 3 has no time"));
  EXPECT_THAT(mistakes_after([](Baseline& pool) {
                pool.runs[0].provenance.job = "process/1/2/desk";
                pool.runs[0].provenance.run_url = "";
              }),
              IsEmpty());
}

TEST(Verify, RunsOfTwoClassesOrPlansAreNoPool) {
  const std::vector<std::string> mistakes =
      mistakes_after([](Baseline& pool) { pool.runs[1].testbed.usable_cores = 64; });
  ASSERT_EQ(mistakes.size(), 1U);
  EXPECT_TRUE(mistakes[0].starts_with("run 2 of 3 was made on 'x86_64, 64 cores"));
}

TEST(Verify, AReleaseHasItsRunsAndTheRunsTheirRelease) {
  EXPECT_THAT(mistakes_after([](Baseline& pool) { pool.release = "v1.0.0"; }),
              ElementsAre("the release v1.0.0 has no runs"));
  EXPECT_THAT(mistakes_after([](Baseline& pool) { pool.anchor = pool.runs; }),
              ElementsAre("runs of a release that has no name"));
}

TEST(Verify, TheOrderOfRunsInAFileChangesNothingButIsAnEdit) {
  Baseline pool = verified_pool();
  const std::string right = baseline_to_json(pool);
  std::ranges::reverse(pool.runs);
  const std::string wrong = baseline_to_json(pool);
  const Result<Baseline> read = baseline_from_json(wrong, "b.json");
  ASSERT_TRUE(read);
  EXPECT_EQ(baseline_to_json(*read), right);
  EXPECT_EQ(mistakes_in(*read, wrong).size(), 1U);
}

}  // namespace
}  // namespace loadgate
