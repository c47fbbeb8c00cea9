// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include "judge/states.h"
#include "judge/words.h"
#include "report/words.h"

namespace loadgate {
namespace {

bool is_decided(State state) {
  return state == State::pass || state == State::info || state == State::warn ||
         state == State::fail;
}

/// A limit is judged by the figure itself; its interval says how far another run may be from it,
/// where it has a width that can be shown.
std::string sure_of_limit(const Finding& finding) {
  if (finding.interval_low && finding.interval_high && std::isfinite(*finding.interval_low) &&
      std::isfinite(*finding.interval_high)) {
    const std::string low = value_text(*finding.interval_low, finding.unit);
    const std::string high = value_text(*finding.interval_high, finding.unit);
    if (low != high) {
      return "between " + low + " and " + high;
    }
  }
  return "from " + count_words(finding.samples, "sample");
}

}  // namespace

std::string sure_text(const Finding& finding) {
  std::string text =
      finding.reason.empty() ? std::string(describe(finding.state).word) : finding.reason;
  if (finding.kind == FindingKind::limit && finding.now && is_decided(finding.state)) {
    text = sure_of_limit(finding);
  }
  const bool hides_errors = finding.survivors_only && finding.state != State::inconclusive;
  return hides_errors ? text + "; survivors only" : text;
}

}  // namespace loadgate
