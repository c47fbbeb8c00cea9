// SPDX-License-Identifier: Apache-2.0
#include "judge/survivors.h"

#include <map>

namespace loadgate {
namespace {

/// What the guard would allow, where the spec has removed it.
constexpr double allowed_without_rule = 0.05;

enum class Errors { held, broken };

std::map<ScopeName, Errors> judged_errors(const std::vector<Draft>& drafts) {
  std::map<ScopeName, Errors> scopes;
  for (const Draft& draft : drafts) {
    const std::string& metric = draft.question.rule->metric;
    if (draft.is_settled || !metric.starts_with("error_rate")) {
      continue;
    }
    const ScopeName scope{draft.question.step, draft.question.phase};
    if (draft.is_beyond) {
      scopes[scope] = Errors::broken;
    } else if (metric == "error_rate") {
      scopes.try_emplace(scope, Errors::held);
    }
  }
  return scopes;
}

double error_share(const Case& judged, const ScopeName& scope) {
  RateCount sum{.events = 0, .total = 0};
  for (const RunFigures& figures : judged.measured.figures) {
    if (const ScopeFigures* found = find_scope(figures, scope.first, scope.second)) {
      sum.total += static_cast<double>(found->requests);
      sum.events += static_cast<double>(found->requests) - static_cast<double>(found->successes);
    }
  }
  return share_of(sum);
}

}  // namespace

std::set<ScopeName> scopes_of_survivors(const Case& judged, const std::vector<Draft>& drafts) {
  const std::map<ScopeName, Errors> errors = judged_errors(drafts);
  const Run& run = judged.first();
  std::set<ScopeName> survivors;
  for (const RunPhase& phase : run.phases) {
    for (const RunStep& step : run.steps) {
      const ScopeName scope{step.full_name, phase.name};
      const auto found = errors.find(scope);
      const bool is_broken = found != errors.end()
                                 ? found->second == Errors::broken
                                 : error_share(judged, scope) > allowed_without_rule;
      if (is_broken) {
        survivors.insert(scope);
        survivors.insert({run.scenarios[step.scenario], phase.name});
      }
    }
  }
  return survivors;
}

}  // namespace loadgate
