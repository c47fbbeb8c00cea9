// SPDX-License-Identifier: Apache-2.0
#include "judge/policy_change.h"

#include <algorithm>
#include <array>

#include "base/units.h"
#include "judge/blank_finding.h"
#include "judge/drafting.h"
#include "judge/policies_compared.h"
#include "judge/settle.h"
#include "judge/settle_all.h"
#include "judge/waivers.h"

namespace loadgate {
namespace {

/// A condition of the base that the pull request no longer asks as strictly.
struct Loosened {
  Question question;
  std::string how;  ///< "removed by this change"
};

/// The key less the number that tells doubles apart.
std::string_view plain_key(const Question& question) {
  std::string_view key = question.key;
  const std::size_t digits = key.find_last_not_of("0123456789");
  return digits + 1 < key.size() && key[digits] == ' ' ? key.substr(0, digits) : key;
}

std::vector<Loosened> loosened_questions(const Case& judged) {
  const Run& run = judged.first();
  const std::vector<Question> now = expand_rules(run);
  std::vector<Loosened> loosened;
  for (const Question& before : expand_rules(run, run.before->rules)) {
    std::string how = "removed by this change";
    for (const Question& after : now) {
      if (plain_key(after) != plain_key(before)) {
        continue;
      }
      how = loosened_words(*before.rule, *after.rule, before.asked);
      if (how.empty()) {
        break;  // one that is as strict is enough
      }
    }
    if (!how.empty()) {
      loosened.push_back({.question = before, .how = how});
    }
  }
  return loosened;
}

bool is_same_place(const Rule& a, const Rule& b) {
  return metric_label(a) == metric_label(b) && a.step == b.step && a.phase == b.phase &&
         a.data_class == b.data_class;
}

/// Rules of the base that fit nothing any more, because a phase or a class has another name now;
/// steps that are gone are told by the baseline.
void add_unfitting(const Case& judged, std::vector<Finding>& findings) {
  const Run& run = judged.first();
  const RuleScopes scopes(run);
  for (const Rule& rule : run.before->rules) {
    const std::vector<Asked> conditions = conditions_of(rule);
    const bool is_kept = std::ranges::any_of(
        run.rules, [&](const Rule& other) { return is_same_place(rule, other); });
    if (rule.origin != RuleOrigin::spec || !is_asked(rule) || conditions.empty() || is_kept ||
        scopes.steps_of(rule).empty() || !scopes.of(rule).empty()) {
      continue;
    }
    const ScopeName patterns{.step = rule.step.empty() ? "*" : rule.step,
                             .phase = rule.phase.empty() ? "*" : rule.phase,
                             .data_class = rule.data_class};
    Finding finding = blank_finding(key_of(rule, conditions.back(), patterns) + " policy_change",
                                    FindingKind::check, rule);
    finding.where = Position{.line = 0, .column = 0};
    finding.state = State::policy_change;
    finding.reason = "removed by this change, and it fits nothing of this run";
    finding.advice = "keep the phase that it names, or let a reviewer accept this";
    finding.policy = policy_of(finding.state, rule, run);
    finding.blocks = blocks_of(finding.state, finding.policy);
    findings.push_back(std::move(finding));
  }
}

/// By the rule as it was: "it would fail: at least +11 %".
std::string outcome_words(const Finding& finding) {
  constexpr std::array holding{State::pass, State::improved, State::waived, State::new_step};
  const bool holds = std::ranges::find(holding, finding.state) != holding.end();
  const bool fails = finding.state == State::fail || finding.state == State::warn ||
                     finding.state == State::suspect;
  return std::string(fails   ? "it would not hold: "
                     : holds ? "it would hold: "
                             : "undecided: ") +
         finding.reason;
}

Finding as_policy_change(const Case& judged, const Loosened& loosened, Finding finding) {
  const bool is_waived = finding.state == State::waived;
  finding.key = loosened.question.key + " policy_change";
  finding.reason = loosened.how + "; as it was, " + outcome_words(finding);
  finding.state = is_waived ? State::waived : State::policy_change;
  finding.where = Position{.line = 0, .column = 0};  // it stands in the base's file
  finding.advice = "keep the rule as it was, or let a reviewer accept this";
  finding.policy = policy_of(finding.state, *loosened.question.rule, judged.first());
  finding.blocks = blocks_of(finding.state, finding.policy);
  return finding;
}

}  // namespace

std::vector<Finding> policy_findings(const Case& judged, const TrustFinding& of_runs) {
  const Run& run = judged.first();
  if (!run.before ||
      std::max(run.before->gate.policy_change, run.gate.policy_change) == Policy::pass) {
    return {};
  }
  const std::vector<Loosened> loosened = loosened_questions(judged);
  std::vector<Question> questions;
  for (const Loosened& each : loosened) {
    questions.push_back(each.question);
  }
  const std::vector<Draft> drafts =
      draft_all(judged, with_waivers(judged, std::move(questions)), of_runs.trust);
  const Family alone{.rejected = std::vector<bool>(drafts.size(), true), .size = 1};
  const std::vector<Finding> settled = settle_all(judged, drafts, of_runs, alone);
  std::vector<Finding> findings;
  for (std::size_t i = 0; i < settled.size(); ++i) {
    findings.push_back(as_policy_change(judged, loosened[i], settled[i]));
  }
  add_unfitting(judged, findings);
  for (Finding& finding : weaker_policies(run)) {
    findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace loadgate
