// SPDX-License-Identifier: Apache-2.0
#include "judge/paired.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace loadgate {
namespace {

constexpr PairedGate one_look{.alpha = 0.05, .planned_looks = 1, .look = 1, .is_strict = false};
constexpr PairedGate first_of_three{
    .alpha = 0.05, .planned_looks = 3, .look = 1, .is_strict = false};
constexpr PairedGate last_of_three{
    .alpha = 0.05, .planned_looks = 3, .look = 3, .is_strict = false};

PairedRule latency_rule_of(double tolerance) {
  return {.better = Better::lower,
          .tolerance = tolerance,
          .min_delta = 0,
          .min_extra = 3,
          .blocks = true,
          .must_see = std::nullopt,
          .warn_at = std::nullopt};
}

Figure exactly(double value) {
  return {.value = value, .is_censored = false, .count = 60};
}

Figure at_least_so_much(double value) {
  return {.value = value, .is_censored = true, .count = 60};
}

/// Base slices of 100 with a pattern of scatter, candidate slices that much more (log).
FigurePairs pairs_with(const std::vector<double>& logs) {
  FigurePairs pairs{.pairs = {}, .base = exactly(100), .candidate = exactly(100)};
  double sum = 0;
  for (const double log : logs) {
    pairs.pairs.push_back({exactly(100), exactly(100 * std::exp(log))});
    sum += log;
  }
  pairs.candidate = exactly(100 * std::exp(sum / static_cast<double>(logs.size())));
  return pairs;
}

/// `count` log ratios spread evenly over ±width around `centre`.
std::vector<double> spread_about(double centre, double width, int count = 24) {
  std::vector<double> logs;
  for (int i = 0; i < count; ++i) {
    logs.push_back(centre + width * (2.0 * i / (count - 1) - 1));
  }
  return logs;
}

PairedVerdict paired_verdict(const PairedRule& rule, PairedEvidence evidence,
                             const PairedGate& gate = one_look) {
  const std::vector<PairedQuestion> questions{{rule, std::move(evidence)}};
  return judge_pairs(questions, gate).front();
}

TEST(Paired, AnIncreaseShownBeyondTheToleranceFails) {
  const PairedVerdict verdict =
      paired_verdict(latency_rule_of(0.10), pairs_with(spread_about(0.2, 0.1)));
  EXPECT_EQ(verdict.state, PairedState::fail);
  EXPECT_EQ(verdict.reason, PairedReason::beyond);
  EXPECT_NEAR(*verdict.estimate, 0.2, 1e-12);
  EXPECT_GT(*verdict.at_least, std::log(1.1));
  EXPECT_EQ(verdict.pairs, 24U);
  EXPECT_EQ(verdict.pairs_beyond, 24U);
  EXPECT_EQ(*verdict.p_value, std::ldexp(1.0, -24));
}

TEST(Paired, NoChangePassesAndSaysHowSure) {
  const PairedVerdict sure =
      paired_verdict(latency_rule_of(0.10), pairs_with(spread_about(0, 0.1)));
  EXPECT_EQ(sure.state, PairedState::pass);
  EXPECT_EQ(sure.reason, PairedReason::shown);
  EXPECT_FALSE(sure.is_improved);
  const PairedVerdict unsure =
      paired_verdict(latency_rule_of(0.10), pairs_with(spread_about(0.05, 0.5)));
  EXPECT_EQ(unsure.state, PairedState::pass);
  EXPECT_EQ(unsure.reason, PairedReason::no_sign);
  EXPECT_GT(*unsure.sees, 0.10);
  EXPECT_LT(*unsure.sees, 0.50);
}

TEST(Paired, ASuspicionIsFollowedUpByThePlannedLooksAndThenToldAsUndecided) {
  const FigurePairs noisy = pairs_with(spread_about(0.15, 0.5));
  EXPECT_EQ(paired_verdict(latency_rule_of(0.10), noisy).state, PairedState::inconclusive);
  const PairedVerdict first = paired_verdict(latency_rule_of(0.10), noisy, first_of_three);
  EXPECT_EQ(first.state, PairedState::another_look);
  EXPECT_EQ(first.reason, PairedReason::between);
  EXPECT_EQ(paired_verdict(latency_rule_of(0.10), noisy, last_of_three).state,
            PairedState::inconclusive);
}

TEST(Paired, MoreLooksAskForMoreEvidenceAtEachOfThem) {
  const FigurePairs pairs = pairs_with(spread_about(0.2, 0.4));
  EXPECT_GT(*paired_verdict(latency_rule_of(0.05), pairs, one_look).at_least,
            *paired_verdict(latency_rule_of(0.05), pairs, first_of_three).at_least);
}

TEST(Paired, WhatTheLooksWillSeeIsToldAtTheFirst) {
  const FigurePairs pairs = pairs_with(spread_about(0, 0.4));
  EXPECT_LT(*paired_verdict(latency_rule_of(0.05), pairs, first_of_three).sees,
            *paired_verdict(latency_rule_of(0.05), pairs, last_of_three).sees);
}

TEST(Paired, AChangeWithinMinDeltaPassesHoweverSureItIs) {
  PairedRule rule = latency_rule_of(0.10);
  rule.min_delta = 30;
  EXPECT_EQ(paired_verdict(rule, pairs_with(spread_about(0.2, 0.01))).state, PairedState::pass);
  rule.min_delta = 20;
  EXPECT_EQ(paired_verdict(rule, pairs_with(spread_about(0.2, 0.01))).state, PairedState::fail);
}

TEST(Paired, LessIsHarmWhereMoreIsBetter) {
  PairedRule rule = latency_rule_of(0.05);
  rule.better = Better::higher;
  const PairedVerdict worse = paired_verdict(rule, pairs_with(spread_about(-0.2, 0.05)));
  EXPECT_EQ(worse.state, PairedState::fail);
  EXPECT_NEAR(*worse.estimate, 0.2, 1e-12);
  const PairedVerdict better = paired_verdict(rule, pairs_with(spread_about(0.2, 0.05)));
  EXPECT_EQ(better.state, PairedState::pass);
  EXPECT_TRUE(better.is_improved);
  // −5 % and +5 % are not as far from 0 on the log scale.
  rule.min_delta = 5.1;
  EXPECT_EQ(paired_verdict(rule, pairs_with(spread_about(std::log(0.948), 0.0001))).state,
            PairedState::fail);
  EXPECT_EQ(paired_verdict(rule, pairs_with(spread_about(std::log(0.951), 0.0001))).state,
            PairedState::pass);
}

TEST(Paired, EqualFiguresAreNoSignOfAChange) {
  const PairedVerdict verdict =
      paired_verdict(latency_rule_of(0.0), pairs_with(std::vector(24, 0.0)));
  EXPECT_EQ(verdict.state, PairedState::pass);
  EXPECT_EQ(verdict.reason, PairedReason::shown);
  EXPECT_EQ(*verdict.p_value, 1.0);
  EXPECT_EQ(*verdict.sees, 0.0);
}

TEST(Paired, CountsThatNeverVaryAreComparedExactly) {
  EXPECT_EQ(
      paired_verdict(latency_rule_of(0.01), pairs_with(std::vector(24, std::log(1.02)))).state,
      PairedState::fail);
  EXPECT_EQ(
      paired_verdict(latency_rule_of(0.03), pairs_with(std::vector(24, std::log(1.02)))).reason,
      PairedReason::shown);
}

TEST(Paired, AFigureWithoutAnswersCanFailARuleAndNeverPassesOne) {
  FigurePairs pairs = pairs_with(std::vector(24, 0.0));
  for (std::size_t i = 0; i < 24; ++i) {
    pairs.pairs[i].candidate = at_least_so_much(100);
  }
  pairs.candidate = at_least_so_much(100);
  EXPECT_EQ(paired_verdict(latency_rule_of(0.10), pairs).state, PairedState::fail);
  for (FigurePair& pair : pairs.pairs) {
    pair.base = at_least_so_much(100);
  }
  pairs.base = at_least_so_much(100);
  const PairedVerdict both = paired_verdict(latency_rule_of(0.10), pairs);
  EXPECT_EQ(both.state, PairedState::inconclusive);
  EXPECT_EQ(both.reason, PairedReason::censored);
  for (FigurePair& pair : pairs.pairs) {
    pair.candidate = exactly(100);
  }
  pairs.candidate = exactly(100);
  const PairedVerdict base_alone = paired_verdict(latency_rule_of(0.10), pairs);
  EXPECT_EQ(base_alone.reason, PairedReason::censored);
  EXPECT_EQ(*base_alone.estimate, -std::numeric_limits<double>::infinity());
}

TEST(Paired, OneSliceWithoutAnswersIsTakenAtItsWorst) {
  FigurePairs pairs = pairs_with(spread_about(0, 0.02));
  pairs.pairs[3].base = at_least_so_much(100);
  EXPECT_EQ(paired_verdict(latency_rule_of(0.10), pairs).state, PairedState::pass);
  pairs.candidate = at_least_so_much(100);
  EXPECT_EQ(paired_verdict(latency_rule_of(0.10), pairs).reason, PairedReason::censored);
}

TEST(Paired, AWholeRunBeyondTheToleranceIsNoPassThoughMostPairsAreFine) {
  std::vector<double> logs = spread_about(0, 0.02);
  logs[5] = logs[11] = logs[17] = std::log(3.0);
  FigurePairs pairs = pairs_with(logs);
  pairs.candidate = exactly(180);
  const PairedVerdict verdict = paired_verdict(latency_rule_of(0.10), pairs);
  EXPECT_EQ(verdict.state, PairedState::inconclusive);
  EXPECT_EQ(verdict.reason, PairedReason::concentrated);
  EXPECT_EQ(verdict.pairs_beyond, 3U);
}

TEST(Paired, PairsWithoutAFigureInBothArmsAreLeftOut) {
  FigurePairs pairs = pairs_with(spread_about(0.2, 0.05));
  pairs.pairs[0].base = std::nullopt;
  pairs.pairs[1].candidate = std::nullopt;
  EXPECT_EQ(paired_verdict(latency_rule_of(0.10), pairs).pairs, 22U);
  for (std::size_t i = 0; i < 13; ++i) {
    pairs.pairs[i].base = std::nullopt;
  }
  const PairedVerdict few = paired_verdict(latency_rule_of(0.10), pairs);
  EXPECT_EQ(few.state, PairedState::inconclusive);
  EXPECT_EQ(few.reason, PairedReason::too_few_pairs);
  EXPECT_EQ(few.pairs, 11U);
}

TEST(Paired, WhatTheBaseNeverDidIsNew) {
  FigurePairs pairs = pairs_with(spread_about(0, 0.1));
  pairs.base = std::nullopt;
  for (FigurePair& pair : pairs.pairs) {
    pair.base = std::nullopt;
  }
  EXPECT_EQ(paired_verdict(latency_rule_of(0.10), pairs).state, PairedState::new_step);
}

TEST(Paired, ABaseOfZeroLeavesMinDeltaToJudge) {
  FigurePairs pairs = pairs_with(spread_about(0, 0.1));
  pairs.base = exactly(0);
  pairs.candidate = exactly(8);
  PairedRule rule = latency_rule_of(0.10);
  const PairedVerdict none = paired_verdict(rule, pairs, first_of_three);
  EXPECT_EQ(none.state, PairedState::inconclusive);
  EXPECT_EQ(none.reason, PairedReason::zero_base);
  rule.min_delta = 5;
  EXPECT_EQ(paired_verdict(rule, pairs).state, PairedState::fail);
  rule.min_delta = 10;
  EXPECT_EQ(paired_verdict(rule, pairs).state, PairedState::pass);
  pairs.candidate = at_least_so_much(8);
  EXPECT_EQ(paired_verdict(rule, pairs).state, PairedState::inconclusive);
}

TEST(Paired, MustSeeTakesBackAPassThatSawTooLittle) {
  PairedRule rule = latency_rule_of(0.10);
  const FigurePairs blurred = pairs_with(spread_about(0, 0.6));
  rule.must_see = 0.25;
  const PairedVerdict blind = paired_verdict(rule, blurred);
  EXPECT_EQ(blind.state, PairedState::inconclusive);
  EXPECT_EQ(blind.reason, PairedReason::would_not_see);
  rule.must_see = 1.0;
  EXPECT_EQ(paired_verdict(rule, blurred).state, PairedState::pass);
}

TEST(Paired, WarnAtTellsWhatTheToleranceAllows) {
  PairedRule rule = latency_rule_of(0.30);
  rule.warn_at = 0.05;
  const PairedVerdict verdict = paired_verdict(rule, pairs_with(spread_about(0.12, 0.05)));
  EXPECT_EQ(verdict.state, PairedState::pass);
  EXPECT_TRUE(verdict.is_warned);
  EXPECT_FALSE(paired_verdict(rule, pairs_with(spread_about(0.02, 0.05))).is_warned);
}

/// A rule of a gate whose own bound fails, with `others` rules beside it that see nothing.
std::vector<PairedVerdict> among(std::size_t others, const PairedGate& gate, bool blocks = true) {
  // L is just beyond 0, so p is just below the level: Holm's smallest step decides.
  std::vector<double> logs = spread_about(0.05, 0.2);
  PairedRule rule = latency_rule_of(0.0);
  rule.blocks = blocks;
  std::vector<PairedQuestion> questions{{rule, pairs_with(logs)}};
  for (std::size_t i = 0; i < others; ++i) {
    questions.push_back({latency_rule_of(0.0), pairs_with(spread_about(-0.01, 0.2))});
  }
  return judge_pairs(questions, gate);
}

TEST(Paired, AmongManyRulesOneMustBeSurer) {
  EXPECT_EQ(among(0, one_look).front().state, PairedState::fail);
  const PairedVerdict verdict = among(9, one_look).front();
  EXPECT_EQ(verdict.state, PairedState::inconclusive);
  EXPECT_EQ(verdict.reason, PairedReason::not_among_all);
  EXPECT_GT(*verdict.sees, *among(0, one_look).front().sees);
}

TEST(Paired, ARuleThatCannotBlockAnswersForItselfAlone) {
  EXPECT_EQ(among(9, one_look, false).front().state, PairedState::fail);
}

TEST(Paired, StrictAsksHolmAboutTheTolerance) {
  PairedGate strict = one_look;
  strict.is_strict = true;
  std::vector<PairedQuestion> questions{
      {latency_rule_of(0.05), pairs_with(spread_about(0.10, 0.2))}};
  EXPECT_EQ(judge_pairs(questions, strict).front().state, PairedState::fail);
  for (int i = 0; i < 5; ++i) {
    questions.push_back({latency_rule_of(0.05), pairs_with(spread_about(0, 0.2))});
  }
  EXPECT_EQ(judge_pairs(questions, one_look).front().state, PairedState::fail);
  EXPECT_EQ(judge_pairs(questions, strict).front().state, PairedState::inconclusive);
}

TEST(Paired, TheOrderOfRulesAndPairsChangesNothing) {
  std::vector<PairedQuestion> questions{
      {latency_rule_of(0.05), pairs_with(spread_about(0.10, 0.2))},
      {latency_rule_of(0.10), pairs_with(spread_about(0.3, 0.4))},
      {latency_rule_of(0.10), pairs_with(spread_about(0.02, 0.3))}};
  const std::vector<PairedVerdict> before = judge_pairs(questions, first_of_three);
  std::ranges::reverse(questions);
  for (PairedQuestion& question : questions) {
    std::ranges::reverse(std::get<FigurePairs>(question.evidence).pairs);
  }
  const std::vector<PairedVerdict> after = judge_pairs(questions, first_of_three);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(before[i].state, after[2 - i].state);
    EXPECT_EQ(before[i].estimate, after[2 - i].estimate);
    EXPECT_EQ(before[i].at_least, after[2 - i].at_least);
    EXPECT_EQ(before[i].p_value, after[2 - i].p_value);
    EXPECT_EQ(before[i].sees, after[2 - i].sees);
  }
}

