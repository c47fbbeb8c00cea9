// SPDX-License-Identifier: Apache-2.0
#include "judge/pair_sentences.h"

#include <algorithm>
#include <array>

#include "judge/sentences.h"
#include "judge/words.h"

namespace loadgate {
namespace {

std::string bound_words(const Draft& draft, const std::optional<double>& bound) {
  return bound ? change_words(*draft.finding.change, *bound) : "anything";
}

std::string too_noisy(const Draft& draft) {
  const Change& change = *draft.finding.change;
  return "between " + bound_words(draft, change.at_least) + " and " +
         bound_words(draft, change.at_most) + ": too noisy to say";
}

std::string too_few(const Draft& draft) {
  return "only " + std::to_string(draft.pairs->pairs) + " of " + std::to_string(least_pairs) +
         " pairs in which both builds have requests enough";
}

std::string in_some_pairs(const Draft& draft) {
  return "worse over the whole run, in " + std::to_string(draft.pairs->pairs_beyond) + " of " +
         std::to_string(draft.pairs->pairs) + " pairs only: something happened at one time";
}

std::string without_answers(const Draft&) {
  return "too many requests never got an answer to say more";
}

std::string could_have_hidden(const Draft& draft) {
  return why_blind(draft.finding, *draft.question.rule->must_see);
}

struct Sentence {
  PairedReason reason;
  std::string (*words)(const Draft& draft);
};

constexpr std::array sentences{
    Sentence{PairedReason::between, too_noisy},
    Sentence{PairedReason::too_few_pairs, too_few},
    Sentence{PairedReason::concentrated, in_some_pairs},
    Sentence{PairedReason::censored, without_answers},
    Sentence{PairedReason::would_not_see, could_have_hidden},
};

}  // namespace

std::string why_pairs_are_unclear(const Draft& draft) {
  const auto* row = std::ranges::find(sentences, draft.pairs->reason, &Sentence::reason);
  return row == sentences.end() ? "the pairs do not say" : row->words(draft);
}

bool is_censored_pair(const Draft& draft) {
  return draft.pairs && draft.pairs->reason == PairedReason::censored;
}

}  // namespace loadgate
