// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "unit/judge/cases.h"

namespace loadgate {
namespace {

using namespace loadgate::testing;

const std::string changed_key = p95_increase + " policy_change";

/// A pull request with these rules, whose base had the usual one and the guard.
RunBuilder pull_request(double middle, const std::vector<Rule>& rules,
                        Policy policy = Policy::warn) {
  RunBuilder builder = run_of(middle);
  for (const Rule& each : rules) {
    builder.with_rule(each);
  }
  return builder.with([=](auto& run) {
    run.before =
        Demands{.gate = run.gate, .baseline = run.baseline, .rules = {latency_rule(), guard()}};
    run.before->gate.policy_change = policy;
  });
}

bool has_policy_change(const Judgement& judgement) {
  return std::ranges::any_of(judgement.findings, [](const Finding& finding) {
    return finding.state == State::policy_change;
  });
}

TEST(PolicyChange, TheSameRulesOrStricterOnesAreNone) {
  for (const double tolerance : {0.10, 0.05}) {
    EXPECT_FALSE(has_policy_change(
        judge_one(pull_request(130, {latency_rule(tolerance), guard()}), quiet_pool())));
  }
  Rule more = latency_rule();
  more.at_most = 400e6;
  EXPECT_FALSE(has_policy_change(judge_one(pull_request(100, {more, guard()}), quiet_pool())));
}

TEST(PolicyChange, ALoosenedRuleIsJudgedAsItWas) {
  const Judgement judgement =
      judge_one(pull_request(130, {latency_rule(0.50), guard()}), quiet_pool());
  EXPECT_EQ(state_of(judgement, p95_increase), "pass");
  const Finding& finding = finding_of(judgement, changed_key);
  EXPECT_EQ(finding.state, State::policy_change);
  EXPECT_EQ(finding.reason,
            "loosened by this change (max_increase); as it was, it would not hold: "
            "at least +19.8 %");
  EXPECT_EQ(finding.tolerance, 0.10);
  EXPECT_EQ(finding.blocks, Blocks::nothing);
  EXPECT_EQ(verdict_name(judgement), "warn");
  EXPECT_EQ(status_of(judgement), 0);
}

TEST(PolicyChange, ARemovedRuleIsListedThoughItHolds) {
  const Judgement judgement = judge_one(pull_request(100, {guard()}), quiet_pool());
  EXPECT_TRUE(finding_of(judgement, changed_key)
                  .reason.starts_with(
                      "removed by this change; as it was, it would hold: no more than +7.5"));
}

TEST(PolicyChange, ItsPolicyIsTheBasesWhereThatIsStricter) {
  const auto judged = [](Policy policy) {
    return judge_one(pull_request(100, {guard()}, policy), quiet_pool());
  };
  EXPECT_EQ(status_of(judged(Policy::fail)), 1);
  EXPECT_EQ(finding_of(judged(Policy::fail), changed_key).blocks, Blocks::regression);
  // The base tells nothing and the change does.
  EXPECT_TRUE(has_policy_change(judged(Policy::pass)));
  RunBuilder silent = pull_request(100, {guard()}, Policy::pass);
  silent.with([](auto& run) { run.gate.policy_change = Policy::pass; });
  EXPECT_FALSE(has_policy_change(judge_one(silent, quiet_pool())));
}

TEST(PolicyChange, EachWayOfLooseningIsNamed) {
  const auto reason = [](const std::function<void(Rule&)>& change) {
    Rule changed = latency_rule();
    change(changed);
    const std::string text =
        finding_of(judge_one(pull_request(100, {changed, guard()}), quiet_pool()), changed_key)
            .reason;
    return text.substr(0, text.find(';'));
  };
  EXPECT_EQ(reason([](Rule& rule) { rule.severity = Severity::warn; }),
            "loosened by this change (severity)");
  EXPECT_EQ(reason([](Rule& rule) { rule.severity = Severity::off; }), "removed by this change");
  EXPECT_EQ(reason([](Rule& rule) { rule.min_delta = 1e9; }),
            "loosened by this change (min_delta)");
  EXPECT_EQ(reason([](Rule& rule) { rule.min_samples = 150; }),
            "loosened by this change (min_samples)");
  EXPECT_EQ(reason([](Rule& rule) { rule.on_no_data = Policy::pass; }),
            "loosened by this change (on_no_data)");
  EXPECT_EQ(reason([](Rule& rule) { rule.phase = "other"; }), "removed by this change");
}

TEST(PolicyChange, AnAbsoluteLimitThatIsGoneIsOneToo) {
  RunBuilder candidate = pull_request(100, {latency_rule(), guard()});
  candidate.with([](auto& run) { run.before->rules.push_back(latency_limit(400)); });
  EXPECT_EQ(state_of(judge_one(candidate, quiet_pool()), p95_limit + " policy_change"),
            "policy_change");
}

TEST(PolicyChange, ARuleWhosePhaseHasAnotherNameNowIsTold) {
  RunBuilder candidate = pull_request(100, {latency_rule(), guard()});
  candidate.with([](auto& run) {
    Rule limit = latency_limit(400);
    limit.phase = "before";
    run.before->rules.push_back(limit);
  });
  EXPECT_EQ(
      finding_of(judge_one(candidate, quiet_pool()), "latency.p95 * [before] limit policy_change")
          .reason,
      "removed by this change, and it fits nothing of this run");
}

TEST(PolicyChange, WeakerPoliciesOfTheGateAreTold) {
  RunBuilder candidate = pull_request(100, {latency_rule(), guard()});
  candidate.with([](auto& run) {
    run.before->gate.on_inconclusive = Policy::fail;
    run.before->gate.multiplicity = Multiplicity::none;
    run.before->baseline.on_missing = Policy::fail;
    run.before->baseline.file = "baselines/other.json";
    run.gate.policy_change = Policy::pass;
    run.gate.jobs = 2;
  });
  const Judgement judgement = judge_one(candidate, quiet_pool());
  EXPECT_EQ(finding_of(judgement, "gate.on_inconclusive policy_change").reason,
            "weaker by this change: it was fail, it is warn");
  EXPECT_EQ(finding_of(judgement, "baseline.file policy_change").reason,
            "weaker by this change: it was 'baselines/other.json', it is "
            "'baselines/checkout.json'");
  for (const char* name :
       {"gate.multiplicity", "gate.policy_change", "gate.jobs", "baseline.on_missing"}) {
    EXPECT_EQ(state_of(judgement, std::string(name) + " policy_change"), "policy_change") << name;
  }
}

TEST(PolicyChange, ItsCopiesAreNoMembersOfTheFamily) {
  RunBuilder candidate = pull_request(115, {latency_rule(0.5), guard()});
  const std::optional<double> with =
      finding_of(judge_one(candidate, quiet_pool()), p95_increase).sees;
  const Judgement without =
      judge_one(run_of(115).with_rule(latency_rule(0.5)).with_rule(guard()), quiet_pool());
  EXPECT_EQ(with, finding_of(without, p95_increase).sees);
}

TEST(PolicyChange, AReviewedWaiverAcceptsIt) {
  RunBuilder candidate = pull_request(100, {guard()}, Policy::fail);
  candidate.with([](auto& run) {
    run.gate.policy_change = Policy::fail;
    run.waivers.push_back({.rule = "latency.p95 buy/pay [steady]",
                           .max_increase = std::nullopt,
                           .max_decrease = std::nullopt,
                           .reason = "judged elsewhere",
                           .owner = "@payments",
                           .expires = "2024-01-31",
                           .where = {.line = 9, .column = 5}});
  });
  const Judgement judgement = judge_one(candidate, quiet_pool());
  EXPECT_EQ(state_of(judgement, changed_key), "waived");
  EXPECT_EQ(status_of(judgement), 0);
}

}  // namespace
}  // namespace loadgate