TEST(Paired, AFailEndsTheLooks) {
  const std::vector<PairedQuestion> undecided{
      {latency_rule_of(0.10), pairs_with(spread_about(0.15, 0.5))}};
  EXPECT_TRUE(wants_another_look(judge_pairs(undecided, first_of_three)));
  EXPECT_FALSE(wants_another_look(judge_pairs(undecided, last_of_three)));
  std::vector<PairedQuestion> failed = undecided;
  failed.push_back({latency_rule_of(0.10), pairs_with(spread_about(0.4, 0.1))});
  EXPECT_FALSE(wants_another_look(judge_pairs(failed, first_of_three)));
}

TEST(Paired, NoRuleAtAllIsNoVerdict) {
  EXPECT_TRUE(judge_pairs({}, one_look).empty());
}

CountPairs count_pairs(const std::vector<double>& candidate, double base) {
  CountPairs pairs;
  for (const double events : candidate) {
    pairs.pairs.push_back({.base = {base, 60}, .candidate = {events, 60}});
  }
  return pairs;
}

PairedRule guard_of(double tolerance) {
  PairedRule rule = latency_rule_of(tolerance);
  return rule;
}

TEST(PairedShare, MoreErrorsInMostSlicesFail) {
  const PairedVerdict verdict =
      paired_verdict(guard_of(0.005), count_pairs({3, 2, 1, 4, 2, 3, 1, 2, 3, 2, 4, 1}, 0));
  EXPECT_EQ(verdict.state, PairedState::fail);
  EXPECT_NEAR(*verdict.estimate, 28.0 / 720, 1e-12);
  EXPECT_EQ(verdict.pairs_beyond, 12U);
}

