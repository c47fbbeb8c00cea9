// SPDX-License-Identifier: Apache-2.0
#include "judge/pairing_note.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace loadgate {
namespace {

std::uint64_t most_pairs(const Run& run) {
  std::map<std::uint16_t, std::uint64_t> by_phase;
  for (const PairSlice& slice : run.pairing->slices) {
    by_phase[slice.phase] += slice.is_dropped ? 0U : 1U;
  }
  std::uint64_t most = 0;
  for (const auto& [phase, pairs] : by_phase) {
    most = std::max(most, pairs);
  }
  return most;
}

}  // namespace

std::optional<PairingNote> pairing_note(const Case& judged, const std::vector<Draft>& drafts) {
  if (!judged.old_build) {
    return std::nullopt;
  }
  const PairedGate& gate = judged.old_build->gate;
  PairingNote note{.pairs = most_pairs(judged.first()),
                   .looks = gate.look,
                   .planned_looks = gate.planned_looks,
                   .noise = std::nullopt,
                   .noise_of = {}};
  double most = -1;
  for (const Draft& draft : drafts) {
    if (draft.noise && *draft.noise > most) {
      most = *draft.noise;
      note.noise = std::expm1(most);
      note.noise_of = draft.finding.key;
    }
  }
  return note;
}

}  // namespace loadgate
