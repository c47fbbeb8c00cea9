// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "judge/case.h"

namespace loadgate {

/// The questions, each with the waiver that gives it a tolerance of its own, if one is in force.
std::vector<Question> with_waivers(const Case& judged, std::vector<Question> questions);

/// Findings that a waiver without a tolerance names become `waived`; each waived one says of whom
/// and until when. An expired waiver waives nothing, and is a finding that fails.
void apply_waivers(const Case& judged, std::vector<Finding>& findings);

/// What a waiver calls this finding: its key less the last word.
std::string waiver_name(const Finding& finding);

/// What became of each waiver, in the order of their rules' names.
std::vector<WaiverNote> waiver_notes(const Case& judged, const std::vector<Finding>& findings);

}  // namespace loadgate
