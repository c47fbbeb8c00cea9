// SPDX-License-Identifier: Apache-2.0
#include "metric/run_index.h"

#include <gtest/gtest.h>

#include "support/run_builder.h"

namespace loadgate {
namespace {

using testing::a_run;

loadgate::Run several_steps() {
  return a_run()
      .with_requests("buy/login", "warm-up", 2, 10)
      .with_requests("buy/login", "steady", 5, 10)
      .with_requests("buy/pay", "steady", 4, 10)
      .with_outcomes("ask/question", "steady", Outcome::timeout_total, 3)
      .with([](loadgate::Run& run) {
        run.classes = {"short", "long"};
        for (Sample& sample : run.samples) {
          sample.data_class = sample.step == 0 ? sample.sequence % 2 : no_class;
        }
      })
      .build();
}

std::vector<const Sample*> searched(const loadgate::Run& run, Scope scope) {
  std::vector<const Sample*> found;
  for (const Sample& sample : run.samples) {
    const bool is_meant = scope.data_class == no_class || sample.data_class == scope.data_class;
    if (sample.phase == scope.phase && sample.step == scope.step && is_meant) {
      found.push_back(&sample);
    }
  }
  return found;
}

TEST(RunIndex, FindsTheSamplesThatASearchFindsInTheirOrder) {
  const loadgate::Run run = several_steps();
  const RunIndex index(run);
  for (std::uint16_t place = 0; place < 3 * run.phases.size() * run.steps.size(); ++place) {
    const auto phase = static_cast<std::uint16_t>(place / 3 % run.phases.size());
    const auto step = static_cast<std::uint16_t>(place / 3 / run.phases.size());
    const Scope scope{phase, step,
                      place % 3 == 2 ? no_class : static_cast<std::uint16_t>(place % 3)};
    std::vector<const Sample*> found;
    for (const Sample& sample : index.samples_of(scope)) {
      found.push_back(&sample);
    }
    EXPECT_EQ(found, searched(run, scope)) << phase << " " << step << " " << scope.data_class;
  }
}

TEST(RunIndex, FindsScopesByTheirNames) {
  const loadgate::Run run = several_steps();
  const RunIndex index(run);
  EXPECT_EQ(index.find("buy/pay", "steady", "")->step, 1U);
  EXPECT_EQ(index.find("buy/pay", "steady", "")->phase, 1U);
  EXPECT_EQ(index.find("buy/login", "warm-up", "long")->data_class, 1U);
  EXPECT_EQ(index.find("ask", "steady", "")->step, run.steps.size() + 1);
  EXPECT_FALSE(index.find("buy/payy", "steady", ""));
  EXPECT_FALSE(index.find("buy/pay", "stedy", ""));
  EXPECT_FALSE(index.find("buy/pay", "steady", "odd"));
}

TEST(RunIndex, FlowsBelongToScenariosAndTellIfARequestHadNoAnswer) {
  const loadgate::Run run = several_steps();
  const RunIndex index(run);
  const Scope buy{.phase = 1, .step = 3};
  const Scope ask{.phase = 1, .step = 4};
  EXPECT_EQ(std::ranges::distance(index.flows_of(buy)), 5);
  EXPECT_EQ(std::ranges::distance(index.flows_of(ask)), 3);
  EXPECT_EQ(std::ranges::distance(index.samples_of(ask)), 0);
  EXPECT_EQ(std::ranges::distance(index.flows_of({.phase = 1, .step = 0})), 0);
  for (const Flow& flow : index.flows_of(buy)) {
    EXPECT_FALSE(index.is_unanswered(flow));
  }
  for (const Flow& flow : index.flows_of(ask)) {
    EXPECT_TRUE(index.is_unanswered(flow));
  }
}

TEST(RunIndex, OfAnEmptyRunFindsNothing) {
  const loadgate::Run run = a_run().with_step("main/list").with_phase("load").build();
  const RunIndex index(run);
  EXPECT_EQ(std::ranges::distance(index.samples_of({.phase = 0, .step = 0})), 0);
  EXPECT_EQ(std::ranges::distance(index.samples_of({.phase = 9, .step = 9})), 0);
  EXPECT_EQ(std::ranges::distance(index.checks_of({.phase = 0, .step = 0})), 0);
}

}  // namespace
}  // namespace loadgate