TEST(PairedShare, AClumpInOneSlicePassesAndSaysWhatWouldHaveFailed) {
  const PairedVerdict verdict =
      paired_verdict(guard_of(0.005), count_pairs({0, 0, 0, 0, 20, 0, 0, 0, 0, 0, 0, 0}, 0));
  EXPECT_EQ(verdict.state, PairedState::pass);
  EXPECT_EQ(verdict.reason, PairedReason::no_sign);
  EXPECT_GT(*verdict.sees, 0.05);
  EXPECT_LT(*verdict.p_value, 1e-5);
}

TEST(PairedShare, TwoErrorsAreNeverEnough) {
  EXPECT_EQ(
      paired_verdict(guard_of(0.0), count_pairs({0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0}, 0)).state,
      PairedState::pass);
}

TEST(PairedShare, SlicesWithoutRequestsAreLeftOut) {
  CountPairs pairs = count_pairs(std::vector<double>(12, 0), 0);
  pairs.pairs[4].base = {0, 0};
  EXPECT_EQ(paired_verdict(guard_of(0.005), pairs).reason, PairedReason::too_few_pairs);
}

TEST(PairedShare, RowsOfDataAreSlicesOfOne) {
  CountPairs rows;
  for (int row = 0; row < 60; ++row) {
    const double failed = row % 5 == 0 ? 1 : 0;
    rows.pairs.push_back({.base = {0, 1}, .candidate = {failed, 1}});
  }
  EXPECT_EQ(paired_verdict(guard_of(0.05), rows).state, PairedState::fail);
  EXPECT_EQ(paired_verdict(guard_of(0.15), rows).state, PairedState::pass);
}

TEST(PairedShare, StrictCountsTheToleranceInP) {
  PairedGate strict = one_look;
  strict.is_strict = true;
  const CountPairs pairs = count_pairs({3, 2, 1, 4, 2, 3, 1, 2, 3, 2, 4, 1}, 0);
  EXPECT_GT(*paired_verdict(guard_of(0.025), pairs, strict).p_value,
            *paired_verdict(guard_of(0.025), pairs).p_value);
}

}  // namespace
}  // namespace loadgate
