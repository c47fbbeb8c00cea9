// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "judge/judgement.h"
#include "judge/states.h"
#include "support/run_builder.h"
#include "support/spec_builder.h"

/// One step, one phase, a pool of ten quiet runs: each test changes what it is about.
namespace loadgate::testing {

inline const std::string pay = "buy/pay";
inline const std::string steady = "steady";
inline const std::string p95_increase = "latency.p95 buy/pay [steady] increase";
inline const std::string p95_limit = "latency.p95 buy/pay [steady] limit";

/// p95 is 1.45 of the middle.
inline RunBuilder run_of(double middle_milliseconds, std::size_t requests = 200) {
  return a_run().with_spread(pay, steady, requests, middle_milliseconds);
}

inline Rule latency_rule(double max_increase = 0.10) {
  Rule result = rule("latency", Statistic::p95);
  result.max_increase = max_increase;
  return result;
}

inline Rule latency_limit(double milliseconds) {
  Rule result = rule("latency", Statistic::p95);
  result.at_most = milliseconds * static_cast<double>(one_millisecond);
  return result;
}

inline Rule guard() {
  Rule result = rule("error_rate", Statistic::value);
  result.at_most = 0.05;
  result.max_increase = 0.005;
  result.origin = RuleOrigin::guard;
  return result;
}

inline Baseline pool_of(const std::vector<RunBuilder>& runs) {
  Baseline baseline{.spec_name = "checkout", .release = std::nullopt, .runs = {}, .anchor = {}};
  for (const RunBuilder& builder : runs) {
    Run run = builder.build();
    run.provenance.job = "ci/" + std::to_string(baseline.runs.size());
    baseline.runs.push_back(baseline_run_of(run));
  }
  return baseline;
}

/// Middles in percent of 100 ms with a spread of about 3 %.
inline const std::vector<double> quiet_middles{100, 103, 97, 101, 105, 98, 96, 102, 99, 104};

inline Baseline quiet_pool(std::size_t runs = 10) {
  std::vector<RunBuilder> builders;
  for (std::size_t i = 0; i < runs; ++i) {
    builders.push_back(run_of(quiet_middles[i % quiet_middles.size()]));
  }
  return pool_of(builders);
}

/// Every figure of the scope becomes this number.
inline void spoil(ScopeFigures& scope, double damage) {
  for (auto& [name, value] : scope.scalars) {
    value = damage;
  }
  for (auto& [metric, figures] : scope.distributions) {
    for (auto& [statistic, figure] : figures.statistics) {
      figure.value = damage;
    }
  }
}

inline Judgement judge_one(const RunBuilder& candidate, const std::optional<Baseline>& baseline) {
  return judge({candidate.build()}, baseline);
}

inline const Finding& finding_of(const Judgement& judgement, std::string_view key) {
  const auto found = std::ranges::find(judgement.findings, key, &Finding::key);
  if (found == judgement.findings.end()) {
    std::string keys;
    for (const Finding& finding : judgement.findings) {
      keys += "\n  " + finding.key;
    }
    ADD_FAILURE() << "no finding '" << key << "' among" << keys;
    static const Finding none{};
    return none;
  }
  return *found;
}

inline std::string state_of(const Judgement& judgement, std::string_view key) {
  return std::string(describe(finding_of(judgement, key).state).name);
}

inline std::string verdict_name(const Judgement& judgement) {
  return std::string(describe(judgement.verdict).name);
}

}  // namespace loadgate::testing
