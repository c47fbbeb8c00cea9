// SPDX-License-Identifier: Apache-2.0
#include "cli/acceptance.h"

#include "judge/judgement.h"
#include "report/report.h"

namespace loadgate {
namespace {

/// What speaks against the run, empty where nothing does.
std::string objection_to(Run run, const std::optional<Baseline>& present) {
  // What a waiver lets through is to be accepted by name before others are compared with it.
  run.waivers.clear();
  const Judgement judgement = judge({run}, present);
  for (const Finding& finding : judgement.findings) {
    const bool is_suspect = finding.state == State::suspect;
    if (finding.blocks == Blocks::regression || is_suspect) {  // also no data, or missing
      return sentence(finding);
    }
  }
  if (judgement.trust.trust == Trust::untrusted && !judgement.trust.reasons.empty()) {
    return "the run is not to be trusted: " + judgement.trust.reasons.front();
  }
  return {};
}

}  // namespace

Result<void> check_acceptance(const std::vector<Run>& runs, const std::optional<Baseline>& present,
                              const std::string& reason) {
  if (!reason.empty()) {
    return {};
  }
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (const std::string objection = objection_to(runs[i], present); !objection.empty()) {
      return invalid_input("run " + std::to_string(i + 1) + " of " + std::to_string(runs.size()) +
                               " is no baseline as it is: " + objection,
                           "record it again, or accept it with --reason TEXT");
    }
  }
  return {};
}

}  // namespace loadgate
