// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "unit/judge/cases.h"

namespace loadgate {
namespace {

using namespace loadgate::testing;

std::string text_of(const std::optional<double>& value) {
  return value ? write_double(*value) : "-";
}

std::string text_of(const std::optional<Figure>& figure) {
  return figure ? write_double(figure->value) + (figure->is_censored ? "+" : "=") +
                      std::to_string(figure->count)
                : "-";
}

/// Every field, numbers to their last bit.
std::string text_of(const Judgement& judgement) {
  std::string text = verdict_name(judgement) + "\n";
  for (const Finding& finding : judgement.findings) {
    text += finding.key + "|" + std::string(describe(finding.state).name) + "|" +
            std::to_string(static_cast<int>(finding.blocks)) + "|" + text_of(finding.baseline) +
            "|" + text_of(finding.now) + "|" +
            (finding.change
                 ? write_double(finding.change->estimate) + ".." +
                       text_of(finding.change->at_least) + ".." + text_of(finding.change->at_most)
                 : "-") +
            "|" + text_of(finding.limit) + "|" + text_of(finding.tolerance) + "|" +
            text_of(finding.interval_low) + "|" + text_of(finding.interval_high) + "|" +
            text_of(finding.p_value) + "|" + text_of(finding.sees) + "|" + finding.reason + "|" +
            finding.advice + "\n";
  }
  for (const auto* list : {&judgement.trust.reasons, &judgement.warnings}) {
    for (const std::string& line : *list) {
      text += line + "\n";
    }
  }
  return text;
}

std::vector<Rule> many_rules() {
  Rule p50 = rule("latency", Statistic::p50);
  p50.max_increase = 0.05;
  p50.at_most = 120e6;
  Rule throughput = rule("throughput", Statistic::value);
  throughput.max_decrease = 0.05;
  throughput.at_least = 5;
  Rule flow = rule("iteration", Statistic::p90);
  flow.max_increase = 0.1;
  Rule bytes = rule("bytes_in", Statistic::mean);
  bytes.max_increase = 0.1;
  Rule lag = rule("schedule_lag", Statistic::max);
  lag.at_most = 1e6;
  Rule gone = latency_rule();
  gone.step = "buy/gone";
  return {latency_rule(0.05), latency_rule(0.20), p50, throughput, flow, bytes, lag, gone, guard()};
}

RunBuilder rich_run(double middle) {
  return run_of(middle)
      .with_spread("buy/login", steady, 150, 20)
      .with_outcomes("buy/login", steady, Outcome::server_5xx, 4)
      .with_outcomes(pay, steady, Outcome::timeout_total, 3, 400)
      .with_spread("ask/question", "later", 100, 50);
}

/// Limits take no notice of the baseline, and their intervals take time.
std::vector<Rule> comparing_rules() {
  std::vector<Rule> rules = many_rules();
  for (Rule& each : rules) {
    each.at_most = each.at_least = std::nullopt;
  }
  return rules;
}

Baseline rich_pool() {
  std::vector<RunBuilder> builders;
  for (const double middle : quiet_middles) {
    builders.push_back(rich_run(middle).with_spread("buy/vanished", steady, 50, 10));
  }
  return pool_of(builders);
}

loadgate::Run judged_run(const std::vector<Rule>& rules) {
  RunBuilder builder = rich_run(112);
  for (const Rule& each : rules) {
    builder.with_rule(each);
  }
  return builder.build();
}

TEST(Properties, JudgingTwiceGivesTheSameBits) {
  const Baseline pool = rich_pool();
  const auto run = judged_run(many_rules());
  EXPECT_EQ(text_of(judge({run}, pool)), text_of(judge({run}, pool)));
}

TEST(Properties, TheOrderOfRulesAndRunsChangesNothing) {
  Baseline pool = rich_pool();
  std::vector<Rule> rules = many_rules();
  const std::string expected = text_of(judge({judged_run(rules)}, pool));
  EXPECT_NE(expected.find("\n"), std::string::npos);
  for (int turn = 0; turn < 5; ++turn) {
    std::ranges::rotate(rules, rules.begin() + 2);
    std::ranges::rotate(pool.runs, pool.runs.begin() + 3);
    if (turn % 2 == 1) {
      std::ranges::reverse(rules);
      std::ranges::reverse(pool.runs);
    }
    EXPECT_EQ(text_of(judge({judged_run(rules)}, pool)), expected);
  }
}

TEST(Properties, TheOrderOfSeveralCandidateRunsChangesNoFigure) {
  const Baseline pool = rich_pool();
  std::vector<loadgate::Run> runs;
  for (const double middle : {100, 110, 120}) {
    RunBuilder builder = rich_run(middle).with_job("job " + std::to_string(middle));
    runs.push_back(builder.with_rule(latency_rule()).with_rule(guard()).build());
  }
  const auto figures = [&] {
    const Judgement judgement = judge(runs, pool);
    const Finding& finding = finding_of(judgement, p95_increase);
    return text_of(finding.now) + text_of(finding.p_value) + finding.reason;
  };
  const std::string expected = figures();
  std::ranges::reverse(runs);
  EXPECT_EQ(figures(), expected);
}

void expect_finite(const Finding& finding) {
  const auto check = [&](const std::optional<double>& value, const char* name) {
    EXPECT_TRUE(!value || std::isfinite(*value)) << finding.key << ' ' << name;
  };
  check(finding.interval_low, "interval_low");
  check(finding.interval_high, "interval_high");
  check(finding.p_value, "p_value");
  check(finding.sees, "sees");
  check(finding.min_delta, "min_delta");
  for (const auto& figure : {finding.baseline, finding.now}) {
    EXPECT_TRUE(!figure || std::isfinite(figure->value)) << finding.key;
  }
  if (finding.change) {
    check(finding.change->estimate, "estimate");
    check(finding.change->at_least, "at_least");
    check(finding.change->at_most, "at_most");
  }
  EXPECT_EQ(finding.reason.find("nan"), std::string::npos) << finding.reason;
  EXPECT_EQ(finding.reason.find("inf"), std::string::npos) << finding.reason;
  EXPECT_FALSE(finding.reason.empty()) << finding.key;
}

Baseline spoiled_pool(std::size_t runs, double damage) {
  Baseline pool = rich_pool();
  for (std::size_t i = 0; i < runs; ++i) {
    for (ScopeFigures& scope : pool.runs[i].figures.scopes) {
      spoil(scope, damage);
      scope.outcomes["server_5xx"] = 1'000'000;
    }
  }
  return pool;
}

TEST(Properties, EveryNumberIsOneWhateverTheBaselineHolds) {
  const std::vector<double> damages{0, 1e-300, 1e300, HUGE_VAL, -HUGE_VAL, -1, std::nan("")};
  for (const double damage : damages) {
    for (const std::size_t spoiled : {1U, 10U}) {
      const Baseline pool = spoiled_pool(spoiled, damage);
      for (const Finding& finding : judge({judged_run(comparing_rules())}, pool).findings) {
        expect_finite(finding);
      }
    }
  }
}

TEST(Properties, HostilePoliciesOfARunFileBreakNothing) {
  const std::vector<std::function<void(loadgate::Run&)>> changes{
      [](auto& run) { run.gate.confidence = 1; },
      [](auto& run) { run.gate.confidence = -7; },
      [](auto& run) { run.gate.confidence = std::nan(""); },
      [](auto& run) { run.baseline.min_runs = -1; },
      [](auto& run) { run.baseline.min_runs = 1'000'000; },
      [](auto& run) { run.rules[0].max_increase = -5; },
      [](auto& run) { run.rules[0].max_increase = 1e300; },
      [](auto& run) { run.rules[3].max_decrease = 5; },
      [](auto& run) { run.rules[8].max_increase = 5; },
      [](auto& run) { run.rules[8].min_extra = -5; },
      [](auto& run) { run.rules[0].min_samples = -5; },
      [](auto& run) { run.rules[0].metric = "no_such_metric"; },
  };
  for (const auto& change : changes) {
    auto run = judged_run(comparing_rules());
    change(run);
    for (const Finding& finding : judge({run}, rich_pool()).findings) {
      expect_finite(finding);
    }
  }
}

TEST(Properties, FindingsAreSortedWorstFirstThenByKey) {
  const Judgement judgement = judge({judged_run(many_rules())}, rich_pool());
  const auto blocks = [](const Finding& finding) { return finding.blocks == Blocks::regression; };
  EXPECT_TRUE(std::ranges::is_partitioned(judgement.findings, blocks));
  EXPECT_TRUE(blocks(judgement.findings.front()));
  EXPECT_EQ(judgement.findings.back().state, State::pass);
}

}  // namespace
}  // namespace loadgate
