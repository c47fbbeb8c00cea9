// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "judge/paired.h"

namespace loadgate {

/// At which level one question is judged.
struct PairedTerms {
  double level;          ///< of its own bounds: c·α
  std::size_t blocking;  ///< R: rules that Holm tests together
  PairedGate gate;
};

/// What a question's own pairs say; Holm has the last word.
struct PairedDraft {
  PairedVerdict verdict;  ///< what it is unless `is_beyond` stands
  bool is_beyond;         ///< by its own evidence it fails
};

/// There is enough to be tested; all others are settled without Holm.
bool is_testable(const PairedEvidence& evidence);

PairedDraft draft_pairs(const PairedRule& rule, const FigurePairs& evidence,
                        const PairedTerms& terms);
PairedDraft draft_pairs(const PairedRule& rule, const CountPairs& evidence,
                        const PairedTerms& terms);

/// Nothing known but the state.
PairedVerdict bare_verdict(PairedState state, PairedReason reason);

/// A pass that `must_see` takes back.
void demand_sight(const PairedRule& rule, PairedVerdict& verdict);

}  // namespace loadgate
