// SPDX-License-Identifier: Apache-2.0
#include "judge/early_end.h"

#include <algorithm>
#include <array>

#include "judge/blank_finding.h"
#include "judge/settle.h"

namespace loadgate {
namespace {

struct EarlyEnd {
  RunEnd end;
  State state;
  std::string_view advice;
};
constexpr std::array early_ends{
    EarlyEnd{RunEnd::stopped, State::fail,
             "mend what broke under this load, or change the condition in load.stop_when"},
    EarlyEnd{RunEnd::exhausted, State::inconclusive, "raise load.budget, or plan a smaller load"},
};

/// "stop_when[0]: error_rate > 20% for 5s; it was …": the check's name, and why.
struct Reason {
  std::string name;
  std::string text;
};

Reason reason_of(const Run& run) {
  const std::size_t colon = run.stopped_by.find(": ");
  if (colon == std::string::npos) {  // of a file that somebody else has written
    return {.name = run.end == RunEnd::stopped ? "stop_when" : std::string(budget_check),
            .text = "the load was ended early"};
  }
  return {.name = run.stopped_by.substr(0, colon), .text = run.stopped_by.substr(colon + 2)};
}

}  // namespace

std::optional<Finding> early_end_finding(const Case& judged) {
  for (const Run& run : judged.measured.runs) {
    const auto* row = std::ranges::find(early_ends, run.end, &EarlyEnd::end);
    if (row == early_ends.end()) {
      continue;
    }
    const Reason reason = reason_of(run);
    Finding finding = blank_finding(reason.name, FindingKind::check);
    finding.metric = reason.name;
    finding.state = row->state;
    finding.policy = Policy::fail;
    finding.blocks = blocks_of(finding.state, finding.policy);
    finding.reason = reason.text;
    finding.advice = row->advice;
    return finding;
  }
  return std::nullopt;
}

}  // namespace loadgate
