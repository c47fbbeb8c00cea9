// SPDX-License-Identifier: Apache-2.0
#include "judge/paired.h"

#include <algorithm>
#include <cassert>

#include "judge/pair_differences.h"
#include "judge/paired_draft.h"
#include "stats/holm.h"
#include "stats/looks.h"

namespace loadgate {
namespace {

std::size_t usable_pairs(const FigurePairs& evidence) {
  return static_cast<std::size_t>(std::ranges::count_if(evidence.pairs, [](const FigurePair& pair) {
    return pair.base.has_value() && pair.candidate.has_value();
  }));
}

bool has_ratio(const FigurePairs& evidence) {
  return evidence.base && evidence.candidate &&
         (evidence.base->is_censored || evidence.base->value > 0) &&
         usable_pairs(evidence) >= least_pairs;
}

bool has_rates(const CountPairs& evidence) {
  return arms_of(evidence).base.size() >= least_pairs;
}

bool is_member(const PairedQuestion& question) {
  return question.rule.blocks && is_testable(question.evidence);
}

/// Whether Holm rejects "no change", in the order of the drafts; true for those that it does not
/// ask.
std::vector<bool> allowed_to_fail(std::span<const PairedQuestion> questions,
                                  const std::vector<PairedDraft>& drafts, double level) {
  std::vector<double> p_values;
  std::vector<std::size_t> members;
  for (std::size_t i = 0; i < drafts.size(); ++i) {
    if (is_member(questions[i])) {
      members.push_back(i);
      p_values.push_back(*drafts[i].verdict.p_value);
    }
  }
  std::vector<bool> allowed(drafts.size(), true);
  const std::vector<bool> rejected = holm_rejects(p_values, level);
  for (std::size_t j = 0; j < members.size(); ++j) {
    allowed[members[j]] = rejected[j];
  }
  return allowed;
}

PairedVerdict settle_draft(const PairedDraft& draft, bool may_fail, const PairedGate& gate) {
  PairedVerdict verdict = draft.verdict;
  if (draft.is_beyond) {
    verdict.state = may_fail ? PairedState::fail : PairedState::inconclusive;
    if (verdict.reason != PairedReason::zero_base) {
      verdict.reason = may_fail ? PairedReason::beyond : PairedReason::not_among_all;
    }
  }
  // More pairs make no ratio of a base of 0.
  const bool can_learn = verdict.reason != PairedReason::zero_base;
  if (verdict.state == PairedState::inconclusive && can_learn && gate.look < gate.planned_looks) {
    verdict.state = PairedState::another_look;
  }
  return verdict;
}

}  // namespace

bool is_testable(const PairedEvidence& evidence) {
  const auto* figures = std::get_if<FigurePairs>(&evidence);
  return figures != nullptr ? has_ratio(*figures) : has_rates(std::get<CountPairs>(evidence));
}

PairedVerdict bare_verdict(PairedState state, PairedReason reason) {
  return {.state = state,
          .reason = reason,
          .is_improved = false,
          .is_warned = false,
          .pairs = 0,
          .pairs_beyond = 0,
          .estimate = std::nullopt,
          .at_least = std::nullopt,
          .at_most = std::nullopt,
          .p_value = std::nullopt,
          .sees = std::nullopt};
}

void demand_sight(const PairedRule& rule, PairedVerdict& verdict) {
  const bool is_blind = rule.must_see && !(verdict.sees && *verdict.sees <= *rule.must_see);
  // Where more than the tolerance is ruled out nothing was overlooked.
  if (verdict.reason == PairedReason::no_sign && is_blind) {
    verdict.state = PairedState::inconclusive;
    verdict.reason = PairedReason::would_not_see;
    verdict.is_improved = false;
  }
}

std::vector<PairedVerdict> judge_pairs(std::span<const PairedQuestion> questions,
                                       const PairedGate& gate) {
  assert(gate.look >= 1 && gate.look <= gate.planned_looks);
  const auto blocking = static_cast<std::size_t>(std::ranges::count_if(questions, is_member));
  const PairedTerms terms{.level = gate.alpha * look_share(gate.planned_looks, blocking),
                          .blocking = blocking,
                          .gate = gate};
  std::vector<PairedDraft> drafts;
  for (const PairedQuestion& question : questions) {
    drafts.push_back(std::visit(
        [&](const auto& evidence) { return draft_pairs(question.rule, evidence, terms); },
        question.evidence));
  }
  const std::vector<bool> allowed = allowed_to_fail(questions, drafts, terms.level);
  std::vector<PairedVerdict> verdicts;
  for (std::size_t i = 0; i < drafts.size(); ++i) {
    verdicts.push_back(settle_draft(drafts[i], allowed[i], gate));
  }
  return verdicts;
}

bool wants_another_look(std::span<const PairedVerdict> verdicts) {
  const auto is = [verdicts](PairedState state) {
    return std::ranges::find(verdicts, state, &PairedVerdict::state) != verdicts.end();
  };
  return is(PairedState::another_look) && !is(PairedState::fail);
}

}  // namespace loadgate
