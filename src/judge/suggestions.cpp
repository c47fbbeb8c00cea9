// SPDX-License-Identifier: Apache-2.0
#include "judge/suggestions.h"

#include <algorithm>
#include <map>

#include "judge/barrier.h"
#include "judge/words.h"

namespace loadgate {
namespace {

/// Fewer runs do not show how far a figure goes.
constexpr std::size_t enough_runs = 8;
/// A limit beyond so many times the worst figure seen is loose …
constexpr double loose = 2;
/// … and so far beyond it is still room for a worse day.
constexpr double room = 1.25;

/// The worst of the runs of the baseline and this one.
double worst_seen(const Case& judged, const Question& question, const Finding& finding) {
  double worst = finding.now->value;
  for (const Figure& figure : pool_figures(judged, question)) {
    worst = finding.better == Better::lower ? std::max(worst, figure.value)
                                            : std::min(worst, figure.value);
  }
  return worst;
}

std::string suggestion_for(const Case& judged, const Question& question, const Finding& finding) {
  const bool is_meant = finding.kind == FindingKind::limit && finding.state == State::pass &&
                        finding.origin == RuleOrigin::spec && finding.now && finding.limit;
  if (!is_meant || barrier_of(judged, question)) {
    return {};
  }
  const bool less = finding.better == Better::lower;
  const double worst = worst_seen(judged, question, finding);
  const bool is_loose =
      worst > 0 && (less ? *finding.limit > loose * worst : *finding.limit * loose < worst);
  if (!is_loose) {
    return {};
  }
  const std::string name = less ? "at_most" : "at_least";
  return name + " of " + finding.key.substr(0, finding.key.rfind(' ')) + " could be " +
         value_words(less ? worst * room : worst / room, finding.unit) + " instead of " +
         value_words(*finding.limit, finding.unit) + ": no run was " +
         (less ? "above " : "below ") + value_words(worst, finding.unit);
}

}  // namespace

std::vector<std::string> suggestions_for(const Case& judged, const std::vector<Finding>& findings) {
  std::vector<std::string> suggestions;
  if (judged.current.runs.size() < enough_runs) {
    return suggestions;
  }
  std::map<std::string_view, const Finding*> by_key;
  for (const Finding& finding : findings) {
    by_key.emplace(finding.key, &finding);
  }
  for (const Question& question : expand_rules(judged.first())) {
    const auto finding = by_key.find(question.key);
    const std::string text =
        finding == by_key.end() ? "" : suggestion_for(judged, question, *finding->second);
    if (!text.empty()) {
      suggestions.push_back(text);
    }
  }
  return suggestions;
}

}  // namespace loadgate
