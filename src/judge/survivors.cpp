// SPDX-License-Identifier: Apache-2.0
#include "judge/survivors.h"

#include <map>
#include <utility>

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
    const ScopeName scope{.step = draft.question.step,
                          .phase = draft.question.phase,
                          .data_class = draft.question.data_class};
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
  for (const ScopeTable& figures : judged.measured.tables) {
    if (const ScopeFigures* found = figures.find(scope.step, scope.phase, scope.data_class)) {
      sum.total += static_cast<double>(found->requests);
      sum.events += static_cast<double>(found->requests) - static_cast<double>(found->successes);
    }
  }
  return share_of(sum);
}

bool are_errors_broken(const Case& judged, const std::map<ScopeName, Errors>& errors,
                       const ScopeName& scope) {
  const auto found = errors.find(scope);
  return found != errors.end() ? found->second == Errors::broken
                               : error_share(judged, scope) > allowed_without_rule;
}

/// The step with its classes, and its scenario.
void add_survivors(const Case& judged, const std::map<ScopeName, Errors>& errors,
                   std::pair<const RunPhase&, const RunStep&> place,
                   std::set<ScopeName>& survivors) {
  const auto& [phase, step] = place;
  const Run& run = judged.first();
  ScopeName scope{.step = step.full_name, .phase = phase.name, .data_class = {}};
  const bool is_broken = are_errors_broken(judged, errors, scope);
  if (is_broken) {
    survivors.insert(scope);
    survivors.insert({.step = run.scenarios[step.scenario], .phase = phase.name, .data_class = {}});
  }
  for (const std::uint16_t data_class : step.classes) {
    scope.data_class = run.classes[data_class];
    if (is_broken || are_errors_broken(judged, errors, scope)) {
      survivors.insert(scope);
    }
  }
}

}  // namespace

std::set<ScopeName> scopes_of_survivors(const Case& judged, const std::vector<Draft>& drafts) {
  const std::map<ScopeName, Errors> errors = judged_errors(drafts);
  std::set<ScopeName> survivors;
  for (const RunPhase& phase : judged.first().phases) {
    for (const RunStep& step : judged.first().steps) {
      add_survivors(judged, errors, {phase, step}, survivors);
    }
  }
  return survivors;
}

}  // namespace loadgate
