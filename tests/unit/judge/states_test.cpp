// SPDX-License-Identifier: Apache-2.0
#include "judge/states.h"

#include <gtest/gtest.h>

#include <set>
#include <string_view>

#include "judge/settle.h"

namespace loadgate {
namespace {

TEST(States, EveryRowIsFoundAndNamedOnce) {
  std::set<std::string_view> names;
  for (const StateRow& row : all_states()) {
    EXPECT_EQ(&describe(row.state), &row);
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_FALSE(row.word.empty());
  }
  EXPECT_EQ(names.size(), 14U);
}

TEST(States, EveryVerdictAndTrustIsNamedOnce) {
  std::set<std::string_view> names;
  for (const VerdictRow& row : all_verdicts()) {
    EXPECT_EQ(&describe(row.verdict), &row);
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
  }
  for (const TrustRow& row : all_trusts()) {
    EXPECT_EQ(&describe(row.trust), &row);
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
  }
}

StateLook look(State state, Policy policy) {
  Finding finding{};
  finding.state = state;
  finding.policy = policy;
  return look_of(finding);
}

TEST(States, UndecidedIsSkippedUntilThePolicyMakesItAnError) {
  for (const State state : {State::inconclusive, State::incomparable, State::no_baseline}) {
    EXPECT_EQ(look(state, Policy::warn).junit, JunitElement::skipped);
    EXPECT_EQ(look(state, Policy::warn).annotation, AnnotationLevel::warning);
    EXPECT_EQ(look(state, Policy::fail).junit, JunitElement::error);
    EXPECT_EQ(look(state, Policy::fail).annotation, AnnotationLevel::error);
    EXPECT_EQ(look(state, Policy::pass).annotation, AnnotationLevel::none);
  }
}

TEST(States, WhatFailsIsAFailureAndAnError) {
  for (const State state : {State::fail, State::missing, State::no_data}) {
    EXPECT_EQ(look(state, Policy::fail).junit, JunitElement::failure);
    EXPECT_EQ(look(state, Policy::fail).annotation, AnnotationLevel::error);
    EXPECT_EQ(look(state, Policy::fail).sign, "❌");
  }
}

TEST(States, AWarningPassesWithItsOutput) {
  EXPECT_EQ(look(State::warn, Policy::warn).junit, JunitElement::pass_with_output);
  EXPECT_EQ(look(State::warn, Policy::warn).annotation, AnnotationLevel::warning);
  EXPECT_EQ(look(State::info, Policy::pass).annotation, AnnotationLevel::notice);
}

TEST(States, WhatIsOnlyToldHasItsOwnQuietSign) {
  const StateLook told = look(State::info, Policy::pass);
  for (const StateRow& row : all_states()) {
    if (row.state != State::info) {
      EXPECT_NE(told.sign, row.usual.sign) << row.name;
      EXPECT_NE(told.console_sign, row.usual.console_sign) << row.name;
    }
  }
}

TEST(States, ABlockingStateBlocksOnlyWhereThePolicySaysFail) {
  const std::set<State> regressions{State::fail, State::missing, State::no_data,
                                    State::policy_change};
  const std::set<State> undecided{State::inconclusive, State::incomparable, State::no_baseline,
                                  State::suspect};
  for (const StateRow& row : all_states()) {
    EXPECT_EQ(blocks_of(row.state, Policy::warn), Blocks::nothing) << row.name;
    EXPECT_EQ(blocks_of(row.state, Policy::pass), Blocks::nothing) << row.name;
    EXPECT_EQ(blocks_of(row.state, Policy::fail) == Blocks::regression,
              regressions.contains(row.state))
        << row.name;
    EXPECT_EQ(blocks_of(row.state, Policy::fail) == Blocks::undecided,
              undecided.contains(row.state))
        << row.name;
  }
}

}  // namespace
}  // namespace loadgate
